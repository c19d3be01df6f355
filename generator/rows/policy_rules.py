"""Rules across the fields of Calico's policies and of a rule in them: what calicoctl would not take.

In the tests `$spec` is the policy's, `$rule` a rule of its `$direction`, ingress or egress, and `$at` where it stands.
"""

from collections.abc import Iterator, Sequence

from generator.features.combinations import TemplateRule
from generator.rows.resource_forms import ANNOTATION_KEYS

# The kinds whose rules are Calico's own.
POLICIES = ("GlobalNetworkPolicy", "NetworkPolicy", "StagedGlobalNetworkPolicy", "StagedNetworkPolicy")

_GLOBAL = "global() selects no namespace here; only the namespaceSelector of a rule's source or destination takes it"
_SIDES = (("source", "ingress"), ("destination", "egress"))
_BESIDE_SERVICES = ("namespaceSelector", "selector", "notSelector", "serviceAccounts", "nets", "notNets")


def policy_rules(kind: str) -> Sequence[TemplateRule]:
    """The rules of a kind of policy."""
    is_global = "Global" in kind
    selectors = ("selector", "serviceAccountSelector", *(("namespaceSelector",) if is_global else ()))
    return (
        *(
            TemplateRule(test=f'contains "global()" (toString $spec.{name})', message=f"{{$at}}.{name}: {_GLOBAL}")
            for name in selectors
        ),
        TemplateRule(
            test="and $spec.types (ne (uniq $spec.types | len) (len $spec.types))",
            message="{$at}.types: expected items that differ; keep one of each",
        ),
        TemplateRule(
            test="and $spec.performanceHints (ne (uniq $spec.performanceHints | len) (len $spec.performanceHints))",
            message="{$at}.performanceHints: expected items that differ; keep one of each",
        ),
        *(_HOST_RULES if is_global else ()),
    )


_HOST_RULES = (
    TemplateRule(
        test="and $spec.doNotTrack $spec.preDNAT",
        message="{$at}.preDNAT: doNotTrack excludes it; remove one of them",
    ),
    TemplateRule(
        test='and $spec.preDNAT (or $spec.egress (has "Egress" ($spec.types | default list)))',
        message="{$at}.preDNAT: has no egress; remove the egress rules, and Egress from types",
    ),
    *(
        TemplateRule(
            test=f"and $spec.{name} (not $spec.applyOnForward)",
            message=f"{{$at}}.{name}: needs applyOnForward: true; set it, too",
        )
        for name in ("doNotTrack", "preDNAT")
    ),
)


def _services(side: str, direction: str) -> Iterator[TemplateRule]:
    """Rules of a service that a rule names in place of addresses."""
    entity = f"${side}"
    beside = " ".join(f'"{name}"' for name in _BESIDE_SERVICES)
    yield TemplateRule(
        test=f'and (hasKey {entity} "services") (ne $direction "{direction}")',
        message=f"{{$at}}.{side}.services: only {direction} rules take it; name pods or networks",
    )
    yield TemplateRule(
        test=f'and (hasKey {entity} "services") (empty (dig "services" "name" "" {entity}))',
        message=f"{{$at}}.{side}.services.name: missing; write the name of the Service",
    )
    yield TemplateRule(
        test=f'and $isGlobal (hasKey {entity} "services") (empty (dig "services" "namespace" "" {entity}))',
        message=f"{{$at}}.{side}.services.namespace: missing; write the namespace of the Service",
    )
    yield TemplateRule(
        test=f'and (hasKey {entity} "services") (pick {entity} {beside} | values | compact)',
        message=f"{{$at}}.{side}.services: has its pods from the Service; remove {', '.join(_BESIDE_SERVICES)} beside it",
    )


def _sides() -> Iterator[TemplateRule]:
    for side, direction in _SIDES:
        yield from _services(side, direction)
        yield TemplateRule(
            test=f'contains "global()" (toString ${side}.selector)',
            message=f"{{$at}}.{side}.selector: {_GLOBAL}",
        )
        yield TemplateRule(
            test=f"regexMatch `global\\(\\).*(&&|[|][|])|(&&|[|][|]).*global\\(\\)` (toString ${side}.namespaceSelector)",
            message=f"{{$at}}.{side}.namespaceSelector: global() stands alone; remove the rest",
        )


# What each rule of a policy must not be.
RULE_RULES: Sequence[TemplateRule] = (
    TemplateRule(
        test="and (or $source.ports $source.notPorts $destination.ports $destination.notPorts) "
        '(not (has $protocol (list "TCP" "UDP" "SCTP" "6" "17" "132")))',
        message="{$at}.protocol: ports need TCP, UDP or SCTP; set one of them",
    ),
    TemplateRule(
        test='and (hasKey $rule "icmp") (not (has $protocol (list "ICMP" "ICMPv6")))',
        message="{$at}.icmp: needs protocol: ICMP or ICMPv6; set it, too",
    ),
    *(
        TemplateRule(
            test=f'and (kindIs "map" $rule.{name}) (hasKey ($rule.{name} | default dict) "code") '
            f'(not (hasKey ($rule.{name} | default dict) "type"))',
            message=f"{{$at}}.{name}.code: needs the type, too; write both",
        )
        for name in ("icmp", "notICMP")
    ),
    *(
        TemplateRule(
            test=f'and (has "{name}" (list $protocol (toString $rule.notProtocol))) $rule.ipVersion '
            f'(ne (toString $rule.ipVersion) "{number}")',
            message=f"{{$at}}.ipVersion: {{$rule.ipVersion}}, but {name} is of version {number}; set {number}",
        )
        for name, number in (("ICMP", 4), ("ICMPv6", 6))
    ),
    TemplateRule(
        test='and (contains ":" $nets) (regexMatch `(^| )[0-9.]+/` $nets)',
        message="{$at}: has networks of IPv4 and of IPv6; write a rule for each family",
    ),
    TemplateRule(
        test='and $nets $rule.ipVersion (ne (contains ":" $nets) (eq (toString $rule.ipVersion) "6"))',
        message="{$at}.ipVersion: {$rule.ipVersion} is not the version of the rule's networks; correct it",
    ),
    TemplateRule(
        test='and (hasKey $rule "http") (ne (toString $rule.action) "Allow")',
        message="{$at}.http: only rules that allow take it; set action: Allow, or remove it",
    ),
    TemplateRule(
        test='and (hasKey $rule "http") (not (has $protocol (list "" "TCP")))',
        message="{$at}.http: needs protocol: TCP; set it, or none",
    ),
    TemplateRule(
        test='and (hasKey $rule "http") (eq $direction "egress")',
        message="{$at}.http: only ingress rules take it; remove it",
    ),
    TemplateRule(
        test="and $http.methods (ne (uniq $http.methods | len) (len $http.methods))",
        message="{$at}.http.methods: expected items that differ; keep one of each",
    ),
    TemplateRule(
        test='include "cni.resources.ambiguous" $http.paths',
        message="{$at}.http.paths: expected exact or prefix in each, and not both; correct them",
    ),
    TemplateRule(
        test="and (hasKey $destination `services`) (or $destination.ports $destination.notPorts)",
        message="{$at}.destination.ports: a Service has ports of its own; remove them",
    ),
    TemplateRule(
        test=f"not (regexMatch `{ANNOTATION_KEYS}` (include `cni.resources.keys` (dig `metadata` `annotations` dict $rule)))",
        message="{$at}.metadata.annotations: expected keys as note or example.com/note; correct them",
    ),
    *_sides(),
)
