"""The pre-shared key of flannel's wireguard and ipsec: an init container puts it from a Secret into the configuration.

The key stands in no object but its Secret, and in no argument: the shell's own commands write it into a volume in memory.
"""

from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition, given, when
from generator.rows import kinds
from generator.rows.locations import CANAL_KUBE_FLANNELD, FLANNELD, NET_CONF
from generator.settings.actions.init_containers import AddsInitContainer
from generator.settings.actions.inserting import Inserts
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import adds_env, adds_member, in_some
from generator.template.nodes import Block, Entry, Expression, MapNode, Scalar
from generator.template.tree_nodes import fields_of, list_of, node_of

_PATH = "flannel.backend.psk.existingSecret"
_SECRET = f".Values.{_PATH}"
_FOLDER, _FILE, _MARK = "/etc/flannel-net-conf", "net-conf.json", "__PSK__"
_KUBERNETES = when(datastore="kubernetes")
_POD = "spec.template.spec"
_SCRIPT = (
    'umask 077; psk=$(printf %s "$PSK"); '
    'case "$psk" in ""|*[!A-Za-z0-9+/=]*) echo "psk in the Secret is no base64 text" >&2; exit 1;; esac; '
    f'while IFS= read -r line || [ -n "$line" ]; do case "$line" in *{_MARK}*) '
    f'printf "%s%s%s\\n" "${{line%%{_MARK}*}}" "$psk" "${{line#*{_MARK}}}";; *) printf "%s\\n" "$line";; esac; done '
    f"< /etc/kube-flannel/{_FILE} > {_FOLDER}/{_FILE}"
)
_MOUNT = fields_of({"name": "flannel-net-conf", "mountPath": _FOLDER})


def _container(resources: str) -> MapNode:
    """The fields of the init container behind its image."""
    name = Entry("name", Expression(f"{_SECRET} | quote"))
    reference = MapNode((name, Entry("key", Scalar("psk"))))
    key = MapNode((Entry("name", Scalar("PSK")), Entry("valueFrom", MapNode((Entry("secretKeyRef", reference),)))))
    configuration = fields_of({"name": "flannel-cfg", "mountPath": "/etc/kube-flannel/", "readOnly": True})
    security: dict[str, Tree] = {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    return MapNode(
        (
            Entry("command", node_of(["/bin/sh", "-ec", _SCRIPT])),
            Entry("env", list_of([key])),
            Entry("volumeMounts", list_of([configuration, _MOUNT])),
            Entry("securityContext", node_of(security)),
            Entry("resources", Block(f"toYaml {resources}"), given(resources)),
        )
    )


def _targets(workload: str, flanneld: str, resources: str, where: Condition) -> tuple[Target, ...]:
    """What gives one workload's flanneld the key."""
    condition = given(_SECRET) & where
    volume = fields_of({"name": "flannel-net-conf", "emptyDir": {"medium": "Memory", "sizeLimit": "1Mi"}})
    variable = adds_env(f"{flanneld}.env", "FLANNELD_NET_CONFIG_PATH", f"{_FOLDER}/{_FILE}", before="POD_NAME")
    init = AddsInitContainer(name="put-psk", like="kube-flannel", fields=_container(resources), when=condition)
    mount = Inserts(key="flannel-net-conf", node=_MOUNT, when=given(_SECRET))
    return (
        Target(at=(f"{workload} {_POD}",), action=init),
        Target(at=(f"{workload} {_POD}.volumes",), action=Inserts(key="flannel-net-conf", node=volume, when=condition)),
        Target(at=(f"{flanneld}.volumeMounts",), action=mount),
        in_some(variable),
    )


ROWS: tuple[Row, ...] = (
    Section(
        path="flannel.backend.psk",
        doc="The pre-shared key of wireguard and ipsec, which only a Secret may hold.",
    ),
    setting(
        _PATH,
        kinds.SECRET_NAME,
        "The name of a Secret in the plugin's namespace whose key psk is the pre-shared key in base64: 32 bytes for "
        "wireguard (wg genpsk makes one), at least 96 characters for ipsec. Default: none; wireguard works without one, ipsec "
        "needs it. After the Secret has changed, restart flannel's pods.",
        adds_member(f"{NET_CONF}.Backend", "PSK", before="Type", node=Scalar(_MARK), places=2),
        *_targets("DaemonSet/kube-flannel-ds*", FLANNELD, ".Values.flannel.initResources", ALWAYS),
        *_targets("DaemonSet/canal", CANAL_KUBE_FLANNELD, ".Values.canal.initResources", _KUBERNETES),
        since={"flannel": "v0.16.0"},
    ),
)
