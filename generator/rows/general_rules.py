"""What a schema cannot say of values that are well-formed each: rules across fields, one row a rule.

A row is a template test and a message, in which `{...}` is a template expression. A row that reads a value which a line
does not have is left out of that line.
"""

from generator.features.combinations import TemplateRule
from generator.rows.api_server_rules import API_SERVER_RULES
from generator.rows.backend_rules import BACKEND_RULES
from generator.rows.calico_rules import CALICO_RULES
from generator.rows.cni_rules import CNI
from generator.rows.felix_rules import FELIX_RULES
from generator.rows.flannel_rules import FLANNEL_RULES
from generator.rows.healthz import RULES as HEALTHZ_RULES
from generator.rows.namespace_rules import NAMESPACE_RULES
from generator.rows.net_conf import BACKENDS, OVERHEADS
from generator.rows.node_ports import PORT_RULES
from generator.rows.one_address_rules import ONE_ADDRESS
from generator.rows.optional_rules import OPTIONAL_RULES
from generator.rows.pem_rules import private_key_rules
from generator.rows.precedence import PRECEDENCE
from generator.rows.reflector_rules import REFLECTOR_RULES

# Addresses of no host: none, and groups'. No server answers at those of one link either, which need its name, too.
_NO_HOST = r"(0|22[4-9]|2[3-5][0-9])(\.[0-9]+){3}|0*:[0:]*|(?i:ff[0-9a-f]{2}):.*"
_NO_SERVER = rf"{_NO_HOST}|(?i:fe[89ab][0-9a-f]):.*"
# Where no traffic between nodes goes.
_NOWHERE = rf"lo|127(\.[0-9]+){{3}}|::1|{_NO_HOST}"

_NETWORKS = (
    TemplateRule(
        test='include "cni.hostBits" .Values.podCIDR',
        message="podCIDR: {.Values.podCIDR} has bits set behind its prefix; write the network's first address",
    ),
    TemplateRule(
        test=r"regexMatch `^(0|127|169\.254|22[4-9]|2[3-5][0-9])\.` .Values.podCIDR",
        message="podCIDR: {.Values.podCIDR} is not a network that pods can use; take one from 10.0.0.0/8, "
        "172.16.0.0/12 or 192.168.0.0/16",
    ),
    TemplateRule(
        test='and (ne .Values.plugin "calico") (gt $prefix 28)',
        message="podCIDR: {.Values.podCIDR} leaves nodes no networks of their own; take a prefix of 28 or less",
    ),
    TemplateRule(
        test="and $pool (gt $prefix $block)",
        message="calico.pool.blockSize: a block of /{$block} does not fit into podCIDR {.Values.podCIDR}; set "
        "calico.pool.blockSize: {$prefix} or more",
    ),
    TemplateRule(
        test='include "cni.hostBits" .Values.podCIDRv6',
        message="podCIDRv6: {.Values.podCIDRv6} has bits set behind its prefix; write the network's first address",
    ),
    TemplateRule(
        test="regexMatch `^(?i:fe[89ab]|ff|0*:)` .Values.podCIDRv6",
        message="podCIDRv6: {.Values.podCIDRv6} is not a network that pods can use; take one from fd00::/8",
    ),
    TemplateRule(
        test='and .Values.podCIDRv6 (eq (toString $calico.felix.ipv6Support) "false")',
        message="calico.felix.ipv6Support: false, but podCIDRv6 is set; remove one of them",
    ),
    TemplateRule(
        test='and .Values.podCIDRv6 $flannel (has $backend (list "ipip" "udp" "ipsec"))',
        message="flannel.backend.type: {$backend} carries no IPv6, but podCIDRv6 is set; remove podCIDRv6, or set vxlan, "
        "host-gw or wireguard",
    ),
    TemplateRule(
        test="and .Values.podCIDRv6 $calico.mtu (lt (int $calico.mtu) 1280)",
        message="calico.mtu: {$calico.mtu} is less than IPv6 needs, and podCIDRv6 is set; set 1280 or more",
    ),
    TemplateRule(
        test="and .Values.podCIDRv6 $flannel $overhead .Values.flannel.mtu (lt (int .Values.flannel.mtu) (add 1280 $overhead))",
        message="flannel.mtu: {.Values.flannel.mtu} leaves pods less than the 1280 bytes that IPv6 needs, as {$backend} takes "
        "{$overhead}, and podCIDRv6 is set; set {add 1280 $overhead} or more",
    ),
    TemplateRule(
        test="and $calico.ip6AutodetectionMethod (not .Values.podCIDRv6)",
        message="calico.ip6AutodetectionMethod: has no effect without podCIDRv6; remove it, or set podCIDRv6",
    ),
)

_INTERFACES = tuple(
    TemplateRule(
        test=f'include "cni.wrongExpression" {expressions}',
        message=f'{path}: {{include "cni.wrongExpression" {expressions}}}is not a regular expression of Go; correct it',
    )
    for path, expressions in (
        ("flannel.ifaceRegex", ".Values.flannel.ifaceRegex"),
        ("calico.ipAutodetectionMethod", '(splitList "," $calico.ipAutodetectionMethod)'),
        ("calico.ip6AutodetectionMethod", '(splitList "," $calico.ip6AutodetectionMethod)'),
    )
)

_PATHS = (
    TemplateRule(
        test=rf'regexMatch `(^| )({_NOWHERE})( |$)` (join " " .Values.flannel.iface)',
        message="flannel.iface: one of them carries no traffic between nodes; name an interface of the nodes or its address",
    ),
    *(
        TemplateRule(
            test=f"regexMatch `^can-reach=({_NOWHERE})$` $calico.{method}",
            message=f"calico.{method}: {{$calico.{method}}} leads to no other host; name one that nodes reach",
        )
        for method in ("ipAutodetectionMethod", "ip6AutodetectionMethod")
    ),
)

_SERVER = (
    TemplateRule(
        test=f"regexMatch `^({_NO_SERVER})$` .Values.kubernetesServiceHost",
        message="kubernetesServiceHost: {.Values.kubernetesServiceHost} is no address of a server; name the one at which nodes "
        "reach the API server",
    ),
    TemplateRule(
        test="and .Values.kubernetesServiceHost (not .Values.kubernetesServicePort)",
        message="kubernetesServicePort: empty, but kubernetesServiceHost is set; set both or neither",
    ),
    TemplateRule(
        test="and .Values.kubernetesServicePort (not .Values.kubernetesServiceHost)",
        message="kubernetesServiceHost: empty, but kubernetesServicePort is set; set both or neither",
    ),
)

_IMAGES = (
    TemplateRule(
        test='and (has $mirror.mode (list "prefix" "flat")) (not $mirror.registry)',
        message="imageMirror.registry: empty, but imageMirror.mode is {$mirror.mode}; name the mirror",
    ),
    TemplateRule(
        test='and $mirror.registry (eq $mirror.mode "none")',
        message="imageMirror.registry: has no effect with imageMirror.mode: none; set it to replace, prefix or flat",
    ),
    TemplateRule(
        test='and $mirror.hosts (ne $mirror.mode "replace")',
        message="imageMirror.hosts: has no effect with imageMirror.mode: {$mirror.mode}; set it to replace",
    ),
)

_ENCAPSULATION = (
    TemplateRule(
        test='and $pool (ne $ipip "Never") (ne $vxlan "Never") (eq $calico.backend "vxlan")',
        message="calico.ipip: {$ipip} needs BGP, which calico.backend: vxlan turns off; set calico.ipip: Never or "
        "calico.backend: bird",
    ),
    TemplateRule(
        test='and $pool (ne $ipip "Never") (ne $vxlan "Never") (eq $calico.backend "bird")',
        message="calico.ipip: {$ipip} and calico.vxlan: {$vxlan} exclude each other; set one of them to Never",
    ),
    TemplateRule(
        test='and $pool (eq $vxlan "Never") (eq $calico.backend "vxlan")',
        message="calico.vxlan: Never with calico.backend: vxlan leaves no routes between nodes; set calico.vxlan: "
        "CrossSubnet or Always, or calico.backend: bird",
    ),
)

# Who is nobody, everybody, a pod or a node to an API server, and never another API server.
_OTHERS = "system:(anonymous|unauthenticated|authenticated|masters|(serviceaccounts?|nodes?)(:.*)?)"
_KUBELET_USER = (
    TemplateRule(
        test=f"and .Values.apiserverToKubelet.enabled (regexMatch `^{_OTHERS}$` .Values.apiserverToKubelet.user)",
        message="apiserverToKubelet.user: {.Values.apiserverToKubelet.user} is no API server, and whoever it is could do "
        "everything on all nodes; write the common name of the API server's certificate",
    ),
)

# Workloads whose nodes upstream chooses by the operating system, in a selector or an affinity.
_SCHEDULED = (
    *("flannel", "canal", "calico.node", "calico.kubeControllers", "calico.typha"),
    *("calico.calicoctl", "calico.apiServer"),
)
_LINUX = tuple(
    TemplateRule(
        test=f'hasKey (.Values.{path}.nodeSelector | default dict) "kubernetes.io/os"',
        message=f"{path}.nodeSelector: kubernetes.io/os is the chart's own, as its images are for Linux; remove it",
    )
    for path in _SCHEDULED
)

_POOL = (
    TemplateRule(
        test='include "cni.unbalanced" $calico.pool.nodeSelector',
        message="calico.pool.nodeSelector: its parentheses do not match; correct it",
    ),
)

_ETCD = (
    TemplateRule(
        test="and $etcd (not $endpoints)",
        message="calico.etcd.endpoints: empty, but calico.datastore is etcd; name the members' client URLs",
    ),
    TemplateRule(
        test=rf"regexMatch `//(\[({_NO_SERVER})\]|{_NO_SERVER}):[0-9]+( |$)` $endpoints",
        message="calico.etcd.endpoints: one of them is no address of a server; name the members' client URLs",
    ),
    TemplateRule(
        test="and $etcd $http $https",
        message="calico.etcd.endpoints: http and https are mixed; use one of them for all",
    ),
    TemplateRule(
        test="and $etcd $http (or $inline $tls.existingSecret)",
        message="calico.etcd.endpoints: http, but calico.etcd.tls is given; use https endpoints",
    ),
    TemplateRule(
        test="and $etcd $https (not (or $inline $tls.existingSecret))",
        message="calico.etcd.tls: empty, but calico.etcd.endpoints are https; set existingSecret, or ca, cert and key",
    ),
    TemplateRule(
        test="and $etcd (has $inline (list 1 2))",
        message="calico.etcd.tls: {$inline} of ca, cert and key given; give all three, or existingSecret",
    ),
    TemplateRule(
        test="and $etcd $inline $tls.existingSecret",
        message="calico.etcd.tls: existingSecret and inline ca, cert and key exclude each other; remove one of them",
    ),
    *private_key_rules(
        "calico.etcd.tls.key",
        "$tls.key",
        "give the private key of the client certificate without a passphrase, in PKCS #1, PKCS #8 or EC",
    ),
)

# What those backends take of a packet whose MTU can be set.
_OVERHEADS = " ".join(f'"{name}" {OVERHEADS[name]}' for name in BACKENDS["flannel.mtu"])

# What rules share, by the names of variables.
VARIABLES = {
    "$flannel": 'ne .Values.plugin "calico"',
    "$backend": '.Values.flannel.backend.type | default (include "cni.upstream.flannelBackend" .)',
    "$mirror": ".Values.imageMirror",
    "$overhead": f"get (dict {_OVERHEADS}) $backend | default 0",
    "$pool": 'and (eq .Values.plugin "calico") (not $calico.policyOnly)',
    "$prefix": 'splitList "/" .Values.podCIDR | last | int',
    "$block": "$calico.pool.blockSize | default 26 | int",
    "$ipip": 'include "cni.calico.ipipMode" .',
    "$vxlan": 'include "cni.calico.vxlanMode" .',
    "$tls": "$calico.etcd.tls",
    "$inline": "list $tls.ca $tls.cert $tls.key | compact | len",
    "$etcd": 'and (ne .Values.plugin "flannel") (eq $calico.datastore "etcd")',
    "$endpoints": 'join " " $calico.etcd.endpoints',
    "$http": 'contains "http://" $endpoints',
    "$https": 'contains "https://" $endpoints',
}

RULES: tuple[TemplateRule, ...] = (
    *_NETWORKS,
    *FLANNEL_RULES,
    *ONE_ADDRESS,
    *_LINUX,
    *_KUBELET_USER,
    *HEALTHZ_RULES,
    *_INTERFACES,
    *_PATHS,
    *_SERVER,
    *_IMAGES,
    *_ENCAPSULATION,
    *_POOL,
    *_ETCD,
    *NAMESPACE_RULES,
    *CNI,
    *FELIX_RULES,
    *CALICO_RULES,
    *OPTIONAL_RULES,
    *PRECEDENCE,
    *PORT_RULES,
    *BACKEND_RULES,
    *API_SERVER_RULES,
    *REFLECTOR_RULES,
)
