"""Rules across the fields of Calico's resources, by kind: what no schema says and calicoctl or Calico would not take.

In the tests `$spec` is what the values give; `$at` is where it stands in them, `$name` the object's name.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.features.combinations import TemplateRule
from generator.rows import patterns
from generator.rows.backend_rules import BACKEND_OF_POOLS
from generator.rows.felix import FIXED
from generator.rows.optional_rules import OPTIONAL_RESOURCES
from generator.rows.policy_rules import POLICIES, policy_rules
from generator.rows.pool_rules import CIDR, POOL_RULES
from generator.rows.precedence import PRECEDENCE_OF_RESOURCES

_PEER = rf"^({patterns.IPV4}(:{patterns.PORT})?|{patterns.IPV6}|\[{patterns.IPV6}\]:{patterns.PORT})$"


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
    "BGPConfiguration": (
        Shared(name="mesh", expression="toString $spec.nodeToNodeMeshEnabled"),
        Shared(name="advertised", expression='include "cni.resources.advertised" $spec | splitList " "'),
    ),
}

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
        test='and $spec.reachableBy $ip (ne (contains ":" $spec.reachableBy) (regexMatch ":.*:" $ip))',
        message="{$at}.reachableBy: {$spec.reachableBy} is of another family than peerIP {$ip}; write both of one",
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
            test=f'and (ne $name "default") (or (has (kindOf $spec.{field}) (list "bool" "map")) $spec.{field})',
            message=f"{{$at}}.{field}: only the BGPConfiguration default has it; move it there",
        )
        for field in _ONLY_DEFAULT
    ),
    *(
        TemplateRule(
            test=f'and (eq $mesh "false") (hasKey $spec "{field}")',
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

# The networks of Services are advertised with communities, which are values or names of values.
_COMMUNITIES = (
    TemplateRule(
        test="and $spec.communities (not $spec.prefixAdvertisements)",
        message="{$at}.communities: nothing uses them; name them in prefixAdvertisements, or remove them",
    ),
    *(
        TemplateRule(
            test=f'has "{field}" $advertised',
            message=f"{{$at}}.prefixAdvertisements: one has no {field}; write both, cidr and communities",
        )
        for field in ("cidr", "communities")
    ),
    TemplateRule(
        test="or (has `name` $advertised) (has `value` $advertised)",
        message="{$at}.communities: one lacks its name or its value; write both",
    ),
    TemplateRule(
        test="has `unknown` $advertised",
        message="{$at}.prefixAdvertisements: one names a community that is neither of a form as 64512:100 nor in communities; "
        "correct it",
    ),
)

_CONTROLLERS = (
    TemplateRule(
        test='and (eq $calico.datastore "kubernetes") (eq (dig "controllers" "node" "syncLabels" "" $spec) "Disabled")',
        message="{$at}.controllers.node.syncLabels: Disabled is for the datastore etcd; remove it, as labels are the nodes' own",
    ),
)

_FELIX = (
    TemplateRule(
        test='include "cni.resources.descending" $spec.routeTableRanges',
        message="{$at}.routeTableRanges: expected min and max, the smaller first",
    ),
    TemplateRule(
        test="not (regexMatch `^([a-zA-Z0-9_.-]{1,15}(,|$))*$` (keys ($spec.bpfLogFilters | default dict) | join `,`))",
        message="{$at}.bpfLogFilters: expected names of interfaces as keys, or all; correct them",
    ),
    TemplateRule(
        test="and $spec.routeTableRange $spec.routeTableRanges",
        message="{$at}.routeTableRange: routeTableRanges excludes it; remove one of them",
    ),
    TemplateRule(
        test="gt (len ($spec.kubeNodePortRanges | default list)) 7",
        message="{$at}.kubeNodePortRanges: more than 7 do not fit into a rule of iptables; write fewer",
    ),
    TemplateRule(
        test="and $spec.routeTableRange (or (lt (int $spec.routeTableRange.min) 1) (gt (int $spec.routeTableRange.max) 250) "
        "(gt (int $spec.routeTableRange.min) (int $spec.routeTableRange.max)))",
        message="{$at}.routeTableRange: expected min and max from 1 to 250, the smaller first",
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

# Only a node of its own can have an address.
_ADDRESSES = tuple(
    TemplateRule(
        test=f'and (eq $name "default") $spec.{name}',
        message=f"{{$at}}.{name}: would be the same on all nodes; move it into the FelixConfiguration node.NAME of one node",
    )
    for name in FIXED
)

# As the values of the same names below calico.felix.
_DRIVERS = (
    TemplateRule(
        test='and $ownPool (eq (toString $spec.vxlanEnabled) "false") (eq $calico.backend "vxlan")',
        message="{$at}.vxlanEnabled: false leaves nodes without the tunnel of calico.backend: vxlan; remove it",
    ),
    TemplateRule(
        test='eq (toString $spec.useInternalDataplaneDriver) "false"',
        message="{$at}.useInternalDataplaneDriver: false, but Calico's image has no other driver; remove it",
    ),
)

RESOURCE_RULES: Mapping[str, Sequence[TemplateRule]] = {
    **{kind: policy_rules(kind) for kind in POLICIES},
    "Tier": _TIERS,
    "IPPool": (*POOL_RULES, *BACKEND_OF_POOLS, *OPTIONAL_RESOURCES["IPPool"]),
    "KubeControllersConfiguration": (
        *_CONTROLLERS,
        *OPTIONAL_RESOURCES["KubeControllersConfiguration"],
        *PRECEDENCE_OF_RESOURCES["KubeControllersConfiguration"],
    ),
    "FelixConfiguration": (*_FELIX, *_DRIVERS, *_ADDRESSES, *PRECEDENCE_OF_RESOURCES["FelixConfiguration"]),
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
    "BGPConfiguration": (*_CONFIGURATIONS, *_COMMUNITIES, *PRECEDENCE_OF_RESOURCES["BGPConfiguration"]),
}

# Lists of rules that match networks by an operator.
MATCHING = ("exportV4", "exportV6", "importV4", "importV6")
