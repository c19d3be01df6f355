"""Settings that leave out what upstream's pods have for eBPF or for an upgrade alone, and calico-kube-controllers."""

from generator.features.conditions import given
from generator.rows.locations import PARTS_SINCE
from generator.settings.kind import BOOLEAN, Versions
from generator.settings.setting import Row, Target, defaulted, setting
from generator.settings.targets import SOME, guards

_NODES = "DaemonSet/calico-node|canal spec.template.spec"
_CALICO = "DaemonSet/calico-node spec.template.spec"
_CANAL = "DaemonSet/canal spec.template.spec"
# The test for a pod having any of the chart's own init containers.
HAS_INIT = (
    "or .Values.cni.install .Values.cniPlugins.install .Values.calico.prepareBPF "
    '(and (eq .Values.calico.datastore "kubernetes") (not .Values.calico.policyOnly) '
    '(eq .Values.calico.ipam.type "calico-ipam") .Values.calico.upgradeIPAM)'
)
HAS_CANAL_INIT = (
    "or .Values.cni.install .Values.cniPlugins.install .Values.calico.prepareBPF "
    '(dig "psk" "existingSecret" "" .Values.flannel.backend)'
)
_CONTROLLERS = "calico-kube-controllers"
_KINDS = ("Deployment", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget")


def _part(path: str, doc: str, *targets: Target, since: Versions | None = None) -> Row:
    """The row of a part that is there unless its value is false."""
    return defaulted(setting(path, BOOLEAN, doc, *targets, since=since or {}), default=True)


CONTROLLERS: tuple[Row, ...] = (
    _part(
        "calico.kubeControllers.enabled",
        "Whether calico-kube-controllers is installed. If false, nothing releases the addresses and blocks of nodes that are "
        "gone or takes back addresses that leaked, and nothing makes HostEndpoints of nodes or gives Services addresses of "
        "Calico's pools; an upgrade to Calico v3.32 needs it, too, to rename stored policies. calico.datastore: etcd needs it.",
        guards("|".join(f"{kind}/{_CONTROLLERS}" for kind in _KINDS), places=SOME),
    ),
)
NODE_PARTS: tuple[Row, ...] = (
    _part(
        "calico.prepareBPF",
        "Whether an init container mounts file systems on each node that only calico.dataplane: bpf needs; /sys must be a "
        "shared mount there. If false, neither the container nor the volumes of the node's /sys/fs and /proc are there.",
        guards(f"{_NODES}.initContainers[mount-bpffs|ebpf-bootstrap]", places=2),
        guards(f"{_NODES}.volumes[sys-fs|nodeproc]", places=4),
        guards(f"{_CALICO}.initContainers", when=given(HAS_INIT)),
        guards(f"{_CANAL}.initContainers", when=given(HAS_CANAL_INIT)),
        since=PARTS_SINCE,
    ),
    _part(
        "calico.mountBPF",
        "Whether calico-node mounts the node's /sys/fs/bpf, which must be there. Only calico.dataplane: bpf needs it, and once "
        "more the first start of nodes without bpf after it, which cleans up.",
        guards(f"{_NODES}.containers[calico-node].volumeMounts[bpffs*]", places=2),
        guards(f"{_NODES}.volumes[bpffs]", places=2),
        since=PARTS_SINCE,
    ),
    _part(
        "calico.upgradeIPAM",
        "Whether an init container hands the addresses of host-local IPAM over to calico-ipam. If false, it is left out with its "
        "volume: for a cluster that never used host-local IPAM, or has been upgraded.",
        guards(f"{_CALICO}.initContainers[upgrade-ipam]"),
        guards(f"{_CALICO}.volumes[host-local-net-dir]"),
    ),
)
