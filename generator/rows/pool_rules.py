"""Rules across the fields of an IPPool: what no schema says and calicoctl or Calico would not take.

The tests read variables that resource_rules.py lists as shared.
"""

from collections.abc import Sequence

from generator.features.combinations import TemplateRule
from generator.rows import patterns

_MODES = "^(Always|CrossSubnet|Never|)$"
CIDR = f"^({patterns.IPV4}/([12]?[0-9]|3[0-2])|{patterns.IPV6}/([1-9]?[0-9]|1[01][0-9]|12[0-8]))$"
# Where neither pods nor Services can be: this host, links, groups.
_NOWHERE = r"^(0|127|169[.]254|22[4-9]|2[3-5][0-9])[.]|^(?i:fe[89ab]|ff|0*:)"

POOL_RULES: Sequence[TemplateRule] = (
    TemplateRule(
        test="not $cidr", message="{$at}.cidr: missing; an IPPool needs the network that it gives addresses of"
    ),
    TemplateRule(
        test="and $cidr (not $bare)",
        message="{$at}.cidr: {include `cni.shown` $cidr}: expected a network with its prefix, for example 172.20.0.0/16",
    ),
    TemplateRule(
        test='and $bare (include "cni.hostBits" $cidr)',
        message="{$at}.cidr: {$cidr} has bits set behind its prefix; write the network's first address",
    ),
    TemplateRule(
        test=f"and $bare (regexMatch `{_NOWHERE}` $cidr)",
        message="{$at}.cidr: {$cidr} is not a network that pods or Services can use; take one from a private range",
    ),
    TemplateRule(
        test="and $bare (not $v6) (or (lt $block 20) (gt $block 32))",
        message="{$at}.blockSize: {$block} is no block of an IPv4 pool; write 20 to 32",
    ),
    TemplateRule(
        test="and $bare $v6 (or (lt $block 116) (gt $block 128))",
        message="{$at}.blockSize: {$block} is no block of an IPv6 pool; write 116 to 128",
    ),
    TemplateRule(
        test="and $bare (not $spec.disabled) (gt $prefix $block) (ge $block ($v6 | ternary 116 20))",
        message="{$at}.blockSize: a block of /{$block} does not fit into {$cidr}; set blockSize: {$prefix} or more",
    ),
    *(
        TemplateRule(
            test=f"not (regexMatch `{_MODES}` ${name})",
            message=f"{{$at}}.{name}Mode: {{include `cni.shown` ${name}}}: expected Always, CrossSubnet or Never",
        )
        for name in ("ipip", "vxlan")
    ),
    TemplateRule(
        test='and (ne $ipip "Never") (ne $vxlan "Never")',
        message="{$at}.ipipMode: {$ipip} and vxlanMode: {$vxlan} exclude each other; set one of them to Never",
    ),
    TemplateRule(
        test='and $v6 (ne $ipip "Never")',
        message="{$at}.ipipMode: {$ipip}, but IPIP carries no IPv6, and {$cidr} is an IPv6 network; set Never",
    ),
    TemplateRule(
        test='and $ownPool (ne $ipip "Never") (eq $calico.backend "vxlan")',
        message="{$at}.ipipMode: {$ipip} needs BGP, which calico.backend: vxlan turns off; set Never, or calico.backend: bird",
    ),
    TemplateRule(
        test='and $ownPool $bare (not $spec.disabled) (eq $calico.backend "vxlan") (eq $vxlan "Never") '
        '(regexMatch "Workload|^null$" $uses)',
        message="{$at}.vxlanMode: Never, but calico.backend: vxlan makes no routes to pods of such a pool; set Always or "
        "CrossSubnet, or calico.backend: bird",
    ),
    TemplateRule(
        test='and (contains "LoadBalancer" $uses) (or (ne $ipip "Never") (ne $vxlan "Never"))',
        message="{$at}.allowedUses: LoadBalancer, but Services need no encapsulation; set ipipMode and vxlanMode to Never",
    ),
    TemplateRule(
        test='and (contains "LoadBalancer" $uses) (regexMatch "Workload|Tunnel" $uses)',
        message="{$at}.allowedUses: LoadBalancer excludes Workload and Tunnel; make a pool for each",
    ),
    TemplateRule(
        test='and (not $ownPool) (not $spec.disabled) (not (contains "LoadBalancer" $uses))',
        message="{$at}: no pod gets an address of it, as another network gives them; set disabled: true, or remove the pool",
    ),
)
