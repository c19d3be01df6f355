"""flannel: net-conf.json and the interface flags of flanneld, in flannel's own manifest and in canal."""

from generator.features.conditions import given
from generator.settings.knob import SOME, Insert, Knob, Member, Override
from generator.template.nodes import Entry, Expression, ListNode

# canal has one place for one interface, canal_iface; flags say the rest, and flanneld prefers flags.
_SEVERAL = given("or (gt (len .Values.flannel.iface) 1) .Values.flannel.ifaceRegex")
_DUAL_STACK = given(".Values.podCIDRv6")
_MTU = given(".Values.flannel.mtu")
_NET_CONF = "ConfigMap/kube-flannel-cfg|canal-config data[net-conf.json]"
_FLANNELD = "DaemonSet/kube-flannel-ds* spec.template.spec.containers[kube-flannel]"
_CANAL_FLANNELD = "DaemonSet/canal spec.template.spec.containers[kube-flannel|flannel]"


def _flag(name: str, value: str) -> Insert:
    return Insert(key=f"--{name}", node=Expression(f'printf "--{name}=%s" . | quote'), loop=f".Values.{value}")


_FLAGS = (_flag("iface", "flannel.iface"), _flag("iface-regex", "flannel.ifaceRegex"))
_ARGS = ListNode(tuple(Entry(flag.key, flag.node, loop=flag.loop) for flag in _FLAGS))


def network_rows(at: str, *, expect: int = 1) -> tuple[Knob, ...]:
    """What the values change in flannel's network, a JSON text: in a ConfigMap, or in etcd for canal."""
    network = Override(value=".Values.podCIDR", encode="toJson")
    ipv6 = Member(name="EnableIPv6", text="true", condition=_DUAL_STACK, before="Backend")
    network6 = Member(
        name="IPv6Network", text="{{ .Values.podCIDRv6 | toJson }}", condition=_DUAL_STACK, before="Backend"
    )
    mtu = Member(name="MTU", text="{{ .Values.flannel.mtu | int64 | toJson }}", condition=_MTU, before="Type")
    backend = Override(value=".Values.flannel.backend.type", encode="toJson")
    return (
        Knob(values=("podCIDR",), at=f"{at}.Network", do=network, expect=expect),
        Knob(values=("podCIDRv6",), at=at, do=ipv6, expect=expect),
        Knob(values=("podCIDRv6",), at=at, do=network6, expect=expect),
        Knob(values=("flannel.mtu",), at=f"{at}.Backend", do=mtu, expect=expect),
        Knob(values=("flannel.backend.type",), at=f"{at}.Backend.Type", do=backend, expect=expect),
    )


ROWS = (
    *network_rows(_NET_CONF, expect=2),
    Knob(values=("flannel.iface",), at=f"{_FLANNELD}.args", do=_FLAGS[0], expect=SOME),
    Knob(values=("flannel.ifaceRegex",), at=f"{_FLANNELD}.args", do=_FLAGS[1], expect=SOME),
    Knob(
        values=("flannel.iface",),
        at="ConfigMap/canal-config data.canal_iface",
        do=Override(value="first .Values.flannel.iface"),
    ),
    Knob(
        values=("flannel.iface", "flannel.ifaceRegex"),
        at=_CANAL_FLANNELD,
        do=Insert(key="args", node=_ARGS, condition=_SEVERAL, before="env"),
        expect=2,
    ),
)
