"""What can be set in upstream's programs and manifests, and what users ask for: the values that do it, or why none does.

A row is a line: a knob, ` = ` and the paths of values or sections, or a knob, ` : ` and the reason why it has none.
"""

_FLANNELD_FLAGS = """
--kube-subnet-mgr : The chart runs flannel with the Kubernetes API; canal with etcd has it in upstream's own arguments.
--ip-masq = flannel.ipMasq
--ip-masq-fully-random-disable = flannel.ipMasqFullyRandomDisable
--iface = flannel.iface
--iface-regex = flannel.ifaceRegex
--iface-can-reach = flannel.ifaceCanReach
--public-ip = flannel.publicIP
--public-ipv6 = flannel.publicIPv6
--iptables-resync = flannel.iptablesResync
--iptables-forward-rules = flannel.iptablesForwardRules
--ip-blackhole-route = flannel.ipBlackholeRoute
--net-config-path : The chart mounts net-conf.json where flanneld looks for it.
--subnet-file : The CNI plugin reads the same path; another one has no use in a pod that the chart writes.
--set-node-network-unavailable = flannel.setNodeNetworkUnavailable
--kube-annotation-prefix = flannel.kubeAnnotationPrefix
--kube-api-url = kubernetesServiceHost kubernetesServicePort
--kubeconfig-file : Pods use their ServiceAccount; a file would be a second identity.
--healthz-ip = flannel.healthz.ip
--healthz-port = flannel.healthz.port
--etcd-endpoints = calico.etcd.endpoints
--etcd-prefix : The Job that writes flannel's network into etcd and flanneld must agree on it, and upstream's agree.
--etcd-keyfile = calico.etcd.tls
--etcd-certfile = calico.etcd.tls
--etcd-cafile = calico.etcd.tls
--etcd-username : flannel's part of canal uses TLS in upstream's manifest; canal.flannel.extraArgs can give it.
--etcd-password : An argument shows a password to all who may read pods; use TLS.
--subnet-lease-renew-margin = flannel.subnetLeaseRenewMargin
-v = flannel.logVerbosity
-vmodule = flannel.extraArgs canal.flannel.extraArgs
-log_backtrace_at = flannel.extraArgs canal.flannel.extraArgs
--use-multi-cluster-cidr : flannel removed it after v0.22.3.
"""

_FLANNELD_ENVIRONMENT = """
EVENT_QUEUE_DEPTH = flannel.eventQueueDepth
CONT_WHEN_CACHE_NOT_READY = flannel.contWhenCacheNotReady
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
Backend.Type alloc : It makes no network.
Backend.Type extension and tencent-vpc : The one runs commands of its own, the other belongs to one cloud; neither can be proven.
vxlan VNI = flannel.backend.vni
vxlan Port = flannel.backend.port
vxlan GBP = flannel.backend.gbp
vxlan Learning = flannel.backend.learning
vxlan DirectRouting = flannel.backend.directRouting
vxlan MTU = flannel.mtu
vxlan MacPrefix = flannel.backend.macPrefix
vxlan Name : It names an adapter of Windows, and the chart's pods run on Linux.
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
cni-conf.json subnetFile and dataDir : flannel's pods and its plugin share these paths of the host.
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
CLUSTER_TYPE : Calico reports it with its usage statistics; it follows the features.
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
CALICO_IPV6POOL_VXLAN = calico.vxlan
CALICO_IPV6POOL_NAT_OUTGOING = calico.poolv6
CALICO_IPV6POOL_NODE_SELECTOR = calico.poolv6
CALICO_IPV6POOL_DISABLE_BGP_EXPORT = calico.poolv6
NO_DEFAULT_POOLS = calico.node.extraEnv
IP : A node detects it, as calico.ipAutodetectionMethod says.
IP6 = podCIDRv6
IP_AUTODETECTION_METHOD = calico.ipAutodetectionMethod
IP6_AUTODETECTION_METHOD = calico.ip6AutodetectionMethod
AUTODETECT_POLL_INTERVAL = calico.node.extraEnv
AS = calico.bgp
CALICO_ROUTER_ID = calico.node.extraEnv
DISABLE_NODE_IP_CHECK = calico.node.extraEnv
BGP_LOGSEVERITYSCREEN = calico.node.extraEnv
CALICO_STARTUP_LOGLEVEL = calico.node.extraEnv
CALICO_DISABLE_FILE_LOGGING : Upstream's manifests turn log files off, so that kubectl logs shows everything.
CALICO_MANAGE_CNI : It follows calico.policyOnly.
CALICO_NODENAME_FILE : It is a path inside the pod.
USE_POD_CIDR : It follows the plugin and calico.ipam.type.
CALICO_CNI_SERVICE_ACCOUNT : It names the account that the manifests make.
CALICO_API_GROUP : It follows the CRDs that the manifests ship.
CALICO_DISABLE_FELIX : A node without Felix has neither routes nor policy.
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
CNI_OLD_CONF_NAME : A release that is renamed by cni.confName is a new one; remove the old file by hand.
CNI_NETWORK_CONFIG = cni.config
SKIP_CNI_BINARIES and UPDATE_CNI_BINARIES : install-cni copies the programs that fit its release; others on a host may not fit it.
SLEEP : An init container that sleeps never ends.
TLS_ASSETS_DIR : It is a path inside the pod.
upgrade-ipam : It ends at once where there is nothing to upgrade.
ebpf-bootstrap and mount-bpffs : They end at once where the file system is mounted.
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
*_WORKERS = calico.kubeControllers.extraEnv
replicas of calico-kube-controllers : Two at a time would work against each other.
TYPHA_* = calico.typha.config
TYPHA_SHUTDOWNTIMEOUTSECS = calico.typha.config calico.typha.terminationGracePeriodSeconds
TYPHA_CAFILE and the other files of TLS = calico.typha.tls
TYPHA_K8SNAMESPACE = namespaceOverride
updateStrategy = calico.node.updateStrategy calico.typha.updateStrategy canal.updateStrategy
terminationGracePeriodSeconds = calico.node.terminationGracePeriodSeconds calico.typha.terminationGracePeriodSeconds
priority classes = calico.node.priorityClassName calico.typha.priorityClassName calico.kubeControllers.priorityClassName
tolerations = calico.node.tolerations calico.typha.tolerations calico.kubeControllers.tolerations canal.tolerations
requests of calico-node = calico.node.resources canal.calicoNode.resources
seccomp profiles and privileges = calico.node.podSecurityContext calico.node.securityContext
PodDisruptionBudget of Typha = calico.typha.podDisruptionBudget
names that RBAC depends on : ClusterRoles name accounts and tokens by these, so that they are upstream's.
FELIX_* and FelixConfiguration = calico.felix
IPPool = calico.pool calico.poolv6 extraObjects
BGPConfiguration = calico.bgp
BGPPeer = calico.bgp
IPAMConfig = extraObjects
IPReservation = extraObjects
KubeControllersConfiguration = calico.kubeControllers
CustomResourceDefinitions = calico.crds.install
"""

# A thread stands behind what it asks for, as repository#number.
_NEEDS = """
flannel tolerates NoExecute (flannel#1907, rke2#5641) = flannel.tolerations
limits of flannel (flannel#963, rke#2768) = flannel.resources
CNI folders of flannel (flannel#2191) = cni.binDir cni.confDir
CNI folders of Calico and canal (operator#1301, operator#3262) = cni.binDir cni.confDir
flannel with nftables (rke2#6601, kubespray#13291) = flannel.enableNFTables
port and VNI of flannel's VXLAN (flannel#1916, rke2-charts#86) = flannel.backend.port flannel.backend.vni
direct routes beside VXLAN (kubespray#9438, kops#9061) = flannel.backend.directRouting
flannel over WireGuard (kubespray#9583, rke#2308) = flannel.backend.type
WireGuard's key, keepalive and mode (k3s#1166, flannel#1527) = flannel.backend.psk.existingSecret flannel.backend.persistentKeepaliveInterval flannel.backend.mode
MTU of flannel (flannel#1011) = flannel.mtu
several interfaces in order (rke#2577) = flannel.iface
interface by expression (rke#2996, rancher#17180) = flannel.ifaceRegex
network policy beside flannel (flannel#2004, talos#12590) = flannel.netpol.enabled plugin
a namespace that helm creates (flannel#1740) = namespace.create
flannel in kube-system (flannel#1615, kops#15204) = namespaceOverride
privileged namespace for Pod Security (talos#6902) = namespace.create
pull secrets (flannel#1842) = imagePullSecrets imageCredentials
priority class of flannel (flannel#1207, flannel#1316) = flannel.priorityClassName
dual-stack flannel (flannel#1985) = podCIDRv6
images by a mirror without folders (kubekey#541, kainstall#44) = imageMirror
dual-stack canal (cni-plugin#1177) = podCIDRv6
Calico's interface in canal (rke2#5925) = flannel.iface flannel.ifaceRegex
any setting of Felix (rke2#3091, felix#2645, calico#2634) = calico.felix
iptables of the host, legacy or nft (calico#5482, calico#8857) = calico.felix
Calico with nftables (calico#8025, kubespray#12198) = calico.felix
WireGuard of Calico (rke2-charts#167, microk8s#1690) = calico.felix
metrics for Prometheus (calico#2177, kops#10414) = calico.metrics
port and VNI of Calico's VXLAN (kubespray#6677, calico#10692) = calico.felix
resources of node, Typha and kube-controllers (calico#9587, calico#6179) = calico.node.resources calico.typha.resources calico.kubeControllers.resources
where Typha runs (calico#8152, calico#8371, calico#6099) = calico.typha.tolerations calico.typha.nodeSelector calico.typha.affinity
where kube-controllers runs (kubespray#11123, metalk8s#2243) = calico.kubeControllers.tolerations calico.kubeControllers.nodeSelector calico.kubeControllers.affinity
node selector of calico-node (operator#2019) = calico.node.nodeSelector
AS number, mesh, peers and reflectors (calico#3916, kubespray#3492) = calico.bgp
Service addresses by BGP (confd#301, metallb#1298) = calico.bgp
labels and annotations of pods (calico#6101, eks-charts#245) = calico.node.podLabels calico.node.podAnnotations flannel.podLabels flannel.podAnnotations
maxUnavailable (operator#456) = calico.node.updateStrategy canal.updateStrategy flannel.updateStrategy
several pools, or none (calico#7590) = extraObjects calico.node.extraEnv
selector, blocks and NAT of the pool (calico#7440) = calico.pool
IPIP of a running cluster (calico#2740, calico#1976) : Calico reads it when the pool is made; change the pool with kubectl.
IPv6 alone (calico#8941, rke2#7454) : It is not offered; podCIDRv6 makes a cluster dual-stack.
dual-stack Calico (k3s#1405) = podCIDRv6
bandwidth plugin (calico#2815, k3s#5655) = cni.bandwidth
tuning plugin (calico#5886) = cni.tuning
forwarding in pods (calico#6732, kops#12678) = cni.allowIPForwarding
a registry with a path (calico#4614, calico#5057) = imageMirror
a tag for an image (calico#6770, calico#5121) = images
digests (calico#6770) = images
address of the API server without bpf (cni-plugin#752) = kubernetesServiceHost kubernetesServicePort
bpf in the place of kube-proxy (calico#5979) = calico.dataplane
bpf with Typha (felix#2338) = calico.dataplane calico.typha.enabled
MTU of Calico (kubeasz#1444) = calico.mtu
no IPIP (calico#1976, libcalico-go#573) = calico.ipip
taking over what kubectl applied (rke2#5833, home-ops#3385) : Helm decides it by its flag --take-ownership, and no value can.
CRDs that Argo CD can apply (calico#8159) = calico.crds.install
API server of projectcalico.org/v3 (kubespray#8502, k0s#5296) : Upstream's manifests for the three plugins have none; it is one of its own.
etcd with TLS from a Secret (cni-plugin#112, calicoctl#1181) = calico.etcd.tls.existingSecret
Rancher's global values (rke2#5833) = global
"""

_OTHER_CHARTS = """
one switch for all registries = global.imageRegistry imageMirror.registry
a mirror for each host = imageMirror.hosts
other paths at a mirror = imageMirror.mode
repository, tag and digest of an image = images
pull policy = images
pull secrets that exist = imagePullSecrets
pull secrets that the chart makes = imageCredentials
the whole name of an image : The parts say the same, and checks can read them.
CRDs that helm upgrades and keeps = calico.crds.install
any namespace = namespaceOverride
a namespace with labels for Pod Security = namespace.create
a restart on a changed configuration = rolloutOnConfigChange
objects of the user's own = extraObjects
labels and annotations of all objects = commonLabels commonAnnotations
tolerations, node selector and affinity = flannel.tolerations flannel.nodeSelector flannel.affinity
spread over zones = calico.typha.topologySpreadConstraints
resources of init containers = calico.node.initResources flannel.initResources canal.initResources
further environment = calico.node.extraEnv flannel.extraEnv
further arguments = flannel.extraArgs canal.flannel.extraArgs
further volumes and mounts = calico.node.extraVolumes calico.node.extraVolumeMounts
further containers = calico.node.extraContainers calico.node.extraInitContainers
security contexts = calico.node.podSecurityContext calico.node.securityContext
timings of probes = calico.node.livenessProbe calico.node.readinessProbe
disruption budgets = calico.typha.podDisruptionBudget
RBAC of one's own = rbac.create
annotations of accounts = calico.node.serviceAccount.annotations flannel.serviceAccount.annotations
names of accounts : ClusterRoles and tokens name them.
DNS policy and host aliases = calico.node.dnsPolicy calico.node.hostAliases
interfaces for each pool of nodes : Upstream has one DaemonSet for all nodes; flannel reads the address of a node from the node's annotations.
Calico without encapsulation = calico.ipip calico.vxlan
policy without a network = calico.policyOnly
mutual TLS of Typha = calico.typha.tls
a CNI configuration of one's own = cni.config
pools as values = calico.pool calico.poolv6
monitors for Prometheus and dashboards = calico.metrics extraObjects
calicoctl : It is a program of the user's machine, and upstream's manifests for the three plugins have none.
Windows : Upstream's manifests for it are others, and the chart's pods run on Linux.
"""

SOURCES = {
    "flags of flanneld": _FLANNELD_FLAGS,
    "environment of flanneld": _FLANNELD_ENVIRONMENT,
    "net-conf.json": _NET_CONF,
    "flannel's pods and CNI": _FLANNEL_PODS,
    "Calico's manifests": _CALICO_MANIFESTS,
    "needs of users": _NEEDS,
    "values of other charts": _OTHER_CHARTS,
}

# Values that rows above name and that no table has yet; to be emptied when they all have.
_NOT_YET = """
calico.bgp
calico.ipam.type
calico.kubeControllers.autoHostEndpoints
calico.kubeControllers.compactionPeriod
calico.kubeControllers.enabledControllers
calico.kubeControllers.logLevel
calico.kubeControllers.reconcilerPeriod
calico.kubeControllers.syncNodeLabels
calico.metrics
calico.pool.disableBGPExport
calico.poolv6
calico.typha.config
calico.typha.podDisruptionBudget
calico.typha.tls
cni.allowIPForwarding
cni.bandwidth
cni.binDir
cni.confDir
cni.confName
cni.config
cni.install
cni.log
cni.portmap
cni.tuning
commonAnnotations
commonLabels
extraObjects
flannel.backend.directRouting
flannel.backend.gbp
flannel.backend.learning
flannel.backend.listenPort
flannel.backend.listenPortV6
flannel.backend.macPrefix
flannel.backend.mode
flannel.backend.persistentKeepaliveInterval
flannel.backend.port
flannel.backend.psk.existingSecret
flannel.backend.vni
flannel.enableNFTables
flannel.healthz.ip
flannel.healthz.port
flannel.ifaceCanReach
flannel.ipBlackholeRoute
flannel.ipMasq
flannel.ipMasqFullyRandomDisable
flannel.iptablesForwardRules
flannel.iptablesResync
flannel.ipv6SubnetLen
flannel.ipv6SubnetMax
flannel.ipv6SubnetMin
flannel.kubeAnnotationPrefix
flannel.logVerbosity
flannel.netpol.enabled
flannel.publicIP
flannel.publicIPv6
flannel.setNodeNetworkUnavailable
flannel.subnetLen
flannel.subnetMax
flannel.subnetMin
imageCredentials
namespace.create
"""

PENDING = frozenset(_NOT_YET.split())
