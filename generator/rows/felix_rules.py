"""Rules across Felix's and Typha's parameters and the values that they need."""

from generator.features.combinations import TemplateRule

FELIX_RULES = (
    TemplateRule(
        test='and (eq (toString $calico.felix.wireguardEnabledV6) "true") (not .Values.podCIDRv6)',
        message="calico.felix.wireguardEnabledV6: true, but podCIDRv6 is empty; set podCIDRv6, or use wireguardEnabled",
    ),
    TemplateRule(
        test='eq (toString $calico.felix.healthEnabled) "false"',
        message="calico.felix.healthEnabled: false, but the probes of calico-node ask for Felix's health; remove it",
    ),
    TemplateRule(
        test="and $calico.felix.healthPort $calico.metrics.felix.enabled (eq (int $calico.felix.healthPort) "
        "($calico.metrics.felix.port | default 9091 | int))",
        message="calico.felix.healthPort: {int $calico.felix.healthPort} is the port of Felix's metrics; choose another",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "canal") (hasKey $calico.felix "healthPort") '
        '(ne (toString $calico.felix.healthPort) "9099")',
        message="calico.felix.healthPort: {$calico.felix.healthPort}, but canal's readiness probe asks port 9099; remove it",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "canal") $calico.felix.healthHost '
        '(not (has $calico.felix.healthHost (list "localhost" "127.0.0.1" "0.0.0.0")))',
        message="calico.felix.healthHost: {$calico.felix.healthHost}, but canal's readiness probe asks localhost; remove it",
    ),
    TemplateRule(
        test='and $calico.typha.config.shutdownTimeout (gt (include "cni.typha.shutdown" . | float64) '
        '(kindIs "invalid" $calico.typha.terminationGracePeriodSeconds '
        "| ternary 300 $calico.typha.terminationGracePeriodSeconds | float64))",
        message="calico.typha.config.shutdownTimeout: is more than the pods' time to end; raise "
        "calico.typha.terminationGracePeriodSeconds",
    ),
)
