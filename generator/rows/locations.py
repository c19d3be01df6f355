"""The places of the manifests that several settings name."""

from generator.features.conditions import when
from generator.settings.kind import Versions

CALICO_CONFIG = "ConfigMap/calico-config data"
BOTH_CONFIGS = "ConfigMap/calico-config|canal-config data"

# The line of Calico's CNI configuration that names its IPAM, where that is Calico's own.
CALICO_IPAM = '"type": "calico-ipam"'
# What writes Calico's CNI configuration and puts its binaries in place, in canal, too.
INSTALL_CNI_ENV = "DaemonSet/calico-node|canal spec.template.spec.initContainers[install-cni].env"

CALICO_NODE_ENV = "DaemonSet/calico-node spec.template.spec.containers[calico-node].env"
# calico-node on its own and in canal.
BOTH_NODES_ENV = "DaemonSet/calico-node|canal spec.template.spec.containers[calico-node].env"
# Policy-only Calico makes no pool and detects no address of its own.
OWN_POOL = when(policyOnly="false")
# Where upstream's manifests show CALICO_IPV4POOL_CIDR as a comment, in every variant.
POOL_PLACE = "CALICO_DISABLE_FILE_LOGGING"

TYPHA_ENV = "Deployment/calico-typha spec.template.spec.containers[calico-typha].env"

# flannel's network, a JSON text: in ConfigMaps, and an argument of the Job that writes it into canal's etcd.
NET_CONF = "ConfigMap/kube-flannel-cfg|canal-config data[net-conf.json]"
ETCD_NET_CONF = "Job/configure-canal spec.template.spec.containers[configure-flannel].command[*Network*]"

FLANNELD = "DaemonSet/kube-flannel-ds* spec.template.spec.containers[kube-flannel]"
CANAL_FLANNELD = "DaemonSet/canal spec.template.spec.containers[kube-flannel|flannel]"
# canal's flannel with each datastore: one asks the API server for its networks, the other etcd.
CANAL_KUBE_FLANNELD = "DaemonSet/canal spec.template.spec.containers[kube-flannel]"
CANAL_ETCD_FLANNELD = "DaemonSet/canal spec.template.spec.containers[flannel]"

# The containers of Calico and canal that talk to the API server.
_NODES = "DaemonSet/calico-node|canal spec.template.spec"
CALICO_CLIENTS = (
    f"{_NODES}.initContainers[install-cni|upgrade-ipam]",
    f"{_NODES}.containers[calico-node|kube-flannel|flannel]",
    "Deployment/calico-typha spec.template.spec.containers[calico-typha]",
    "Deployment/calico-kube-controllers spec.template.spec.containers[calico-kube-controllers]",
    "Pod/calicoctl spec.containers[calicoctl]",
)
# Calico's API server, in another namespace than what those read.
API_SERVER_ENV = "Deployment/calico-apiserver spec.template.spec.containers[calico-apiserver].env"

# The test for etcd being reached over TLS.
ETCD_TLS = 'eq (include "cni.etcd.tls" .) "true"'

POD_SPECS = ("DaemonSet/*|Deployment/*|Job/* spec.template.spec", "Pod/* spec")

# The first release whose plain manifests mount for eBPF what only eBPF needs, and whose ConfigMap is whole without BGP.
PARTS_SINCE: Versions = {"calico": "v3.24.0"}
# flannel knows IPv6 from this release on; the chart turns dual stack on everywhere or nowhere.
DUAL_STACK_SINCE: Versions = {"flannel": "v0.15.0"}
# Where something else than Calico makes the routes of pods.
NO_ROUTES = 'eq .Values.calico.backend "none"'
# From this release on calico-node makes an IPv6 pool and no IPv4 pool; before, it ends where it is told none.
IPV6_POOL_SINCE = "v3.29.0"
# Where there is an IPv6 network and no IPv4 network, IPv4 is off everywhere.
IPV6_ONLY = "and .Values.podCIDRv6 (not .Values.podCIDR)"
# What is said of values that such a network does not read.
IDLE_WITHOUT_IPV4 = "has no effect in an IPv6-only network, which podCIDRv6 without podCIDR asks for"
# flannel's older releases put no binary of a CNI plugin on the nodes.
BINARY_SINCE: Versions = {"flannel": "v0.17.0"}
# Calico's image has no base CNI plugins from this release on (projectcalico/calico#12794, tigera/operator#4819).
NO_BASE_PLUGINS_SINCE: Versions = {"calico": "v3.33.0"}
# Calico's CNI plugin writes a log file from this release on.
LOG_FILE_SINCE: Versions = {"calico": "v3.16.0"}
