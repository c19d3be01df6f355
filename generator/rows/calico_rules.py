"""Rules across values of Calico's pools, of IPv6-only networks, of kube-controllers, and of Typha's TLS."""

from collections.abc import Iterator

from generator.features.combinations import TemplateRule
from generator.rows.budgets import PERCENTAGE
from generator.rows.locations import IDLE_WITHOUT_IPV4, IPV6_ONLY, IPV6_POOL_SINCE

_ONLY = IPV6_ONLY.removeprefix("and ")


def _set(value: str, kind: str) -> str:
    """The test for a value being set."""
    return value if kind == "text" else f'(not (kindIs "invalid" {value}))'


_IPV4_POOL = {
    "ipip": "text",
    "ipAutodetectionMethod": "text",
    "pool.blockSize": "number",
    "pool.natOutgoing": "switch",
    "pool.nodeSelector": "text",
    "pool.disableBGPExport": "switch",
}
_IPV6_POOL = {
    "poolv6.vxlan": "text",
    "poolv6.blockSize": "number",
    "poolv6.natOutgoing": "switch",
    "poolv6.nodeSelector": "text",
    "poolv6.disableBGPExport": "switch",
}


def _without_ipv4() -> Iterator[TemplateRule]:
    """What only IPv4 reads, in an IPv6-only network."""
    for name, kind in _IPV4_POOL.items():
        yield TemplateRule(
            test=f"and $pool {_ONLY} {_set(f'$calico.{name}', kind)}",
            message=f"calico.{name}: {IDLE_WITHOUT_IPV4}; remove it, or set podCIDR, too",
        )


def _without_ipv6() -> Iterator[TemplateRule]:
    for name, kind in _IPV6_POOL.items():
        yield TemplateRule(
            test=f"and {_set(f'$calico.{name}', kind)} (not .Values.podCIDRv6)",
            message=f"calico.{name}: has no effect without podCIDRv6; remove it, or set podCIDRv6",
        )


def _without_pools() -> Iterator[TemplateRule]:
    """What only a first pool reads, where none is made."""
    for name, kind in {**_IPV4_POOL, **_IPV6_POOL, "vxlan": "text"}.items():
        if name != "ipAutodetectionMethod":
            yield TemplateRule(
                test=f"and $pool (not $calico.createPools) {_set(f'$calico.{name}', kind)}",
                message=f"calico.{name}: has no effect with calico.createPools: false; remove it, and write it into the IPPool",
            )
    yield TemplateRule(
        test='and $pool (not $calico.createPools) .Values.podCIDR (not (get .Values "podCIDRv6"))',
        message="podCIDR: has no effect with calico.createPools: false, as calico-node makes no pool of it; remove it, and "
        "write it into the IPPool",
    )


# The encapsulation of the first IPv6 pool, upstream's choice included.
_V6 = '(include "cni.calico.vxlanModeV6" .)'
# From these releases on, of their minor ones each, calico-node reads the encapsulation of an IPv6 pool without an IPv4 pool.
_READS_VXLAN = ("v3.31.7", "v3.32.2")
_BY_HAND = "set calico.createPools: false, and write the pool"
_IPV6_ONLY = (
    TemplateRule(
        test=f"and $pool $calico.createPools {_ONLY}",
        message="podCIDR: empty, but calico-node of this release makes no IPv6 pool alone, which podCIDRv6 without podCIDR asks "
        f"for; {_BY_HAND} into calico.ipPools, or set podCIDR, too",
        until=(IPV6_POOL_SINCE,),
    ),
    TemplateRule(
        test=f'and $pool $calico.createPools {_ONLY} (eq $calico.backend "vxlan")',
        message="calico.backend: vxlan, but calico-node of this release makes no VXLAN pool of an IPv6-only network, which podCIDRv6 "
        f"without podCIDR asks for; {_BY_HAND} with its vxlanMode into calico.ipPools, or set podCIDR, too",
        since=IPV6_POOL_SINCE,
        until=_READS_VXLAN,
    ),
    TemplateRule(
        test=f'and $pool $calico.createPools {_ONLY} (eq $calico.backend "bird") (ne {_V6} "Never")',
        message='{ternary "calico.poolv6.vxlan" "calico.vxlan" (ne $calico.poolv6.vxlan "")}: {include "cni.calico.vxlanModeV6" .}, but calico-node of this '
        "release makes no VXLAN pool of an IPv6-only network, which podCIDRv6 without podCIDR asks for; "
        f"{_BY_HAND} with its vxlanMode into calico.ipPools, or set podCIDR, too",
        since=IPV6_POOL_SINCE,
        until=_READS_VXLAN,
    ),
    TemplateRule(
        test=f"and $pool {_ONLY} $calico.vxlan $calico.poolv6.vxlan",
        message="calico.vxlan: has no effect in an IPv6-only network with calico.poolv6.vxlan; remove it",
    ),
    TemplateRule(
        test=f'and $pool $calico.createPools .Values.podCIDRv6 (eq $calico.backend "vxlan") (eq {_V6} "Never") '
        '(ne $vxlan "Never")',
        message="calico.poolv6.vxlan: Never with calico.backend: vxlan leaves no IPv6 routes between nodes; set "
        "calico.poolv6.vxlan: CrossSubnet or Always, or calico.backend: bird",
    ),
)

_POOLS = (
    TemplateRule(
        test='include "cni.unbalanced" $calico.poolv6.nodeSelector',
        message="calico.poolv6.nodeSelector: its parentheses do not match; correct it",
    ),
    TemplateRule(
        test='and $pool .Values.podCIDRv6 (gt (splitList "/" .Values.podCIDRv6 | last | int) '
        "($calico.poolv6.blockSize | default 122 | int))",
        message="calico.poolv6.blockSize: a block of /{$calico.poolv6.blockSize | default 122 | int} does not fit into podCIDRv6 "
        '{.Values.podCIDRv6}; set calico.poolv6.blockSize: {splitList "/" .Values.podCIDRv6 | last} or more',
    ),
)

# Without encapsulation, and with IPIP, BGP alone brings pods' routes to other nodes.
_EXPORT = tuple(
    rule
    for pool in ("pool", "poolv6")
    for rule in (
        TemplateRule(
            test=f'and $pool (eq $calico.backend "bird") (eq $vxlan "Never") (eq (toString $calico.{pool}.disableBGPExport) "true")',
            message=f"calico.{pool}.disableBGPExport: true, but BGP alone brings the routes of pods to other nodes; remove it, or "
            "set calico.vxlan: Always",
        ),
        TemplateRule(
            test=f'and $pool (eq $calico.backend "vxlan") (eq (toString $calico.{pool}.disableBGPExport) "true")',
            message=f"calico.{pool}.disableBGPExport: has no effect with calico.backend: vxlan, which has no BGP; remove it",
        ),
    )
)

# What has a PodDisruptionBudget.
_BUDGETED = ("typha", "kubeControllers", "apiServer")

_CONTROLLERS = (
    TemplateRule(
        test='and (ne .Values.plugin "flannel") (eq $calico.datastore "kubernetes") '
        '(without $calico.kubeControllers.enabledControllers "node" "loadbalancer")',
        message='calico.kubeControllers.enabledControllers: {without $calico.kubeControllers.enabledControllers "node" '
        '"loadbalancer" | join ", "} need calico.datastore: etcd, but it is kubernetes; remove them',
    ),
    *(
        TemplateRule(
            test=f'not (or (kindIs "invalid" $calico.{path}.podDisruptionBudget.minAvailable) '
            f'(kindIs "invalid" $calico.{path}.podDisruptionBudget.maxUnavailable))',
            message=f"calico.{path}.podDisruptionBudget: minAvailable and maxUnavailable exclude each other; remove one of them",
        )
        for path in _BUDGETED
    ),
)

# The format of a text that may be a number as well, which no format of texts covers.
BUDGETS = tuple(
    TemplateRule(
        test=f'and (kindIs "string" $calico.{path}) (not (regexMatch `{PERCENTAGE}` (toString $calico.{path})))',
        message=f"calico.{path}: {{toJson $calico.{path}}} is neither a number of pods nor a percentage; write 1 or 50%",
    )
    for path in (
        f"{pods}.podDisruptionBudget.{key}" for pods in _BUDGETED for key in ("minAvailable", "maxUnavailable")
    )
)


def _typha_tls() -> Iterator[TemplateRule]:
    """All of the TLS between calico-node and Typha, or nothing."""
    tls = "$calico.typha.tls"
    secrets = {"existingSecret": "nodeSecret", "nodeSecret": "existingSecret"}
    for one, other in secrets.items():
        yield TemplateRule(
            test=f"and {tls}.{one} (not {tls}.{other})",
            message=f"calico.typha.tls.{other}: empty, but calico.typha.tls.{one} is set; set both or neither",
        )
    for side, whose in (("server", "Typha"), ("client", "calico-node")):
        yield TemplateRule(
            test=f"and {tls}.existingSecret (not (or {tls}.{side}CN {tls}.{side}URISAN))",
            message=f"calico.typha.tls.{side}CN: empty, but calico.typha.tls.existingSecret is set; set it, or {side}URISAN, to "
            f"what the certificate of {whose} has",
        )
        for name in (f"{side}CN", f"{side}URISAN"):
            yield TemplateRule(
                test=f"and {tls}.{name} (not {tls}.existingSecret)",
                message=f"calico.typha.tls.{name}: has no effect without calico.typha.tls.existingSecret; set that, too",
            )


_METRICS = (
    *(
        TemplateRule(
            test=f"and $calico.metrics.{name}.port (not $calico.metrics.{name}.enabled)",
            message=f"calico.metrics.{name}.port: has no effect without calico.metrics.{name}.enabled; remove it, or set that",
        )
        for name in ("felix", "typha", "kubeControllers")
    ),
    TemplateRule(
        test="and $calico.metrics.serviceMonitor.enabled (not (or $calico.metrics.felix.enabled $calico.metrics.typha.enabled "
        "$calico.metrics.kubeControllers.enabled))",
        message="calico.metrics.serviceMonitor.enabled: true, but no metrics have a Service; enable those of felix, typha or "
        "kubeControllers, too",
    ),
    *(
        TemplateRule(
            test=f"and $calico.metrics.serviceMonitor.{name} (not $calico.metrics.serviceMonitor.enabled)",
            message=f"calico.metrics.serviceMonitor.{name}: has no effect without calico.metrics.serviceMonitor.enabled; remove "
            "it, or set that",
        )
        for name in ("interval", "additionalLabels")
    ),
    *(
        TemplateRule(
            test=f"and $calico.metrics.{name}.enabled (has (int $calico.metrics.{name}.port) (list 5473 8081 9098 9099))",
            message=f"calico.metrics.{name}.port: {{int $calico.metrics.{name}.port}} is another port of the nodes; choose another",
        )
        for name in ("felix", "typha")
    ),
    TemplateRule(
        test="and $calico.metrics.felix.enabled $calico.metrics.typha.enabled (eq ($calico.metrics.felix.port | default 9091 | int) "
        "($calico.metrics.typha.port | default 9093 | int))",
        message="calico.metrics.typha.port: Felix serves its metrics there, on the same nodes; choose another",
    ),
)

CALICO_RULES: tuple[TemplateRule, ...] = (
    *_without_ipv4(),
    *_without_ipv6(),
    *_without_pools(),
    *_IPV6_ONLY,
    *_POOLS,
    *_EXPORT,
    *_CONTROLLERS,
    *_typha_tls(),
    *_METRICS,
)
