"""Lists the roles of images: who uses an image decides which values it takes, whatever the image is called."""

from collections.abc import Sequence

from msgspec import Struct

from generator.base.trees import Steps
from generator.releases.images import parse_reference
from generator.rows import kinds
from generator.settings.actions.uses_image import UsesImage
from generator.settings.kind import Versions
from generator.settings.setting import SOME, Row, Section, Target, setting
from generator.template.addresses import matches, parse_address

_NODES = "DaemonSet/calico-node|canal spec.template.spec"
_FLANNEL = "DaemonSet/kube-flannel-ds* spec.template.spec"


# The image that the chart of these releases of flannel runs beside it; no manifest names it.
NETPOL_IMAGE = "registry.k8s.io/networking/kube-network-policies:v1.0.0"
# The image with the base CNI plugins, which no manifest names either.
BASE_PLUGINS_IMAGE = "docker.io/rancher/hardened-cni-plugins:v1.9.1-build20261008"
NETPOL_SINCE: Versions = {"flannel": "v0.28.9"}


# The roles with images of Calico's release.
OF_CALICO = ("apiServer", "calicoCni", "calicoNode", "calicoctl", "flexvolDriver", "kubeControllers", "typha")


class Role(Struct, frozen=True, kw_only=True):
    """A role: its key below `images`, what it does, and the containers that have it.

    A role that the chart itself adds has no container of upstream's. It names its `references`, the pods that it is
    `beside`, and the releases since when; if a manifest may have one of its own, it names the containers that it is
    `like`, and the `name` of its image beside theirs. `own` are the containers of the chart's own that have it.
    """

    key: str
    what: str
    at: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    beside: str = ""
    like: str = ""
    name: str = ""
    own: tuple[str, ...] = ()
    since: Versions = {}

    @property
    def target(self) -> Target:
        """The target of its values."""
        return Target(at=self.at, action=UsesImage(role=self.key), places=SOME)


ROLES: tuple[Role, ...] = (
    Role(
        key="flannel",
        what="flannel, on its own",
        at=(f"{_FLANNEL}.containers[kube-flannel]", f"{_FLANNEL}.initContainers[install-cni]"),
    ),
    Role(
        key="flannelCniPlugin",
        what="flannel's CNI plugin",
        at=(f"{_FLANNEL}.initContainers[install-cni-plugin]",),
    ),
    Role(key="canalFlannel", what="flannel in canal", at=(f"{_NODES}.containers[kube-flannel|flannel]",)),
    Role(
        key="calicoNode",
        what="calico-node",
        at=(f"{_NODES}.containers[calico-node]", f"{_NODES}.initContainers[mount-bpffs|ebpf-bootstrap]"),
    ),
    Role(
        key="calicoCni",
        what="Calico's CNI plugin and IPAM",
        at=(f"{_NODES}.initContainers[install-cni|upgrade-ipam]",),
    ),
    Role(
        key="flexvolDriver",
        what="the flexvolume driver of Dikastes",
        at=(f"{_NODES}.initContainers[flexvol-driver]",),
    ),
    Role(
        key="typha",
        what="Typha",
        at=("Deployment/calico-typha spec.template.spec.containers[calico-typha]",),
    ),
    Role(
        key="kubeControllers",
        what="Calico's controllers",
        at=("Deployment/calico-kube-controllers spec.template.spec.containers[calico-kube-controllers]",),
    ),
    Role(
        key="calicoctl",
        what="calicoctl, in its own pod and in the Job that applies Calico's resources",
        at=("Pod/calicoctl spec.containers[calicoctl]",),
        like="DaemonSet/calico-node spec.template.spec.containers[calico-node]",
        name="ctl",
        own=(
            "Pod/calicoctl-* spec.containers[calicoctl]",
            "Job/calico-resources-* spec.template.spec.initContainers|containers[*]",
        ),
    ),
    Role(
        key="apiServer",
        what="Calico's API server",
        at=("Deployment/calico-apiserver spec.template.spec.containers[calico-apiserver]",),
    ),
    Role(
        key="configureCanal",
        what="etcdctl, which writes canal's network into etcd",
        at=("Job/configure-canal spec.template.spec.containers[configure-flannel]",),
    ),
    Role(
        key="netpol",
        what="the network policy container beside flannel",
        references=(NETPOL_IMAGE,),
        beside=_FLANNEL,
        own=(f"{_FLANNEL}.containers[kube-network-policies]",),
        since=NETPOL_SINCE,
    ),
    Role(
        key="cniPlugins",
        what="the base CNI plugins",
        references=(BASE_PLUGINS_IMAGE,),
        beside="DaemonSet/* spec.template.spec",
        own=("DaemonSet/* spec.template.spec.initContainers[install-base-cni-plugins]",),
    ),
)


def role_of(name: str, steps: Steps) -> str:
    """Return the role of a container that is rendered, by its object and its place there; empty if it has none."""
    for role in ROLES:
        for pattern, wanted in map(parse_address, (*role.at, *role.own)):
            if matches(pattern, name) and len(wanted) == len(steps) and all(map(matches, wanted, steps)):
                return role.key
    return ""


def image_rows(role: Role, references: Sequence[str], others: Sequence[str] = ()) -> tuple[Row, ...]:
    """The settings of a role; the references are those that upstream names for it, the others roles of the same image.

    Their rows have no targets: the role's one target reads them all.
    """
    too = ", ".join(f"images.{one}" for one in others)
    same = f" {too} have it, too, each for its own containers." if too else ""
    path, parts = f"images.{role.key}", [parse_reference(reference) for reference in references]
    repositories, tags = dict.fromkeys(one.repository for one in parts), dict.fromkeys(one.tag for one in parts)
    return (
        Section(path=path, doc=f"The image of {role.what}. Default: {', '.join(references)}.{same}"),
        setting(f"{path}.repository", kinds.REPOSITORY, f"Registry and path. Default: {', '.join(repositories)}."),
        setting(f"{path}.tag", kinds.TAG, f"The tag. Default: {', '.join(tags)}."),
        setting(f"{path}.digest", kinds.DIGEST, "A digest, sha256:..., beside the tag. Default: none."),
        setting(
            f"{path}.pullPolicy",
            kinds.PULL_POLICY,
            "{choices}. Default: {upstream else Kubernetes' own default, Always for the tag latest and otherwise IfNotPresent}.",
        ),
    )
