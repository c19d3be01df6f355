"""Settings that every plugin shares."""

from generator.features.conditions import ALWAYS, Condition, given
from generator.rows import kinds
from generator.rows.locations import (
    API_SERVER_ENV,
    BOTH_CONFIGS,
    BOTH_NODES_ENV,
    CALICO_CLIENTS,
    CALICO_CONFIG,
    CALICO_IPAM,
    CALICO_NODE_ENV,
    DUAL_STACK_SINCE,
    ETCD_NET_CONF,
    FLANNELD,
    IPV6_ONLY,
    NET_CONF,
    OWN_POOL,
    POD_SPECS,
    POOL_PLACE,
    TYPHA_ENV,
)
from generator.settings.actions.expressions import expression
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import BOOLEAN, chosen
from generator.settings.setting import Row, Section, Target, defaulted, setting
from generator.settings.targets import (
    SOME,
    adds_env,
    adds_member,
    explained,
    guards,
    inserts_line,
    of_addon,
    overrides,
    prints_env,
    reads,
    replaces_member,
    sets_env,
    switches_line,
    takes_environment,
)
from generator.template.nodes import Block, Expression, Scalar

_CNI_CONFIG = f"{CALICO_CONFIG}[cni_network_config]"
# Calico's own IPAM asks for addresses of both families by name, host-local by its ranges.
_OWN_IPAM = given(".Values.podCIDRv6", 'not (eq .Values.calico.ipam.type "host-local")')
_RANGES = '"ranges": [{{ if .Values.podCIDR }}[{"subnet": "usePodCidr"}], {{ end }}[{"subnet": "usePodCidrIPv6"}]]'
_ASSIGN_IPV4 = '"assign_ipv4": "{{ if .Values.podCIDR }}true{{ else }}false{{ end }}",'
_SERVER = ".Values.kubernetesServiceHost"
_ETCD_OR_SERVER = given(f'or (eq .Values.calico.datastore "etcd") {_SERVER}')
_ENDPOINT = "kubernetes-services-endpoint"
_API_SERVER_PLACE = "DATASTORE_TYPE"
_WITHOUT_PROXY = "Without kube-proxy, the cluster IP of the API server leads nowhere."
_CHECKSUM = Expression('include "cni.configChecksum" . | quote')
_ROLLOUT = given(".Values.rolloutOnConfigChange")
_TYPHAS_NAMESPACE = expression(
    ".Values.namespaceOverride", is_set="and .Values.namespaceOverride .Values.calico.typha.enabled"
)
_POOL_CIDR = expression('include "cni.calico.podCIDR" .')
_NO_ADDRESS = expression('"none"', is_set=IPV6_ONLY)
_POOLS = given(".Values.calico.createPools")
_NETWORKS = ((NET_CONF, 2), (ETCD_NET_CONF, 1))


def _checksum(at: str, *, places: int, when: Condition = ALWAYS) -> Target:
    condition = _ROLLOUT & when
    why = "The pods roll when the configuration changes."
    insert = Inserts(key="checksum/config", node=_CHECKSUM, when=condition, parent="annotations", why=why)
    return Target(at=(at,), action=insert, places=places)


# The networks of the pods, and how pods reach the API server.
NETWORKS: tuple[Row, ...] = (
    setting(
        "plugin",
        chosen("flannel", "calico", "canal"),
        "The network plugin. flannel is a simple overlay, calico does routing and network policy, canal is flannel's "
        "network with Calico's policy. One release installs one plugin; do not change it on upgrade.",
    ),
    setting(
        "podCIDR",
        kinds.CIDR_V4,
        "The pods' IPv4 network, the same as the cluster's (kubeadm's --pod-network-cidr). It becomes flannel's Network "
        "and Calico's first IP pool. Default: {upstream else what Calico detects}. If podCIDRv6 is set, "
        "the default is no IPv4 at all. Calico reads it only once, to create its first IP pool.",
        *(overrides(f"{at}.Network", places=places) for at, places in _NETWORKS),
        reads(prints_env(BOTH_NODES_ENV, "CALICO_IPV4POOL_CIDR", _POOL_CIDR, before=POOL_PLACE, places=2), "podCIDRv6"),
    ),
    setting(
        "podCIDRv6",
        kinds.CIDR_V6,
        "The pods' IPv6 network. With podCIDR the network is dual-stack; without podCIDR it is IPv6-only: flannel gets no "
        "IPv4 network, Calico makes no IPv4 pool, detects no IPv4 address and gives pods none. The nodes of an IPv6-only "
        "network need IPv6 addresses. Default: none, IPv4 only. Calico reads it only once, to create its first IPv6 pool.",
        *(
            reads(
                replaces_member(f"{at}.Network", name="EnableIPv4", value=False, when=given(IPV6_ONLY), places=places),
                "podCIDR",
            )
            for at, places in _NETWORKS
        ),
        *(
            adds_member(at, "EnableIPv6", before="Backend", node=Scalar(value=True), places=places)
            for at, places in _NETWORKS
        ),
        *(adds_member(at, "IPv6Network", before="Backend", places=places) for at, places in _NETWORKS),
        *(
            reads(inserts_line(_CNI_CONFIG, line, before=CALICO_IPAM, when=_OWN_IPAM), "podCIDR", "calico.ipam.type")
            for line in (_ASSIGN_IPV4, '"assign_ipv6": "true",')
        ),
        reads(
            switches_line(f'{BOTH_CONFIGS}[cni_network_config]["subnet": "usePodCidr"]', _RANGES, places=2), "podCIDR"
        ),
        reads(overrides(f"{CALICO_NODE_ENV}[IP].value", printed=_NO_ADDRESS), "podCIDR"),
        adds_env(CALICO_NODE_ENV, "IP6", "autodetect", before=POOL_PLACE, when=OWN_POOL),
        reads(
            adds_env(CALICO_NODE_ENV, "CALICO_IPV6POOL_CIDR", "", before=POOL_PLACE, when=OWN_POOL & _POOLS),
            "calico.createPools",
        ),
        since=DUAL_STACK_SINCE,
    ),
    setting(
        "kubernetesServiceHost",
        kinds.SERVER,
        "The address at which all pods reach the API server without kube-proxy, as a host name or an address, an IPv6 "
        "address without brackets. Set it if calico.dataplane is bpf, which replaces kube-proxy. "
        "Default: none; pods use the Service kubernetes, which needs kube-proxy.",
        explained(
            sets_env(f"{FLANNELD}.env", "KUBERNETES_SERVICE_HOST", before="POD_NAME", places=SOME), _WITHOUT_PROXY
        ),
        reads(takes_environment(_ENDPOINT, *CALICO_CLIENTS, why=_WITHOUT_PROXY), "kubernetesServicePort"),
        of_addon(
            explained(sets_env(API_SERVER_ENV, "KUBERNETES_SERVICE_HOST", before=_API_SERVER_PLACE), _WITHOUT_PROXY),
            "apiserver",
        ),
        overrides(f"{CALICO_CONFIG}.kubernetes_service_host"),
    ),
    setting(
        "kubernetesServicePort",
        kinds.PORT,
        "The port of kubernetesServiceHost. Set both or neither. Default: none.",
        sets_env(f"{FLANNELD}.env", "KUBERNETES_SERVICE_PORT", before="POD_NAME", places=SOME),
        of_addon(sets_env(API_SERVER_ENV, "KUBERNETES_SERVICE_PORT", before=_API_SERVER_PLACE), "apiserver"),
        overrides(f"{CALICO_CONFIG}.kubernetes_service_port"),
    ),
)

# Where images come from.
IMAGES: tuple[Row, ...] = (
    Section(path="imageMirror", doc="Where images come from when upstream's registries are out of reach."),
    setting(
        "imageMirror.mode",
        kinds.MIRROR_MODE,
        "How the names of images are rewritten. For quay.io/calico/node, none keeps the name, replace gives "
        "MIRROR/calico/node, prefix gives MIRROR/quay.io/calico/node, and flat gives MIRROR/node.",
    ),
    setting(
        "imageMirror.registry",
        kinds.REGISTRY,
        "The mirror, as host[:port][/path] without a scheme. For example: registry.cn-shanghai.aliyuncs.com/gcr-k8s. Default: none.",
    ),
    setting(
        "imageMirror.hosts",
        kinds.HOST_MIRRORS,
        "A mirror for each upstream host, for example {quay.io: quay.m.daocloud.io}, if the mode is replace. A host that is "
        "not named here is replaced by imageMirror.registry. Default: none.",
    ),
    setting(
        "allowOtherImageReleases",
        BOOLEAN,
        "Whether tags in images may name a flannel without something that the manifest or the values need, or a Calico of an "
        "older minor release than the manifest's. Default: false, which refuses them. Tags that name no release, and digests, "
        "are taken as they are.",
    ),
    setting(
        "imagePullSecrets",
        kinds.PULL_SECRETS,
        "The pull secrets of all pods, by name or as {name: ...}. They must exist in the plugin's namespace, "
        "and in that of Calico's API server where that is there. Default: none; the "
        "chart can make one of imageCredentials.",
        reads(
            Target(
                at=POD_SPECS,
                action=Inserts(
                    key="imagePullSecrets",
                    node=Block('include "cni.imagePullSecrets" .'),
                    when=given('include "cni.imagePullSecrets" .'),
                ),
                places=SOME,
            ),
            "global.imagePullSecrets",
            "imageCredentials.registry",
        ),
    ),
    Section(
        path="global",
        doc="What a chart that depends on this one sets for all of its charts. Other keys are ignored.",
    ),
    setting(
        "global.imageRegistry",
        kinds.REGISTRY,
        "The registry of all images, which replaces upstream's host. imageMirror wins if its mode is set. Default: none.",
    ),
    setting(
        "global.systemDefaultRegistry",
        kinds.REGISTRY,
        "The same as global.imageRegistry, by the name that Rancher's charts give it. Default: none.",
    ),
    setting(
        "global.imagePullSecrets",
        kinds.PULL_SECRETS,
        "Further pull secrets of all pods, beside imagePullSecrets. Default: none.",
    ),
)

# The namespace, RBAC and roll-out of what is installed.
OBJECTS: tuple[Row, ...] = (
    setting(
        "namespaceOverride",
        kinds.NAMESPACE,
        "The namespace of everything that has one. RBAC subjects and Typha's settings follow it. Default: {upstream}, "
        "whatever the release's namespace is. It must exist unless the release makes it: see namespace.create.",
        overrides(
            "* metadata.namespace",
            "* subjects[*].namespace",
            "* spec.template.metadata.namespace",
            "Namespace/* metadata.name",
            "APIService/* spec.service.namespace",
            places=SOME,
        ),
        reads(
            prints_env(CALICO_NODE_ENV, "FELIX_TYPHAK8SNAMESPACE", _TYPHAS_NAMESPACE, before=POOL_PLACE),
            "calico.typha.enabled",
        ),
        sets_env(TYPHA_ENV, "TYPHA_K8SNAMESPACE", before="TYPHA_DATASTORETYPE"),
    ),
    defaulted(
        setting(
            "rbac.create",
            BOOLEAN,
            "Whether ClusterRoles and ClusterRoleBindings are installed.",
            guards("ClusterRole/*|ClusterRoleBinding/*|Role/*|RoleBinding/*", places=SOME),
        ),
        default=True,
    ),
    defaulted(
        setting(
            "rolloutOnConfigChange",
            BOOLEAN,
            "Whether a changed ConfigMap or Secret of the chart restarts the pods that read it. If false, run kubectl "
            "rollout restart yourself.",
            _checksum("DaemonSet/* spec.template.metadata", places=SOME),
            _checksum("Deployment/calico-kube-controllers spec.template.metadata", places=1, when=_ETCD_OR_SERVER),
            _checksum("Deployment/calico-typha spec.template.metadata", places=1, when=given(_SERVER)),
        ),
        default=True,
    ),
)
