"""Lists the roles of images: who uses an image decides which values it takes, whatever the image is called."""

from collections.abc import Sequence

from msgspec import Struct

from generator.releases.images import parse_reference
from generator.rows import kinds
from generator.settings.actions.uses_image import UsesImage
from generator.settings.kind import Versions
from generator.settings.setting import SOME, Row, Section, Target, setting

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
    `like`, and the `name` of its image beside theirs.
    """

    key: str
    what: str
    at: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    beside: str = ""
    like: str = ""
    name: str = ""
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
        since=NETPOL_SINCE,
    ),
    Role(
        key="cniPlugins",
        what="the base CNI plugins",
        references=(BASE_PLUGINS_IMAGE,),
        beside="DaemonSet/* spec.template.spec",
    ),
)


def image_rows(role: Role, references: Sequence[str]) -> tuple[Row, ...]:
    """The settings of a role; the references are those that upstream names for it.

    Their rows have no targets: the role's one target reads them all.
    """
    path, parts = f"images.{role.key}", [parse_reference(reference) for reference in references]
    repositories, tags = dict.fromkeys(one.repository for one in parts), dict.fromkeys(one.tag for one in parts)
    return (
        Section(path=path, doc=f"The image of {role.what}. Default: {', '.join(references)}."),
        setting(f"{path}.repository", kinds.REPOSITORY, f"Registry and path. Default: {', '.join(repositories)}."),
        setting(f"{path}.tag", kinds.TAG, f"The tag. Default: {', '.join(tags)}."),
        setting(f"{path}.digest", kinds.DIGEST, "A digest, sha256:..., beside the tag. Default: none."),
        setting(
            f"{path}.pullPolicy",
            kinds.PULL_POLICY,
            "{choices}. Default: {upstream else Kubernetes' own default, Always for the tag latest and otherwise IfNotPresent}.",
        ),
    )
