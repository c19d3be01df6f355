"""The ports of a node that Kubernetes' own programs listen on, so that no pod in the host's network can."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.features.combinations import TemplateRule


class NodePort(Struct, frozen=True, kw_only=True):
    """A port, the program that has it, and whether only machines of the control plane run that."""

    port: int
    owner: str
    control_plane: bool = False


# kubernetes.io/docs/reference/networking/ports-and-protocols, and the defaults of the programs' flags.
NODE_PORTS: Sequence[NodePort] = (
    NodePort(port=10250, owner="the kubelet"),
    NodePort(port=10255, owner="the kubelet"),
    NodePort(port=10248, owner="the kubelet's health endpoint"),
    NodePort(port=10256, owner="kube-proxy's health endpoint"),
    NodePort(port=10249, owner="kube-proxy's metrics"),
    NodePort(port=6443, owner="kube-apiserver", control_plane=True),
    NodePort(port=10257, owner="kube-controller-manager", control_plane=True),
    NodePort(port=10259, owner="kube-scheduler", control_plane=True),
    NodePort(port=2379, owner="etcd", control_plane=True),
    NodePort(port=2380, owner="etcd", control_plane=True),
    NodePort(port=2381, owner="etcd's metrics", control_plane=True),
)

_HEALTHZ = 'and (ne .Values.plugin "calico") .Values.flannel.healthz.port'
_FLANNEL = '(ternary .Values.flannel.tolerations .Values.canal.tolerations (eq .Values.plugin "flannel"))'
_NODE = '(ternary .Values.canal.tolerations $calico.node.tolerations (eq .Values.plugin "canal"))'
_TYPHA, _CONTROLLERS = "$calico.typha.tolerations", "$calico.kubeControllers.tolerations"
# Values that are ports which a pod in the host's network listens on: whether one does, and what its pods tolerate. Upstream's
# calico-kube-controllers is in that network with etcd alone.
LISTENING: Mapping[str, tuple[str, str]] = {
    "flannel.healthz.port": (_HEALTHZ, _FLANNEL),
    "calico.metrics.felix.port": ("$calico.metrics.felix.enabled", _NODE),
    "calico.metrics.typha.port": ("$calico.metrics.typha.enabled", _TYPHA),
    "calico.metrics.kubeControllers.port": (
        'and $calico.metrics.kubeControllers.enabled (eq $calico.datastore "etcd")',
        _CONTROLLERS,
    ),
    "calico.felix.healthPort": ("$calico.felix.healthPort", _NODE),
    "calico.felix.debugPort": ("$calico.felix.debugPort", _NODE),
}


def _rules() -> Iterator[TemplateRule]:
    """One rule a value."""
    for path, (listens, tolerations) in LISTENING.items():
        port = f".Values.{path}" if path.startswith("flannel.") else f"${path}"
        owner = f'include "cni.portOwner" (list {port} {tolerations})'
        yield TemplateRule(
            test=f"and ({listens}) ({owner})" if " " in listens else f"and {listens} ({owner})",
            message=f"{path}: {{int {port}}} is a port of the nodes that {{{owner}}} has; choose another",
        )


PORT_RULES: tuple[TemplateRule, ...] = tuple(_rules())
