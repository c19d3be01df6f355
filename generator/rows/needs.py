"""What users ask for in the threads of flannel, Calico and their distributions, and what other charts can: rows of knobs."""

NEEDS = """
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
base CNI plugins on the nodes (flannel#1730, flannel#2301) = cniPlugins.install
images by a mirror without folders (kubekey#541, kainstall#44) = imageMirror
dual-stack canal (cni-plugin#1177) = podCIDRv6
Calico's interface in canal (rke2#5925) = flannel.iface flannel.ifaceRegex
any setting of Felix (rke2#3091, felix#2645, calico#2634) = calico.felix
iptables of the host, legacy or nft (calico#5482, calico#8857) = calico.felix
Calico with nftables (calico#8025, kubespray#12198) = calico.felix
WireGuard of Calico (rke2-charts#167, microk8s#1690) = calico.felix
metrics for Prometheus (calico#2177, kops#10414) = calico.metrics.felix calico.metrics.typha calico.metrics.kubeControllers calico.metrics.serviceMonitor
port and VNI of Calico's VXLAN (kubespray#6677, calico#10692) = calico.felix
resources of node, Typha and kube-controllers (calico#9587, calico#6179) = calico.node.resources calico.typha.resources calico.kubeControllers.resources
where Typha runs (calico#8152, calico#8371, calico#6099) = calico.typha.tolerations calico.typha.nodeSelector calico.typha.affinity
where kube-controllers runs (kubespray#11123, metalk8s#2243) = calico.kubeControllers.tolerations calico.kubeControllers.nodeSelector calico.kubeControllers.affinity
node selector of calico-node (operator#2019) = calico.node.nodeSelector
AS number of the nodes (calico#3916) = calico.bgp.asNumber
mesh, peers and route reflectors (calico#3916, kubespray#3492) = calico.bgp.nodeToNodeMesh calico.bgp.peers calico.bgp.routeReflectors
Service addresses by BGP (confd#301, metallb#1298) = calico.bgp.serviceClusterIPs calico.bgp.serviceExternalIPs calico.bgp.serviceLoadBalancerIPs
labels and annotations of pods (calico#6101, eks-charts#245) = calico.node.podLabels calico.node.podAnnotations flannel.podLabels flannel.podAnnotations
maxUnavailable (operator#456) = calico.node.updateStrategy canal.updateStrategy flannel.updateStrategy
several pools, or none (calico#7590) = calico.ipPools calico.createPools
selector, blocks and NAT of the pool (calico#7440) = calico.pool
IPIP of a running cluster (calico#2740, calico#1976) = calico.ipPools
IPv6 alone (calico#8941, rke2#7454) = podCIDRv6
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
taking over what kubectl applied (rke2#5833, home-ops#3385) : No value can; run helm install with --take-ownership, and with --server-side=false in helm 4.
CRDs that Argo CD can apply (calico#8159) = calico.crds.install
API server of projectcalico.org/v3 (kubespray#8502, k0s#5296) = calico.apiServer.enabled calico.apiServer.tls
etcd with TLS from a Secret (cni-plugin#112, calicoctl#1181) = calico.etcd.tls.existingSecret
Rancher's global values (rke2#5833) = global
"""

OTHER_CHARTS = """
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
disruption budgets = calico.typha.podDisruptionBudget calico.kubeControllers.podDisruptionBudget
RBAC of one's own = rbac.create
annotations of accounts = calico.node.serviceAccount.annotations flannel.serviceAccount.annotations
names of accounts : ClusterRoles and tokens name them.
DNS policy and host aliases = calico.node.dnsPolicy calico.node.hostAliases
interfaces for each pool of nodes : Upstream has one DaemonSet for all nodes; flannel reads the address of a node from the node's annotations.
Calico without encapsulation = calico.ipip calico.vxlan
policy without a network = calico.policyOnly
mutual TLS of Typha = calico.typha.tls
a CNI configuration of one's own = cni.config
pools as values = calico.pool calico.poolv6 calico.createPools
monitors for Prometheus and dashboards = calico.metrics extraObjects
a PodMonitor : It finds ports by those that pods declare, and upstream's pods declare none for metrics; calico.metrics.serviceMonitor finds them by their Services.
calicoctl = calico.calicoctl.enabled
Windows : Upstream installs Calico on Windows nodes by other manifests; the chart's pods run on Linux nodes only.
"""
