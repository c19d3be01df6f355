"""Calico: calico-config, the environment of calico-node, Typha, the CRDs."""

from generator.features.conditions import Condition, given, when
from generator.settings.knob import ANY, SOME, Ensure, Guard, Insert, InsertLine, Knob, Override, ReplaceLine, SetEnv
from generator.template.nodes import Entry, Expression, MapNode, Scalar

_CONFIG = "ConfigMap/calico-config data"
_NODE = "DaemonSet/calico-node spec.template.spec.containers[calico-node].env"
_NODES = "DaemonSet/calico-node|canal spec.template.spec.containers[calico-node].env"
_DUAL_STACK = given(".Values.podCIDRv6")
# Policy-only Calico makes no pool and detects no address of its own.
_OWN_DUAL_STACK = _DUAL_STACK & when(policyOnly="false")
_SUBNET = '"subnet": "usePodCidr"'
_RANGES = '"ranges": [[{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}]]'
# Where upstream's manifests show CALICO_IPV4POOL_CIDR as a comment, in every variant.
_POOL_PLACE = "CALICO_DISABLE_FILE_LOGGING"


def _env(name: str, value: str, *, encode: str = "quote", is_set: str = "") -> SetEnv:
    return SetEnv(name=name, override=Override(value=value, encode=encode, test=is_set), before=_POOL_PLACE)


def _autodetection(name: str, value: str) -> SetEnv:
    return SetEnv(name=name, override=Override(value=value), before="CALICO_IPV4POOL_IPIP")


def _new_env(name: str, value: Scalar | Expression, condition: Condition) -> Insert:
    entry = MapNode((Entry("name", Scalar(name)), Entry("value", value)))
    return Insert(key=name, node=entry, condition=condition, before=_POOL_PLACE)


ROWS = (
    # calico-config
    Knob(
        values=("calico.mtu",),
        at="ConfigMap/calico-config|canal-config data.veth_mtu",
        do=Override(value=".Values.calico.mtu", encode="int64 | quote"),
        expect=2,
    ),
    Knob(
        values=("calico.mtu",),
        at=f'{_CONFIG}[cni_network_config]["mtu": 1*]',
        do=ReplaceLine(text='"mtu": {{ .Values.calico.mtu | default 1500 | int64 }},'),
    ),
    Knob(
        values=("calico.kubernetesServiceHost",),
        at=f"{_CONFIG}.kubernetes_service_host",
        do=Override(value=".Values.calico.kubernetesServiceHost"),
    ),
    Knob(
        values=("calico.kubernetesServicePort",),
        at=f"{_CONFIG}.kubernetes_service_port",
        do=Override(
            value=".Values.calico.kubernetesServicePort",
            encode="int64 | quote",
            test=".Values.calico.kubernetesServicePort",
        ),
    ),
    Knob(
        values=("podCIDRv6",),
        at=f"{_CONFIG}[cni_network_config]",
        do=InsertLine(text='"assign_ipv4": "true",', before='"type": "calico-ipam"', condition=_DUAL_STACK),
    ),
    Knob(
        values=("podCIDRv6",),
        at=f"{_CONFIG}[cni_network_config]",
        do=InsertLine(text='"assign_ipv6": "true",', before='"type": "calico-ipam"', condition=_DUAL_STACK),
    ),
    Knob(
        values=("podCIDRv6",),
        at='ConfigMap/calico-config|canal-config data[cni_network_config]["subnet": "usePodCidr"]',
        do=ReplaceLine(text=f"{{{{ if .Values.podCIDRv6 }}}}{_RANGES}{{{{ else }}}}{_SUBNET}{{{{ end }}}}"),
        expect=2,
    ),
    # the network of calico-node
    Knob(values=("podCIDR",), at=_NODES, do=_env("CALICO_IPV4POOL_CIDR", ".Values.podCIDR"), expect=2),
    Knob(
        values=("calico.pool.blockSize",),
        at=_NODE,
        do=_env("CALICO_IPV4POOL_BLOCK_SIZE", ".Values.calico.pool.blockSize", encode="int64 | quote"),
    ),
    Knob(
        values=("calico.pool.natOutgoing",),
        at=_NODE,
        do=_env(
            "CALICO_IPV4POOL_NAT_OUTGOING",
            ".Values.calico.pool.natOutgoing",
            is_set='kindIs "bool" .Values.calico.pool.natOutgoing',
        ),
    ),
    Knob(
        values=("calico.pool.nodeSelector",),
        at=_NODE,
        do=_env("CALICO_IPV4POOL_NODE_SELECTOR", ".Values.calico.pool.nodeSelector"),
    ),
    Knob(
        values=("calico.ipip", "calico.vxlan"),
        at=f"{_NODE}[CALICO_IPV4POOL_IPIP].value",
        do=Override(value='include "cni.calico.ipip" .', test='include "cni.calico.ipip" .'),
    ),
    Knob(
        values=("calico.vxlan",),
        at=f"{_NODE}[CALICO_IPV4POOL_VXLAN].value",
        do=Override(value=".Values.calico.vxlan"),
    ),
    Knob(
        values=("calico.vxlan",),
        at=f"{_NODE}[CALICO_IPV6POOL_VXLAN].value",
        do=Override(value=".Values.calico.vxlan"),
        expect=ANY,
    ),
    Knob(
        values=("calico.ipAutodetectionMethod",),
        at=_NODE,
        do=_autodetection("IP_AUTODETECTION_METHOD", ".Values.calico.ipAutodetectionMethod"),
    ),
    # dual stack
    Knob(values=("podCIDRv6",), at=_NODE, do=_new_env("IP6", Scalar("autodetect"), _OWN_DUAL_STACK)),
    Knob(
        values=("podCIDRv6",),
        at=_NODE,
        do=_new_env("CALICO_IPV6POOL_CIDR", Expression(".Values.podCIDRv6 | quote"), _OWN_DUAL_STACK),
    ),
    Knob(
        values=("calico.ip6AutodetectionMethod",),
        at=_NODE,
        do=_autodetection("IP6_AUTODETECTION_METHOD", ".Values.calico.ip6AutodetectionMethod"),
    ),
    Knob(
        values=("calico.felix.ipv6Support", "podCIDRv6"),
        at=_NODES,
        do=SetEnv(
            name="FELIX_IPV6SUPPORT",
            override=Override(value='include "cni.calico.ipv6Support" .', test='include "cni.calico.ipv6Support" .'),
            before=_POOL_PLACE,
        ),
        expect=2,
    ),
    # felix
    Knob(
        values=("calico.felix.logSeverityScreen",),
        at=_NODES,
        do=_env("FELIX_LOGSEVERITYSCREEN", ".Values.calico.felix.logSeverityScreen"),
        expect=2,
    ),
    Knob(
        values=("calico.felix.defaultEndpointToHostAction",),
        at=_NODES,
        do=_env("FELIX_DEFAULTENDPOINTTOHOSTACTION", ".Values.calico.felix.defaultEndpointToHostAction"),
        expect=2,
    ),
    # typha
    Knob(
        values=("calico.typha.replicas",),
        at="Deployment/calico-typha spec.replicas",
        do=Override(value=".Values.calico.typha.replicas", encode="int64"),
    ),
    Knob(
        values=("namespaceOverride",),
        at=_NODE,
        do=_env(
            "FELIX_TYPHAK8SNAMESPACE",
            ".Values.namespaceOverride",
            is_set="and .Values.namespaceOverride .Values.calico.typha.enabled",
        ),
    ),
    Knob(
        values=("namespaceOverride",),
        at="Deployment/calico-typha spec.template.spec.containers[calico-typha].env",
        do=SetEnv(
            name="TYPHA_K8SNAMESPACE",
            override=Override(value=".Values.namespaceOverride"),
            before="TYPHA_DATASTORETYPE",
        ),
    ),
    # CRDs stay when the release goes, and when a later one has fewer of them: with them their objects would go
    Knob(
        values=("calico.crds.install",),
        at="CustomResourceDefinition/*",
        do=Guard(condition=given(".Values.calico.crds.install")),
        expect=SOME,
    ),
    Knob(
        values=(),
        at="CustomResourceDefinition/* metadata",
        do=Ensure(parent="annotations", insert=Insert(key="helm.sh/resource-policy", node=Scalar("keep"))),
        expect=SOME,
    ),
)
