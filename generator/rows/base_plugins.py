"""Settings of the base CNI plugins, which most distributions put on the nodes, and an init container can."""

from generator.base.trees import Tree
from generator.features.conditions import given
from generator.rows import kinds
from generator.rows.roles import BASE_PLUGINS_IMAGE
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.uses_image import MIRROR, PARTS
from generator.settings.kind import BOOLEAN, Versions
from generator.settings.setting import SOME, Row, Section, Target, setting
from generator.settings.targets import reads, since
from generator.template.nodes import Block, Entry, Expression, ListNode, MapNode, Scalar
from generator.template.tree_nodes import fields_of, list_of, node_of

_INSTALL = given(".Values.cniPlugins.install")
_NAME, _VOLUME = "install-base-cni-plugins", "base-cni-plugins-bin-dir"
_MOUNT = fields_of({"name": _VOLUME, "mountPath": "/host/opt/cni/bin"})
# It writes as root into a folder of the node, which SELinux lets unconfined containers do, and needs nothing else. The
# folder may be another user's, for example after archives were unpacked into it: without the one capability the entry
# point leaves such a folder alone and still ends well.
_CAPABILITY = "DAC_OVERRIDE"
_SECURITY: dict[str, Tree] = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"add": [_CAPABILITY], "drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsUser": 0,
    "seLinuxOptions": {"type": "spc_t"},
}
# A PodSecurityPolicy of flannel's is in its older releases, and need not be in any.
_POLICY: Versions = {"flannel": "v99.0.0"}
_PODS = {
    "flannel": "DaemonSet/kube-flannel-ds* spec.template.spec",
    "calico.node": "DaemonSet/calico-node spec.template.spec",
    "canal": "DaemonSet/canal spec.template.spec",
}


def _variable(name: str, value: Expression) -> MapNode:
    return MapNode((Entry("name", Scalar(name)), Entry("value", value)))


def _container(workload: str) -> MapNode:
    resources, policy = f".Values.{workload}.initResources", ".Values.images.cniPlugins.pullPolicy"
    update = ".Values.cniPlugins.update"
    updates = Entry(
        "UPDATE_CNI_BINARIES",
        _variable("UPDATE_CNI_BINARIES", Expression(f"{update} | quote")),
        given(f'kindIs "bool" {update}'),
    )
    skipped = list_of([_variable("SKIP_CNI_BINARIES", Expression('include "cni.skippedBasePlugins" . | quote'))])
    return MapNode(
        (
            Entry("name", Scalar(_NAME)),
            Entry("image", Expression(f'include "cni.image" (list . "cniPlugins" "{BASE_PLUGINS_IMAGE}") | quote')),
            Entry("imagePullPolicy", Expression(f"{policy} | quote"), given(policy)),
            Entry("env", ListNode((*skipped.entries, updates))),
            Entry("volumeMounts", list_of([_MOUNT])),
            Entry("securityContext", node_of(_SECURITY)),
            Entry("resources", Block(f"toYaml {resources}"), given(resources)),
        )
    )


def _folder(key: str) -> Entry:
    return Entry(key, Expression('.Values.cni.binDir | default "/opt/cni/bin" | quote'))


def _volume() -> MapNode:
    path = MapNode((_folder("path"), Entry("type", Scalar("DirectoryOrCreate"))))
    return MapNode((Entry("name", Scalar(_VOLUME)), Entry("hostPath", path)))


def _targets(workload: str, pod: str) -> tuple[Target, ...]:
    """The init container ahead of the one that writes the CNI configuration, and its volume."""
    init = Inserts(key=_NAME, node=_container(workload), before="install-cni", when=_INSTALL)
    volume = Inserts(key=_VOLUME, node=_volume(), when=_INSTALL)
    return (
        reads(
            Target(at=(f"{pod}.initContainers",), action=init, places=SOME),
            "cniPlugins.update",
            *(f"images.cniPlugins.{part}" for part in PARTS),
            *MIRROR,
        ),
        reads(Target(at=(f"{pod}.volumes",), action=volume, places=SOME), "cni.binDir"),
    )


def _allowed() -> tuple[Target, ...]:
    """What the policy of flannel's pods must let the init container have."""
    folder = Inserts(key=_VOLUME, node=MapNode((_folder("pathPrefix"),)), when=_INSTALL)
    capability = Inserts(key=_CAPABILITY, node=Scalar(_CAPABILITY), when=_INSTALL)
    spec = "PodSecurityPolicy/psp.flannel* spec"
    return (
        reads(since(Target(at=(f"{spec}.allowedHostPaths",), action=folder), **_POLICY), "cni.binDir"),
        since(Target(at=(f"{spec}.allowedCapabilities",), action=capability), **_POLICY),
    )


ROWS: tuple[Row, ...] = (
    Section(
        path="cniPlugins",
        doc="The base CNI plugins bridge, host-local, loopback, portmap, bandwidth, tuning and firewall of "
        "containernetworking/plugins. Their image is images.cniPlugins.",
    ),
    setting(
        "cniPlugins.install",
        BOOLEAN,
        "Whether an init container puts the base CNI plugins into the folder cni.binDir of each node. Most distributions of "
        "Kubernetes bring them. flannel's own image brings the binary flannel only, and the releases of the base plugins from "
        "v1.0.0 on bring no flannel: a node needs both. Before v3.33, Calico's image brings those that Calico and canal call; "
        "from then on it brings none. The image is for amd64 and arm64, and its script succeeds even where the folder cannot be "
        "written or the disk is full: look on a node what is there. Default: false. A later change to false leaves the binaries.",
        *(target for workload, pod in _PODS.items() for target in _targets(workload, pod)),
        *_allowed(),
    ),
    setting(
        "cniPlugins.update",
        kinds.SWITCH,
        "Whether the init container replaces base plugins that are on the nodes already. Default: null, the image's own "
        "default, true.",
    ),
)
