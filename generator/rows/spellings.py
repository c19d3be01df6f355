"""Other spellings: the values of other charts that have a counterpart here, this chart's own former names, YAML's traps.

A row is a path of theirs and what to write here. A section of theirs that has no name here is a row of its own, so that
nothing below it passes in silence.
"""

from collections.abc import Iterable

from msgspec import Struct

from generator.rows.roles import ROLES
from generator.settings.setting import path_test


class Spelling(Struct, frozen=True, kw_only=True):
    """A path that is not ours, and what to write instead: paths of ours, the first of them the nearest."""

    theirs: str
    ours: str


class Misshapen(Struct, frozen=True, kw_only=True):
    """A path of ours with JSON types that the value does not have here, and what to write instead."""

    path: str
    types: tuple[str, ...]
    told: str


_OTHER_CASES = """
podCidr podCIDR
podCIDRV6 podCIDRv6
podCidrv6 podCIDRv6
podCidrV6 podCIDRv6
clusterCIDR podCIDR
imageRegistry imageMirror.registry
imagePullSecret imagePullSecrets
calico.ipPool calico.pool
calico.MTU calico.mtu
calico.apiserver calico.apiServer
calico.apiServer.tls.ca calico.apiServer.tls.caBundle
calico.calicoCtl calico.calicoctl
flannel.MTU flannel.mtu
flannel.publicIP flannel.iface, or flannel's annotation public-ip-overwrite of a node
flannel.publicIPv6 flannel.iface, or flannel's annotation public-ipv6-overwrite of a node
flannel.interface flannel.iface
flannel.interfaces flannel.iface
flannel.interfaceRegex flannel.ifaceRegex
flannel.backendType flannel.backend.type
podSubnet podCIDR
clusterCidr podCIDR
pod_cidr podCIDR
calico.ipipMode calico.ipip
calico.vxlanMode calico.vxlan
calico.bpfEnabled calico.dataplane
calico.installCRDs calico.crds.install
calico.veth_mtu calico.mtu
etcd_endpoints calico.etcd.endpoints
imageMirror.url imageMirror.registry
namespace.name namespaceOverride
createNamespace namespace.create
additionalLabels commonLabels
additionalAnnotations commonAnnotations
extraManifests extraObjects
extraResources extraObjects
extraDeploy extraObjects
imageCredentials.server imageCredentials.registry
registryCredentials imageCredentials
cniBinDir cni.binDir
cniConfDir cni.confDir
cniConf cni.config
skipCNIConfigInstallation cni.install
cni.binPath cni.binDir
cni.confPath cni.confDir
cni.customConf cni.config
cni.logFile cni.log.filePath
cni.ipam calico.ipam.type
cni.type plugin
calico.allowIPForwarding cni.allowIPForwarding
calico.poolV6 calico.poolv6
calico.poolv6.ipip calico.poolv6.vxlan
calico.poolv6.ipipMode calico.poolv6.vxlan
calico.poolv6.vxlanMode calico.poolv6.vxlan
calico.pool.ipip calico.ipip
calico.pool.ipipMode calico.ipip
calico.pool.vxlan calico.vxlan
calico.pool.vxlanMode calico.vxlan
calico.ipv6Pool calico.poolv6
calico.asNumber calico.bgp.asNumber
calico.noDefaultPools calico.createPools
"""

_EARLIER_VERSIONS = """
images.node images.calicoNode
images.cni images.calicoCni
images.etcd images.configureCanal
calico.kubernetesServiceHost kubernetesServiceHost
calico.kubernetesServicePort kubernetesServicePort
"""

_FLANNELS_CHART = """
flannel.image images.flannel
flannel.image_cni images.flannelCniPlugin
flannel.flannel_cni images.flannelCniPlugin
flannel.args flannel.iface or flannel.ifaceRegex
flannel.cniBinDir cni.binDir
flannel.cniConfDir cni.confDir
flannel.cniConf cni.config
flannel.skipCNIConfigInstallation cni.install
flannel.backendPort flannel.backend.port or flannel.backend.listenPort
flannel.backendPortv6 flannel.backend.listenPortV6
flannel.vni flannel.backend.vni
flannel.GBP flannel.backend.gbp
flannel.directRouting flannel.backend.directRouting
flannel.macPrefix flannel.backend.macPrefix
flannel.psk flannel.backend.psk.existingSecret
flannel.tunnelMode flannel.backend.mode
flannel.keepaliveInterval flannel.backend.persistentKeepaliveInterval
netpol flannel.netpol.enabled
netpol.enabled flannel.netpol.enabled
netpol.image images.netpol
flannel.EnableNFTables flannel.enableNFTables
flannel.enableNfTables flannel.enableNFTables
flannel.healthzPort flannel.healthz.port
flannel.healthzIP flannel.healthz.ip
"""

_NET_CONF = """
flannel.backend.Type flannel.backend.type
flannel.backend.VNI flannel.backend.vni
flannel.backend.Port flannel.backend.port
flannel.backend.GBP flannel.backend.gbp
flannel.backend.Learning flannel.backend.learning
flannel.backend.DirectRouting flannel.backend.directRouting
flannel.backend.MTU flannel.mtu
flannel.backend.mtu flannel.mtu
flannel.backend.MacPrefix flannel.backend.macPrefix
flannel.backend.PSK flannel.backend.psk.existingSecret
flannel.backend.ListenPort flannel.backend.listenPort
flannel.backend.ListenPortV6 flannel.backend.listenPortV6
flannel.backend.Mode flannel.backend.mode
flannel.backend.PersistentKeepaliveInterval flannel.backend.persistentKeepaliveInterval
flannel.backend.UDPEncap flannel.backend.udpEncap
flannel.backend.ESPProposal flannel.backend.espProposal
"""

_TIGERA_OPERATOR = """
installation plugin, podCIDR and calico
installation.cni.type plugin
installation.cni.binDir cni.binDir
installation.cni.confDir cni.confDir
installation.cni.ipam.type calico.ipam.type
installation.calicoNetwork.containerIPForwarding cni.allowIPForwarding
installation.calicoNetwork.hostPorts cni.portmap
installation.calicoNetwork.sysctl cni.tuning
installation.logging.cni cni.log
installation.registry imageMirror.registry
installation.imagePullSecrets imagePullSecrets
apiServer.enabled calico.apiServer.enabled
apiServer calico.apiServer
calicoctl.image images.calicoctl.repository
calicoctl.tag images.calicoctl.tag
installation.calicoNetwork.bgp calico.backend
installation.calicoNetwork.linuxDataplane calico.dataplane
installation.calicoNetwork.mtu calico.mtu
installation.calicoNetwork.ipPools podCIDR and calico.pool
installation.calicoNetwork.nodeAddressAutodetectionV4 calico.ipAutodetectionMethod
installation.calicoNetwork.nodeAddressAutodetectionV6 calico.ip6AutodetectionMethod
installation.nodeMetricsPort calico.metrics.felix.port
installation.typhaMetricsPort calico.metrics.typha.port
kubernetesServiceEndpoint kubernetesServiceHost and kubernetesServicePort
kubernetesServiceEndpoint.host kubernetesServiceHost
kubernetesServiceEndpoint.port kubernetesServicePort
defaultFelixConfiguration calico.felix
tigeraOperator imageMirror
manageCRDs calico.crds.install
"""

_RKE2_CANAL = """
flannel.regexIface flannel.ifaceRegex
calico.nodeImage images.calicoNode
calico.cniImage images.calicoCni
calico.kubeControllerImage images.kubeControllers
calico.datastoreType calico.datastore
calico.networkingBackend calico.backend
calico.felixIpv6Support calico.felix.ipv6Support
calico.felixLogSeverityScreen calico.felix.logSeverityScreen
calico.felixDefaultEndpointToHostAction calico.felix.defaultEndpointToHostAction
calico.typhaServiceName calico.typha.enabled
calico.felixConfiguration calico.felix
calico.masquerade flannel.ipMasq or calico.pool.natOutgoing
calico.vethuMTU calico.mtu
calico.ipAutoDetectionMethod calico.ipAutodetectionMethod
calico.ip6AutoDetectionMethod calico.ip6AutodetectionMethod
"""

_KUBESPRAY = """
kube_network_plugin plugin
kube_pods_subnet podCIDR
kube_pods_subnet_ipv6 podCIDRv6
flannel_interface flannel.iface
flannel_interface_regexp flannel.ifaceRegex
flannel_backend_type flannel.backend.type
flannel_public_ip flannel.iface
flannel_vxlan_vni flannel.backend.vni
flannel_vxlan_port flannel.backend.port
flannel_vxlan_direct_routing flannel.backend.directRouting
calico_pool_cidr podCIDR
calico_pool_cidr_ipv6 podCIDRv6
calico_pool_blocksize calico.pool.blockSize
calico_mtu calico.mtu
calico_datastore calico.datastore
calico_network_backend calico.backend
calico_ipip_mode calico.ipip
calico_vxlan_mode calico.vxlan
calico_ipip_mode_ipv6 calico.poolv6.vxlan
calico_vxlan_mode_ipv6 calico.poolv6.vxlan
calico_bpf_enabled calico.dataplane
calico_ip_auto_method calico.ipAutodetectionMethod
calico_ip6_auto_method calico.ip6AutodetectionMethod
calico_endpoint_to_host_action calico.felix.defaultEndpointToHostAction
nat_outgoing calico.pool.natOutgoing
nat_outgoing_ipv6 calico.poolv6.natOutgoing
calico_pool_blocksize_ipv6 calico.poolv6.blockSize
global_as_num calico.bgp.asNumber
calico_node_startup_loglevel calico.startupLogLevel
calico_felix_prometheusmetricsenabled calico.metrics.felix.enabled
calico_felix_prometheusmetricsport calico.metrics.felix.port
typha_prometheusmetricsenabled calico.metrics.typha.enabled
typha_prometheusmetricsport calico.metrics.typha.port
typha_secure calico.typha.tls
typha_enabled calico.typha.enabled
typha_replicas calico.typha.replicas
calico_apiserver_enabled calico.apiServer.enabled
calico_allow_ip_forwarding cni.allowIPForwarding
calico_ipam_host_local calico.ipam.type
calico_cni_log_file_path cni.log.filePath
"""

SPELLINGS: tuple[Spelling, ...] = tuple(
    Spelling(theirs=theirs, ours=ours)
    for source in (
        _OTHER_CASES,
        _EARLIER_VERSIONS,
        _FLANNELS_CHART,
        _NET_CONF,
        _TIGERA_OPERATOR,
        _RKE2_CANAL,
        _KUBESPRAY,
    )
    for theirs, _, ours in (line.partition(" ") for line in source.strip().splitlines())
)

_TEXT, _SWITCH, _LIST_OF_NAMES = ("string",), ("boolean",), "a list of names; write [regcred] for example"
_IMAGE = "a section here; write its repository, tag or digest"

MISSHAPEN: tuple[Misshapen, ...] = (
    Misshapen(path="flannel.backend", types=_TEXT, told="a section here; write flannel.backend.type"),
    Misshapen(
        path="flannel.backend.psk",
        types=_TEXT,
        told="a section here; keep the key in a Secret and write its name in flannel.backend.psk.existingSecret",
    ),
    Misshapen(path="flannel.netpol", types=_SWITCH, told="a section here; write flannel.netpol.enabled"),
    Misshapen(path="flannel.iface", types=_TEXT, told="a list; write flannel.iface: [eth1] for example"),
    Misshapen(path="flannel.ifaceRegex", types=_TEXT, told="a list; write flannel.ifaceRegex: [eth.*] for example"),
    Misshapen(path="calico.typha", types=_SWITCH, told="a section here; write calico.typha.enabled"),
    Misshapen(path="calico.calicoctl", types=_SWITCH, told="a section here; write calico.calicoctl.enabled"),
    Misshapen(path="calico.apiServer", types=_SWITCH, told="a section here; write calico.apiServer.enabled"),
    Misshapen(path="calico.crds", types=_SWITCH, told="a section here; write calico.crds.install"),
    Misshapen(path="calico.etcd.endpoints", types=_TEXT, told="a list; write calico.etcd.endpoints: [https://...]"),
    Misshapen(path="namespace", types=_TEXT, told="a section here; write namespaceOverride"),
    Misshapen(path="cni", types=_TEXT, told="a section here; write plugin: calico for example"),
    Misshapen(path="cni.log", types=_TEXT, told="a section here; write cni.log.severity"),
    Misshapen(path="cni.config", types=_TEXT, told="a mapping here; write the list itself, not a text of it"),
    Misshapen(path="calico.ipam", types=_TEXT, told="a section here; write calico.ipam.type"),
    Misshapen(path="rbac", types=_SWITCH, told="a section here; write rbac.create"),
    Misshapen(path="imageMirror", types=_TEXT, told="a section here; write imageMirror.registry"),
    Misshapen(path="imagePullSecrets", types=("string", "object"), told=_LIST_OF_NAMES),
    Misshapen(path="global.imagePullSecrets", types=("string", "object"), told=_LIST_OF_NAMES),
    *(Misshapen(path=f"images.{role.key}", types=_TEXT, told=_IMAGE) for role in ROLES),
)


def known(rows: Iterable[Spelling], paths: Iterable[str]) -> list[Spelling]:
    """Return the spellings whose nearest path is a value, a section of values, or a member of a value, of a line."""
    is_ours = path_test(paths)
    return [row for row in rows if is_ours(row.ours.split(" ")[0].rstrip(","))]
