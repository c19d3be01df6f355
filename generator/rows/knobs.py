"""What can be set in upstream's programs and manifests, and what users ask for: the values that do it, or why none does.

A row is a line: a knob, ` = ` and the paths of values or sections, or a knob, ` : ` and the reason why it has none.
"""

import re
from collections.abc import Mapping

from msgspec import Struct

from generator.rows.needs import NEEDS, OTHER_CHARTS

_FLANNELD_FLAGS = """
--kube-subnet-mgr : The chart runs flannel with the Kubernetes API; canal with etcd has it in upstream's own arguments.
--ip-masq = flannel.ipMasq
--ip-masq-fully-random-disable = flannel.ipMasqFullyRandomDisable
--iface = flannel.iface
--iface-regex = flannel.ifaceRegex
--iface-can-reach = flannel.ifaceCanReach
--public-ip : One address would be the same on all nodes; flannel's annotation public-ip-overwrite of a node is each one's own.
--public-ipv6 : The same holds for IPv6, with the annotation public-ipv6-overwrite.
--iptables-resync = flannel.iptablesResync
--iptables-forward-rules = flannel.iptablesForwardRules
--ip-blackhole-route = flannel.ipBlackholeRoute
--net-config-path : The chart mounts net-conf.json where flanneld looks for it.
--subnet-file : The CNI plugin reads the same path; another one has no use in a pod that the chart writes.
--set-node-network-unavailable = flannel.setNodeNetworkUnavailable
--kube-annotation-prefix = flannel.kubeAnnotationPrefix
--kube-api-url = kubernetesServiceHost kubernetesServicePort
--kubeconfig-file : Pods use their ServiceAccount; a file on the nodes would be a second identity.
--healthz-ip = flannel.healthz.ip
--healthz-port = flannel.healthz.port
--etcd-endpoints = calico.etcd.endpoints
--etcd-prefix : The Job that writes flannel's network into etcd and flanneld must agree on it, and upstream's agree.
--etcd-keyfile = calico.etcd.tls
--etcd-certfile = calico.etcd.tls
--etcd-cafile = calico.etcd.tls
--etcd-username : Of flannel's programs canal's alone reads etcd, and upstream's manifest gives it TLS; canal.flannel.extraArgs can add it.
--etcd-password : An argument shows a password to all who may read pods; set FLANNELD_ETCD_PASSWORD from a Secret in canal.flannel.extraEnv, or use TLS.
--subnet-lease-renew-margin = flannel.subnetLeaseRenewMargin
-v = flannel.logVerbosity
-vmodule = flannel.extraArgs canal.flannel.extraArgs
-log_backtrace_at = flannel.extraArgs canal.flannel.extraArgs
--use-multi-cluster-cidr : flannel has not had it since v0.23.0, so that no line's manifests know it.
"""

_FLANNELD_ENVIRONMENT = """
EVENT_QUEUE_DEPTH = flannel.eventQueueDepth
EVENT_QUEUE_DEPTH of canal = flannel.eventQueueDepth
CONT_WHEN_CACHE_NOT_READY = flannel.contWhenCacheNotReady
CONT_WHEN_CACHE_NOT_READY of canal = flannel.contWhenCacheNotReady
NODE_NAME = flannel.extraEnv canal.flannel.extraEnv
POD_NAME and POD_NAMESPACE : The manifests set them from the pod itself.
WIREGUARD_KEY_FILE = flannel.extraEnv canal.flannel.extraEnv
ACCESS_KEY_ID and ACCESS_KEY_SECRET : They belong to the backend tencent-vpc, which the chart does not offer.
KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT = kubernetesServiceHost kubernetesServicePort
public-ip-overwrite and other annotations of nodes : They are set on nodes, which no chart owns; flannel honours them.
"""

_NET_CONF = """
Network = podCIDR
IPv6Network = podCIDRv6
EnableIPv4 = podCIDR podCIDRv6
EnableIPv6 = podCIDRv6
EnableNFTables = flannel.enableNFTables
SubnetLen = flannel.subnetLen
SubnetMin = flannel.subnetMin
SubnetMax = flannel.subnetMax
IPv6SubnetLen = flannel.ipv6SubnetLen
IPv6SubnetMin = flannel.ipv6SubnetMin
IPv6SubnetMax = flannel.ipv6SubnetMax
Backend.Type = flannel.backend.type
Backend.Type udp and ipsec = flannel.backend.type
Backend.Type alloc : It gives nodes networks and no routes between them, so that pods on other nodes are not reached.
Backend.Type extension and tencent-vpc : The one runs shell commands on nodes, the other belongs to one cloud; take vxlan, host-gw or wireguard.
vxlan VNI = flannel.backend.vni
vxlan Port = flannel.backend.port
vxlan GBP = flannel.backend.gbp
vxlan Learning = flannel.backend.learning
vxlan DirectRouting = flannel.backend.directRouting
vxlan MTU = flannel.mtu
vxlan MacPrefix = flannel.backend.macPrefix
vxlan Name : It names an adapter of Windows nodes, which upstream configures by another manifest.
wireguard PSK = flannel.backend.psk.existingSecret
wireguard ListenPort = flannel.backend.listenPort
wireguard ListenPortV6 = flannel.backend.listenPortV6
wireguard MTU = flannel.mtu
wireguard Mode = flannel.backend.mode
wireguard PersistentKeepaliveInterval = flannel.backend.persistentKeepaliveInterval
udp Port = flannel.backend.port
ipip DirectRouting = flannel.backend.directRouting
ipsec PSK, UDPEncap and ESPProposal = flannel.backend.psk.existingSecret flannel.backend.udpEncap flannel.backend.espProposal
extension commands : The chart does not offer the backend extension.
tencent-vpc AccessKeyID and AccessKeySecret : The chart does not offer the backend tencent-vpc.
"""

_FLANNEL_PODS = """
cni-conf.json name and cniVersion = cni.config
cni-conf.json subnetFile and dataDir : flannel's pods and its plugin share these paths of the host; cni.config can say others for the plugin.
cni-conf.json delegate and ipam = cni.config
cni-conf.json portmap = cni.portmap
cni-conf.json bandwidth = cni.bandwidth
cni-conf.json tuning = cni.tuning
host path of CNI programs = cni.binDir
host path of CNI configurations = cni.confDir
name of the CNI configuration's file = cni.confName
installing the CNI configuration = cni.install
host path /run/xtables.lock : The kernel's tools of a host have one lock.
namespace = namespaceOverride namespace.create
requests and limits = flannel.resources canal.flannel.resources
capabilities or privileged = flannel.securityContext canal.flannel.securityContext
priority class = flannel.priorityClassName canal.priorityClassName
maxUnavailable = flannel.updateStrategy canal.updateStrategy
image hosts = imageMirror images
policy sidecar = flannel.netpol.enabled
PodSecurityPolicy : Kubernetes removed it in 1.25; lines with releases that ship one render it.
"""

_CALICO_MANIFESTS = """
datastore = calico.datastore
etcd_endpoints = calico.etcd.endpoints
etcd_ca, etcd_cert and etcd_key = calico.etcd.tls
ETCD_USERNAME and ETCD_PASSWORD = calico.node.extraEnv calico.kubeControllers.extraEnv
ETCD_DISCOVERY_SRV : Endpoints by name do the same and can be checked; calico.etcd.endpoints has them.
calico_backend = calico.backend
CLUSTER_TYPE : Calico reports it with its usage statistics and takes it for nothing else; it follows the features.
typha_service_name = calico.typha.enabled
Typha's replicas = calico.typha.replicas
veth_mtu = calico.mtu
CALICO_IPV4POOL_CIDR = podCIDR
CALICO_IPV4POOL_BLOCK_SIZE = calico.pool.blockSize
CALICO_IPV4POOL_IPIP = calico.ipip
CALICO_IPV4POOL_VXLAN = calico.vxlan
CALICO_IPV4POOL_NAT_OUTGOING = calico.pool.natOutgoing
CALICO_IPV4POOL_NODE_SELECTOR = calico.pool.nodeSelector
CALICO_IPV4POOL_DISABLE_BGP_EXPORT = calico.pool.disableBGPExport
CALICO_IPV6POOL_CIDR = podCIDRv6
CALICO_IPV6POOL_BLOCK_SIZE = calico.poolv6
CALICO_IPV6POOL_VXLAN = calico.poolv6.vxlan calico.vxlan
CALICO_IPV6POOL_NAT_OUTGOING = calico.poolv6
CALICO_IPV6POOL_NODE_SELECTOR = calico.poolv6
CALICO_IPV6POOL_DISABLE_BGP_EXPORT = calico.poolv6
NO_DEFAULT_POOLS = calico.createPools
IP : A node finds its own, as calico.ipAutodetectionMethod says; one address for all nodes would be wrong.
IP6 = podCIDRv6
IP_AUTODETECTION_METHOD = calico.ipAutodetectionMethod
IP6_AUTODETECTION_METHOD = calico.ip6AutodetectionMethod
AUTODETECT_POLL_INTERVAL = calico.autodetectPollInterval
AS = calico.bgp.asNumber
CALICO_ROUTER_ID = calico.bgp.routerID
DISABLE_NODE_IP_CHECK = calico.disableNodeIPCheck
BGP_LOGSEVERITYSCREEN = calico.bgp.logSeverity
CALICO_STARTUP_LOGLEVEL = calico.startupLogLevel
CALICO_DISABLE_FILE_LOGGING : Upstream's manifests turn log files off, so that kubectl logs shows everything.
CALICO_MANAGE_CNI = calico.policyOnly cni.install
CALICO_NODENAME_FILE : It is a path inside the pod.
USE_POD_CIDR = plugin calico.ipam.type
CALICO_CNI_SERVICE_ACCOUNT : It names the account that the manifests make.
CALICO_API_GROUP : It follows the CRDs that the manifests ship.
CALICO_DISABLE_FELIX : A node without Felix has neither routes nor policy; who wants only flannel's network sets plugin: flannel.
KUBERNETES_SERVICE_HOST = kubernetesServiceHost
KUBERNETES_SERVICE_PORT = kubernetesServicePort
ipam = calico.ipam.type
assign_ipv4 and assign_ipv6 = podCIDRv6
ipv4_pools and ipv6_pools = cni.config
cniVersion = cni.config
log_level, log_file_path and the sizes of log files = cni.log
container_settings.allow_ip_forwarding = cni.allowIPForwarding
feature_control = cni.config
further keys of cni_network_config = cni.config
portmap = cni.portmap
bandwidth = cni.bandwidth
CNI_CONF_NAME = cni.confName
CNI_NET_DIR = cni.confDir
CNI_OLD_CONF_NAME : install-cni removes one file by it; after a change of cni.confName remove the old file on the nodes by hand.
CNI_NETWORK_CONFIG = cni.config
SKIP_CNI_BINARIES and UPDATE_CNI_BINARIES = cni.skipBinaries cni.updateBinaries
SLEEP : An init container that sleeps never ends, so that the pod would not start.
TLS_ASSETS_DIR : It is a path inside the pod.
upgrade-ipam = calico.upgradeIPAM
ebpf-bootstrap and mount-bpffs = calico.prepareBPF
bpffs at /sys/fs/bpf = calico.mountBPF
calico-kube-controllers = calico.kubeControllers.enabled
FELIX_BPFENABLED = calico.dataplane
canal_iface = flannel.iface
masquerade = flannel.ipMasq
net-conf.json of canal = flannel.backend podCIDR podCIDRv6
ENABLED_CONTROLLERS = calico.kubeControllers.enabledControllers
LOG_LEVEL = calico.kubeControllers.logLevel
RECONCILER_PERIOD = calico.kubeControllers.reconcilerPeriod
COMPACTION_PERIOD = calico.kubeControllers.compactionPeriod
SYNC_NODE_LABELS = calico.kubeControllers.syncNodeLabels
AUTO_HOST_ENDPOINTS = calico.kubeControllers.autoHostEndpoints
HEALTH_ENABLED : The probes of the manifests need it.
KUBECONFIG : Pods use their ServiceAccount; a file would be a second identity.
*_WORKERS = calico.kubeControllers.extraEnv
replicas of calico-kube-controllers : Two at a time would work against each other.
TYPHA_* = calico.typha.config
TYPHA_SHUTDOWNTIMEOUTSECS = calico.typha.config calico.typha.terminationGracePeriodSeconds
TYPHA_CAFILE and the other files of TLS = calico.typha.tls.existingSecret calico.typha.tls.nodeSecret
TYPHA_CLIENTCN and TYPHA_CLIENTURISAN = calico.typha.tls.clientCN calico.typha.tls.clientURISAN
FELIX_TYPHACN and FELIX_TYPHAURISAN = calico.typha.tls.serverCN calico.typha.tls.serverURISAN
TYPHA_HEALTHHOST, TYPHA_HEALTHPORT and TYPHA_SERVERPORT : The manifest's probes and its Service say the same; they cannot be changed alone.
TYPHA_PROMETHEUSMETRICSENABLED and TYPHA_PROMETHEUSMETRICSPORT = calico.metrics.typha.enabled calico.metrics.typha.port
TYPHA_K8SNAMESPACE = namespaceOverride
updateStrategy = calico.node.updateStrategy calico.typha.updateStrategy canal.updateStrategy
terminationGracePeriodSeconds = calico.node.terminationGracePeriodSeconds calico.typha.terminationGracePeriodSeconds
priority classes = calico.node.priorityClassName calico.typha.priorityClassName calico.kubeControllers.priorityClassName
tolerations = calico.node.tolerations calico.typha.tolerations calico.kubeControllers.tolerations canal.tolerations
requests of calico-node = calico.node.resources canal.calicoNode.resources
seccomp profiles and privileges = calico.node.podSecurityContext calico.node.securityContext
PodDisruptionBudget of Typha = calico.typha.podDisruptionBudget.minAvailable calico.typha.podDisruptionBudget.maxUnavailable
PodDisruptionBudget of calico-kube-controllers = calico.kubeControllers.podDisruptionBudget
names that RBAC depends on : ClusterRoles name accounts and tokens by these, so that they are upstream's.
FELIX_* and FelixConfiguration = calico.felix calico.metrics.felix
IPPool = calico.ipPools calico.pool calico.poolv6 calico.createPools
BGPConfiguration = calico.bgp.nodeToNodeMesh calico.bgp.asNumber calico.bgp.logSeverity calico.resources
BGPPeer = calico.bgp.peers calico.bgp.routeReflectors
IPAMConfig = calico.resources
IPReservation = calico.resources
KubeControllersConfiguration = calico.kubeControllers.logLevel calico.kubeControllers.reconcilerPeriod calico.kubeControllers.autoHostEndpoints calico.metrics.kubeControllers
CustomResourceDefinitions = calico.crds.install
"""

# A row of users' needs names its thread as repository#number.
SOURCES = {
    "flags of flanneld": _FLANNELD_FLAGS,
    "environment of flanneld": _FLANNELD_ENVIRONMENT,
    "net-conf.json": _NET_CONF,
    "flannel's pods and CNI": _FLANNEL_PODS,
    "Calico's manifests": _CALICO_MANIFESTS,
    "needs of users": NEEDS,
    "values of other charts": OTHER_CHARTS,
}

_SIGN = re.compile(r" ([=:]) ")


class Knob(Struct, frozen=True, kw_only=True):
    """One knob: where it was found, its name there, the paths of values or sections that set it, or why none does."""

    source: str
    name: str
    paths: tuple[str, ...] = ()
    reason: str = ""


def _knob(source: str, line: str) -> Knob:
    """A row; one without a sign has neither values nor a reason."""
    name, *rest = _SIGN.split(line, maxsplit=1)
    sign, told = rest or ("", "")
    values, reason = (tuple(told.split()), "") if sign == "=" else ((), told.strip())
    return Knob(source=source, name=name.strip(), paths=values, reason=reason)


def read_knobs(sources: Mapping[str, str] = SOURCES) -> tuple[Knob, ...]:
    """Every row of the table, in its order."""
    return tuple(_knob(source, line) for source, text in sources.items() for line in text.strip().splitlines())
