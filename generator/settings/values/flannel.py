"""Values of flannel, on its own and in canal."""

from generator.settings.value import Row, Schema, Section, Value
from generator.settings.values.patterns import one_of, several, whole

_INTERFACE: Schema = {"type": "string", "maxLength": 64, "pattern": "^[A-Za-z0-9_.:@-]+$"}
_EXPRESSION: Schema = {"type": "string", "minLength": 1, "maxLength": 256, "pattern": "^[!-),->@-~][!-~]*$"}

ROWS: tuple[Row, ...] = (
    Section(path="flannel", doc="flannel, and flannel's half of canal."),
    Value(
        path="flannel.backend.type",
        default="",
        doc="How packets travel between nodes. vxlan, host-gw (nodes in one layer 2 network), wireguard (encrypted) "
        "or ipip. Empty: upstream's, vxlan. It must not change while the network is in use.",
        schema=one_of("vxlan", "host-gw", "wireguard", "ipip"),
    ),
    Value(
        path="flannel.iface",
        default=[],
        doc="Interfaces for traffic between nodes. By name or address; the first that is there is taken. "
        "Empty: the interface of the default route.",
        schema=several(_INTERFACE),
    ),
    Value(
        path="flannel.ifaceRegex",
        default=[],
        doc="Go regular expressions for the interface. On its name or address, tried in order after flannel.iface.",
        schema=several(_EXPRESSION),
    ),
    Value(
        path="flannel.mtu",
        default=0,
        doc="The MTU of flannel's interface. 0: what the outer interface leaves.",
        schema=whole(68, 9000, unset=0),
    ),
)
