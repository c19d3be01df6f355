"""Settings of the network policy container beside flannel, which upstream's chart has and its manifest has not."""

from generator.features.conditions import given
from generator.rows.roles import NETPOL_IMAGE, NETPOL_SINCE
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.uses_image import MIRROR, PARTS
from generator.settings.kind import BOOLEAN
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import reads
from generator.template.nodes import Entry, Expression, MapNode, Node, Scalar
from generator.template.tree_nodes import fields_of

_POD = "DaemonSet/kube-flannel-ds* spec.template.spec"
_ENABLED = given(".Values.flannel.netpol.enabled")
_POLICY = Expression(".Values.images.netpol.pullPolicy | quote")


def _container() -> MapNode:
    image = Expression(f'include "cni.image" (list . "netpol" "{NETPOL_IMAGE}") | quote')
    node = fields_of(
        {
            "command": ["/bin/netpol", "--hostname-override=$(MY_NODE_NAME)", "--v=2"],
            "env": [{"name": "MY_NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}],
            "volumeMounts": [{"name": "lib-modules", "mountPath": "/lib/modules", "readOnly": True}],
            "resources": {"requests": {"cpu": "100m", "memory": "50Mi"}},
            "securityContext": {"privileged": True, "capabilities": {"add": ["NET_ADMIN"]}},
        }
    )
    own = (
        Entry("name", Scalar("kube-network-policies")),
        Entry("image", image),
        Entry("imagePullPolicy", _POLICY, given(".Values.images.netpol.pullPolicy")),
    )
    return MapNode((*own, *node.entries))


def _adds(to: str, name: str, node: Node) -> Target:
    return Target(at=(f"{_POD}.{to}",), action=Inserts(key=name, node=node, when=_ENABLED))


_MODULES = fields_of({"name": "lib-modules", "hostPath": {"path": "/lib/modules"}})

ROWS: tuple[Row, ...] = (
    Section(
        path="flannel.netpol",
        doc="A container beside flannel that enforces NetworkPolicy. Its image is images.netpol.",
    ),
    setting(
        "flannel.netpol.enabled",
        BOOLEAN,
        "Whether flannel's pods run kube-network-policies, which enforces NetworkPolicy. The container is privileged. "
        "Default: false; then policies have no effect.",
        reads(
            _adds("containers", "kube-network-policies", _container()),
            *(f"images.netpol.{part}" for part in PARTS),
            *MIRROR,
        ),
        _adds("volumes", "lib-modules", _MODULES),
        since=NETPOL_SINCE,
    ),
)
