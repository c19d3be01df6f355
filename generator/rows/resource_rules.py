"""Rules across the fields of Calico's resources, by kind: what no schema says and calicoctl or Calico would not take.

In the tests `$spec` is what the values give; `$at` is where it stands in them, `$name` the object's name.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.features.combinations import TemplateRule
from generator.rows import patterns
from generator.rows.backend_rules import BACKEND_OF_POOLS
from generator.rows.optional_rules import OPTIONAL_RESOURCES
from generator.rows.precedence import PRECEDENCE_OF_RESOURCES

_MODES = "^(Always|CrossSubnet|Never|)$"
_HOST = f"^({patterns.IPV4}|{patterns.IPV6})$"
_PEER = rf"^({patterns.IPV4}(:{patterns.PORT})?|{patterns.IPV6}|\[{patterns.IPV6}\]:{patterns.PORT})$"
_NET = f"^({patterns.IPV4}(/([12]?[0-9]|3[0-2]))?|{patterns.IPV6}(/([1-9]?[0-9]|1[01][0-9]|12[0-8]))?)$"
CIDR = f"^({patterns.IPV4}/([12]?[0-9]|3[0-2])|{patterns.IPV6}/([1-9]?[0-9]|1[01][0-9]|12[0-8]))$"
# Where neither pods nor Services can be: this host, links, groups.
_NOWHERE = r"^(0|127|169[.]254|22[4-9]|2[3-5][0-9])[.]|^(?i:fe[89ab]|ff|0*:)"


class Shared(Struct, frozen=True, kw_only=True):
    """A variable that the rules of a kind share, and its expression."""

    name: str
    expression: str


def _form(value: str, pattern: str) -> str:
    """Return the test of whether a text exists and does not match a pattern."""
    return f'and {value} (not (include "cni.hasForm" (list (toString {value}) `{pattern}`)))'


SHARED: Mapping[str, Sequence[Shared]] = {
    "IPPool": (
        Shared(name="cidr", expression='$spec.cidr | default "" | toString'),
        Shared(name="bare", expression='include "cni.hasForm" (list $cidr `' + CIDR + "`)"),
        Shared(name="prefix", expression='splitList "/" $cidr | last | int'),
        Shared(name="v6", expression='contains ":" $cidr'),
        Shared(name="block", expression="$spec.blockSize | default ($v6 | ternary 122 26) | int"),
        Shared(name="ipip", expression='$spec.ipipMode | default "Never" | toString'),
        Shared(name="vxlan", expression='$spec.vxlanMode | default "Never" | toString'),
        Shared(name="uses", expression="toJson $spec.allowedUses"),
    ),
    "BGPPeer": (
        Shared(name="ip", expression='$spec.peerIP | default "" | toString'),
        Shared(name="selector", expression='$spec.peerSelector | default "" | toString'),
        Shared(name="workloads", expression='$spec.localWorkloadSelector | default "" | toString'),
    ),
    "BGPConfiguration": (Shared(name="mesh", expression="toString $spec.nodeToNodeMeshEnabled"),),
}

_POOLS = (
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

_PEERS = (
    TemplateRule(
        test="not (or $ip $selector $workloads)",
        message="{$at}.peerIP: missing, and peerSelector, too; write the peer's address, or a selector of the nodes to peer with",
    ),
    TemplateRule(
        test="and $ip $selector",
        message="{$at}.peerIP: peerSelector excludes it; remove one of them",
    ),
    TemplateRule(
        test="and $spec.node $spec.nodeSelector",
        message="{$at}.node: nodeSelector excludes it; remove one of them",
    ),
    TemplateRule(
        test=_form("$ip", _PEER),
        message="{$at}.peerIP: {include `cni.shown` $ip}: expected an address, or one with a port: 192.0.2.1:179, [fd00::1]:179",
    ),
    TemplateRule(
        test="and $selector $spec.asNumber",
        message="{$at}.asNumber: peerSelector excludes it, as nodes have AS numbers of their own; remove it",
    ),
    TemplateRule(
        test="and (or $ip $workloads) (not $spec.asNumber)",
        message="{$at}.asNumber: missing; write the AS number of the peer, for example 64512",
    ),
    TemplateRule(
        test="and $workloads (or $ip $selector)",
        message="{$at}.localWorkloadSelector: peerIP and peerSelector exclude it; remove them",
    ),
    TemplateRule(
        test="and $spec.reachableBy (not $ip)",
        message="{$at}.reachableBy: has no effect without peerIP; remove it, or write the peer's address",
    ),
    TemplateRule(
        test=_form("$spec.reachableBy", _HOST),
        message="{$at}.reachableBy: {include `cni.shown` (toString $spec.reachableBy)}: expected an address",
    ),
    TemplateRule(
        test="not $speaksBGP",
        message="{$at}: has no effect, as Calico speaks no BGP here; remove it, or set plugin: calico, calico.backend: bird and "
        "calico.policyOnly: false",
    ),
)

_ONLY_DEFAULT = (
    "nodeToNodeMeshEnabled",
    "asNumber",
    "serviceClusterIPs",
    "serviceExternalIPs",
    "serviceLoadBalancerIPs",
    "nodeMeshPassword",
    "nodeMeshMaxRestartTime",
)
_CONFIGURATIONS = (
    *(
        TemplateRule(
            test=f'and (ne $name "default") (hasKey $spec "{field}")',
            message=f"{{$at}}.{field}: only the BGPConfiguration default has it; move it there",
        )
        for field in _ONLY_DEFAULT
    ),
    *(
        TemplateRule(
            test=f'and (eq $mesh "false") $spec.{field}',
            message=f"{{$at}}.{field}: has no effect with nodeToNodeMeshEnabled: false; remove it",
        )
        for field in ("nodeMeshPassword", "nodeMeshMaxRestartTime")
    ),
    TemplateRule(
        test='and (eq $name "default") $spec.asNumber (not (kindIs "invalid" $calico.bgp.asNumber)) '
        "(ne (toString $calico.bgp.asNumber) (toString $spec.asNumber))",
        message="{$at}.asNumber: has no effect, as calico.bgp.asNumber is set for every node; remove one of them",
    ),
)

_ENDPOINTS = (
    TemplateRule(
        test="not $spec.node", message="{$at}.node: missing; write the name of the node that it is an interface of"
    ),
    TemplateRule(
        test="not (or $spec.interfaceName $spec.expectedIPs)",
        message="{$at}.interfaceName: missing, and expectedIPs, too; write one of them, or interfaceName: '*'",
    ),
)

_TIERS = (
    *(
        TemplateRule(
            test=f'and (eq $name "{name}") $spec.defaultAction (ne (toString $spec.defaultAction) "{action}")',
            message=f"{{$at}}.defaultAction: {{$spec.defaultAction}}, but the tier {name} must have {action}; correct it",
        )
        for name, action in (("default", "Deny"), ("kube-admin", "Pass"), ("kube-baseline", "Pass"))
    ),
)

_IPAM = (
    TemplateRule(
        test='not (kindIs "bool" $spec.strictAffinity)',
        message="{$at}.strictAffinity: missing; write true or false",
    ),
    TemplateRule(
        test='ne (omit $spec "strictAffinity" "autoAllocateBlocks" | len) 0',
        message='{$at}.{omit $spec "strictAffinity" "autoAllocateBlocks" | keys | sortAlpha | first}: calicoctl sets '
        "strictAffinity alone; remove it, and set it in the IPAMConfig with kubectl",
    ),
    TemplateRule(
        test='eq (toString $spec.autoAllocateBlocks) "false"',
        message="{$at}.autoAllocateBlocks: false, which calicoctl does not set; write true, or set it in the IPAMConfig with "
        "kubectl",
    ),
    TemplateRule(
        test='or (not $ownPool) (eq (dig "type" "" ($calico.ipam | default dict)) "host-local")',
        message="{$at}: has no effect, as pods get their addresses from another IPAM; remove it",
    ),
)

RESOURCE_RULES: Mapping[str, Sequence[TemplateRule]] = {
    "Tier": _TIERS,
    "IPPool": (*_POOLS, *BACKEND_OF_POOLS, *OPTIONAL_RESOURCES["IPPool"]),
    "KubeControllersConfiguration": (
        *OPTIONAL_RESOURCES["KubeControllersConfiguration"],
        *PRECEDENCE_OF_RESOURCES["KubeControllersConfiguration"],
    ),
    "FelixConfiguration": PRECEDENCE_OF_RESOURCES["FelixConfiguration"],
    "HostEndpoint": _ENDPOINTS,
    "IPAMConfiguration": _IPAM,
    "BGPFilter": (
        TemplateRule(
            test="not $speaksBGP",
            message="{$at}: has no effect, as Calico speaks no BGP here; remove it, or set plugin: calico, calico.backend: bird "
            "and calico.policyOnly: false",
        ),
    ),
    "BGPPeer": _PEERS,
    "BGPConfiguration": (*_CONFIGURATIONS, *PRECEDENCE_OF_RESOURCES["BGPConfiguration"]),
}

# Lists of networks in specs: the kind, the field, whether a prefix is needed, and the key of a network in its items.
NETWORKS: Sequence[tuple[str, str, str, str]] = (
    ("IPReservation", "reservedCIDRs", _NET, ""),
    ("GlobalNetworkSet", "nets", _NET, ""),
    ("NetworkSet", "nets", _NET, ""),
    ("BGPConfiguration", "serviceClusterIPs", CIDR, "cidr"),
    ("BGPConfiguration", "serviceExternalIPs", CIDR, "cidr"),
    ("BGPConfiguration", "serviceLoadBalancerIPs", CIDR, "cidr"),
)
# Lists of rules that match networks by an operator.
MATCHING = ("exportV4", "exportV6", "importV4", "importV6")
