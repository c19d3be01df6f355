"""Rules on addresses that all nodes would share: what is right on one node is wrong on every other."""

from generator.features.combinations import TemplateRule

# What a server listens at on each node, whatever its addresses are.
_LOOPBACK = r"localhost|127(\.[0-9]+){3}|::1"
_ANY = rf"0\.0\.0\.0|::|{_LOOPBACK}"
_SAME = "is the same on all nodes"

# Variables that no value has, as they would be the same on all nodes, by what is each node's own.
OF_ONE_NODE = {
    "FLANNELD_PUBLIC_IP": "flannel's annotation public-ip-overwrite of a node",
    "FLANNELD_PUBLIC_IPV6": "flannel's annotation public-ipv6-overwrite of a node",
}
ONE_ADDRESS: tuple[TemplateRule, ...] = (
    TemplateRule(
        test=f"and $flannel .Values.flannel.healthz.ip (not (regexMatch `^({_ANY})$` .Values.flannel.healthz.ip))",
        message=f"flannel.healthz.ip: {{.Values.flannel.healthz.ip}} {_SAME}, where probes would ask one of them alone; write "
        '0.0.0.0, "::" or 127.0.0.1',
    ),
    TemplateRule(
        test=f"and $calico.felix.healthHost (not (regexMatch `^({_ANY})$` (toString $calico.felix.healthHost)))",
        message=f"calico.felix.healthHost: {{$calico.felix.healthHost}} {_SAME}, where probes would ask one of them alone; write "
        "localhost or 0.0.0.0",
    ),
    TemplateRule(
        test="and $calico.metrics.felix.enabled $calico.felix.prometheusMetricsHost "
        '(not (has $calico.felix.prometheusMetricsHost (list "0.0.0.0" "::")))',
        message="calico.felix.prometheusMetricsHost: {$calico.felix.prometheusMetricsHost}, but calico.metrics.felix.enabled asks "
        "every node's own address for metrics; remove it",
    ),
)
