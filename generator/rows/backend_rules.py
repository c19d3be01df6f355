"""What is refused with calico.backend: none, where something else makes routes: what needs the addresses of nodes, or BGP."""

from collections.abc import Mapping

from generator.features.combinations import TemplateRule

_NONE = 'eq $calico.backend "none"'
# node/pkg/lifecycle/startup: calico-node detects no address of its node then, and watches none.
_KNOWN = "needs the addresses of nodes, which calico-node does not detect with calico.backend: none; set Never"

BACKEND_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f'and (ne .Values.plugin "flannel") (or (eq .Values.plugin "canal") $calico.policyOnly) ({_NONE})',
        message="calico.backend: none has no effect here, as another network makes the routes; remove it",
    ),
    TemplateRule(
        test=f'and $pool ({_NONE}) (ne $ipip "Never")',
        message=f"calico.ipip: {{$ipip}} {_KNOWN}",
    ),
    TemplateRule(
        test=f'and $pool ({_NONE}) (ne $vxlan "Never")',
        message=f"calico.vxlan: {{$vxlan}} {_KNOWN}",
    ),
    TemplateRule(
        test=f'and $pool ({_NONE}) (not (has $calico.poolv6.vxlan (list "" "Never")))',
        message=f"calico.poolv6.vxlan: {{$calico.poolv6.vxlan}} {_KNOWN}",
    ),
    TemplateRule(
        test=f'and $pool ({_NONE}) (eq $calico.dataplane "bpf")',
        message="calico.dataplane: bpf needs the addresses of nodes, which calico-node does not detect with calico.backend: none; "
        "set calico.dataplane: iptables, or another backend",
    ),
)
BACKEND_OF_POOLS: tuple[TemplateRule, ...] = tuple(
    TemplateRule(
        test=f'and $ownPool ({_NONE}) (ne ${name} "Never")',
        message=f"{{$at}}.{name}Mode: {{${name}}} {_KNOWN}",
    )
    for name in ("ipip", "vxlan")
)
# As the table of the CNI plugins' values: the test, why, and the values.
IDLE_BACKEND: Mapping[str, tuple[str, tuple[str, ...]]] = {
    'eq .Values.calico.backend "none"': (
        "calico.backend: none; remove it",
        (
            "calico.ipAutodetectionMethod",
            "calico.ip6AutodetectionMethod",
            "calico.disableNodeIPCheck",
            "calico.autodetectPollInterval",
        ),
    ),
}
