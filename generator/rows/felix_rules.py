"""Rules across Felix's and Typha's parameters and the values that they need."""

from generator.features.combinations import TemplateRule
from generator.rows.flannel_rules import PORT_V4, PORT_V6

_IPV4 = '(or .Values.podCIDR (not (get .Values "podCIDRv6")))'
_NOT_V4 = '(not .Values.podCIDR) (get .Values "podCIDRv6")'


def _off(name: str) -> str:
    return f'(eq (toString $calico.felix.{name}) "false")'


def _port(name: str, usual: int) -> str:
    return f"($calico.felix.{name} | default {usual} | int)"


# What Felix takes down that the network is made of: see EncapsulationCalculator in its sources.
_TUNNELS = (
    TemplateRule(
        test=f'and $pool $calico.createPools {_off("ipipEnabled")} (ne $ipip "Never") {_IPV4}',
        message="calico.felix.ipipEnabled: false leaves nodes without the tunnel of calico.ipip: {$ipip}; remove it, or set "
        "calico.ipip: Never",
    ),
    TemplateRule(
        test=f'and $pool {_off("vxlanEnabled")} (or (eq $calico.backend "vxlan") (and $calico.createPools (ne $vxlan "Never")))',
        message="calico.felix.vxlanEnabled: false leaves nodes without the tunnel of calico.vxlan: {$vxlan} and calico.backend: "
        "{$calico.backend}; remove it, or use neither",
    ),
    TemplateRule(
        test=f'and (ne .Values.plugin "flannel") {_off("useInternalDataplaneDriver")}',
        message="calico.felix.useInternalDataplaneDriver: false, but Calico's image has no other driver; remove it",
    ),
    TemplateRule(
        test=f'and (ne .Values.plugin "flannel") (eq (toString $calico.felix.wireguardEnabled) "true") {_NOT_V4}',
        message="calico.felix.wireguardEnabled: true encrypts IPv4, but podCIDRv6 without podCIDR asks for an IPv6-only network; "
        "set wireguardEnabledV6",
    ),
    *(
        TemplateRule(
            test=f"and .Values.podCIDRv6 $calico.felix.{name} (lt (int $calico.felix.{name}) 1280)",
            message=f"calico.felix.{name}: {{int $calico.felix.{name}}} leaves pods less than the 1280 bytes that IPv6 needs, and "
            "podCIDRv6 is set; set 1280 or more",
        )
        for name in ("ipipMTU", "vxlanMTU", "vxlanMTUV6", "wireguardMTU", "wireguardMTUV6")
    ),
)

# WireGuard takes its port for both address families, so that nothing else of the node may have it.
_FELIX_PORTS = {
    "wireguardListeningPort": ("wireguardEnabled", 51820),
    "wireguardListeningPortV6": ("wireguardEnabledV6", 51821),
}
_SEPARATE = '(eq (.Values.flannel.backend.mode | default "separate") "separate")'
# The ports of flannel's WireGuard, zero for a tunnel that it does not make.
_TUNNELS_OF_FLANNEL = (
    f"(list (ternary {PORT_V4} 0 (or (not {_SEPARATE}) (not (empty .Values.podCIDR)) (empty .Values.podCIDRv6))) "
    f"(ternary {PORT_V6} 0 (and {_SEPARATE} (not (empty .Values.podCIDRv6)))))"
)
_OWN_VXLAN = '$pool (or (eq $calico.backend "vxlan") (ne $vxlan "Never"))'
_TUNNEL_PORT = ".Values.flannel.backend.port | default 8472 | int"
_PORTS = (
    TemplateRule(
        test="and $calico.felix.wireguardEnabled $calico.felix.wireguardEnabledV6 "
        f"(eq {_port('wireguardListeningPort', 51820)} {_port('wireguardListeningPortV6', 51821)})",
        message="calico.felix.wireguardListeningPortV6: {$calico.felix.wireguardListeningPortV6 | default 51821 | int} is the port "
        "of the tunnel over IPv4, calico.felix.wireguardListeningPort, too; set another one",
    ),
    *(
        TemplateRule(
            test=f"and $calico.felix.{enabled} {test}",
            message=f"calico.felix.{name}: {{$calico.felix.{name} | default {usual} | int}} is a port of {whose}; set another one",
        )
        for name, (enabled, usual) in _FELIX_PORTS.items()
        for whose, test in (
            (
                "flannel's WireGuard on the same nodes",
                f'(eq .Values.plugin "canal") (eq $backend "wireguard") (has {_port(name, usual)} {_TUNNELS_OF_FLANNEL})',
            ),
            (
                "flannel's VXLAN on the same nodes",
                f'(eq .Values.plugin "canal") (eq $backend "vxlan") (eq {_port(name, usual)} ({_TUNNEL_PORT}))',
            ),
            (
                "Calico's VXLAN on the same nodes",
                f"{_OWN_VXLAN} (eq {_port(name, usual)} {_port('vxlanPort', 4789)})",
            ),
        )
    ),
)

# Releases that have this parameter, before v3.27, drop IPv6 of pods in eBPF: projectcalico/calico#4736.
_BPF = (
    TemplateRule(
        test='and (ne .Values.plugin "flannel") (eq $calico.dataplane "bpf") .Values.podCIDRv6 '
        '(ne (toString $calico.felix.bpfIpv6Support) "true")',
        message="calico.dataplane: bpf drops what pods send over IPv6 in this release of Calico, and podCIDRv6 is set; remove "
        "podCIDRv6, or set calico.dataplane: iptables",
    ),
)

# WireGuard takes one more bit of the mask than the mask has at least.
_WIREGUARD = "or $calico.felix.wireguardEnabled $calico.felix.wireguardEnabledV6"
_BITS = 'len (replace "0" "" (printf "%b" (int64 $calico.felix.iptablesMarkMask)))'

# What Felix takes and what leaves nodes without routes, without rules or without an answer.
_BROKEN = (
    TemplateRule(
        test='eq (lower (toString $calico.felix.iptablesFilterDenyAction)) "reject"',
        message="calico.felix.iptablesFilterDenyAction: {$calico.felix.iptablesFilterDenyAction}, with which calico-node does not "
        "get ready; remove it",
    ),
    TemplateRule(
        test='and $pool (eq (toString $calico.felix.routeSyncDisabled) "true") (ne $vxlan "Never")',
        message="calico.felix.routeSyncDisabled: true, but calico.vxlan: {$vxlan} has its routes from Felix; remove it",
    ),
    TemplateRule(
        test="and $calico.felix.interfacePrefix (not $calico.policyOnly) "
        '(not (regexMatch `[",]cali[",]` (toJson $calico.felix.interfacePrefix)))',
        message="calico.felix.interfacePrefix: lacks cali, with which the interfaces of pods begin; add it",
    ),
    TemplateRule(
        test=f"and $calico.felix.iptablesMarkMask ({_WIREGUARD}) (lt ({_BITS}) 7)",
        message="calico.felix.iptablesMarkMask: has fewer bits than the seven that Felix needs with WireGuard; set more of them",
    ),
)

FELIX_RULES = (
    *_BROKEN,
    *_BPF,
    *_TUNNELS,
    *_PORTS,
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
