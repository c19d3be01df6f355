"""Settings of Calico, on its own and in canal: which manifest, the first pools, addresses, CRDs."""

from msgspec.structs import replace

from generator.base.trees import Tree
from generator.features.conditions import given, when
from generator.features.deviations import FIX_POLICY_ONLY, mends, reason
from generator.rows import kinds, kube_controllers, optional_parts, pools, typha_tls
from generator.rows.cni import IPAM
from generator.rows.locations import (
    BOTH_CONFIGS,
    CALICO_CONFIG,
    CALICO_NODE_ENV,
    DUAL_STACK_SINCE,
    NO_ROUTES,
    OWN_POOL,
    PARTS_SINCE,
)
from generator.rows.workloads import Container, Workload, workload_rows
from generator.settings.actions.expressions import expression
from generator.settings.actions.inserting import Inserts
from generator.settings.kind import BOOLEAN, chosen, whole
from generator.settings.setting import Row, Section, Target, defaulted, setting
from generator.settings.targets import SOME, guards, overrides, reads, sets_env
from generator.template.tree_nodes import node_of

# What Calico's CNI plugin may do in every other manifest, and asks for in that of policy alone.
_READY: Tree = {"apiGroups": ["crd.projectcalico.org"], "resources": ["clusterinformations"], "verbs": ["get"]}
_MENDED = when(policyOnly="true") & given(mends(FIX_POLICY_ONLY))
_IPIP = expression('include "cni.calico.ipip" .')
_VXLAN = expression('include "cni.calico.vxlan" .')
_IPIP_ENV = "CALICO_IPV4POOL_IPIP"


TYPHA = Workload(
    path="calico.typha",
    at="Deployment/calico-typha",
    people="Typha",
    containers=(Container(path="calico.typha", name="calico-typha", people="Typha"),),
    init=False,
)
NODE = Workload(
    path="calico.node",
    at="DaemonSet/calico-node",
    people="calico-node",
    containers=(Container(path="calico.node", name="calico-node", people="calico-node"),),
    account="ServiceAccount/calico-node",
)
KUBE_CONTROLLERS = Workload(
    path="calico.kubeControllers",
    at="Deployment/calico-kube-controllers",
    people="calico-kube-controllers",
    containers=(
        Container(
            path="calico.kubeControllers",
            name="calico-kube-controllers",
            people="calico-kube-controllers",
            probes={"livenessProbe": {"calico": "v3.24.0"}, "readinessProbe": {}},
        ),
    ),
    account="ServiceAccount/calico-kube-controllers",
    init=False,
    recreated=True,
)

ROWS: tuple[Row, ...] = (
    Section(path="calico", doc="Calico, and Calico's half of canal."),
    setting(
        "calico.datastore",
        chosen("kubernetes", "etcd"),
        "Where Calico keeps its data: in the Kubernetes API (kubernetes) or in an etcd cluster (etcd).",
    ),
    setting(
        "calico.backend",
        replace(chosen("bird", "vxlan", "none"), since={"none": PARTS_SINCE}),
        "What distributes routes: bird (BGP, for IPIP or no encapsulation), vxlan (Felix alone, without BGP) or none: then "
        "something else makes the routes to the blocks of other nodes, and calico-node detects no addresses of nodes. "
        "Calico distributes none in canal and if calico.policyOnly is true, whatever this value is.",
        overrides(f"{CALICO_CONFIG}.calico_backend", printed=expression('"none"', is_set=NO_ROUTES)),
    ),
    setting(
        "calico.dataplane",
        chosen("iptables", "bpf"),
        "What handles packets: iptables or bpf. bpf replaces kube-proxy: set kubernetesServiceHost, then turn kube-proxy "
        "off.",
    ),
    setting(
        "calico.policyOnly",
        BOOLEAN,
        "Whether Calico only enforces network policy, beside a network of another plugin that uses the nodes' pod CIDRs. "
        "It needs calico.typha.enabled.",
    ),
    setting(
        FIX_POLICY_ONLY,
        kinds.SWITCH,
        "Whether Calico with calico.policyOnly is mended where upstream's manifest cannot work: "
        f"{reason(FIX_POLICY_ONLY)}. Default: null, true. If false, it is as upstream has it.",
        Target(
            at=("ClusterRole/calico-cni-plugin rules",),
            action=Inserts(key="clusterinformations", node=node_of(_READY), when=_MENDED),
        ),
        since={"calico": "v3.26.0"},
    ),
    setting(
        "calico.typha.enabled",
        BOOLEAN,
        "Whether Typha stands between the nodes and the API server, as clusters of more than 50 nodes need it.",
    ),
    setting(
        "calico.typha.replicas",
        whole("a number, 1 to 1000", 1, 1000),
        "How many replicas of Typha run. There should be one for every 200 nodes and at least three in "
        "production, and fewer than there are nodes. Default: {upstream}.",
        overrides("Deployment/calico-typha spec.replicas"),
    ),
    *workload_rows(TYPHA),
    *typha_tls.ROWS,
    Section(path="calico.node", doc="calico-node, the DaemonSet of Calico on its own."),
    *workload_rows(NODE),
    Section(path="calico.kubeControllers", doc="calico-kube-controllers, of Calico on its own and of canal."),
    *optional_parts.CONTROLLERS,
    *workload_rows(KUBE_CONTROLLERS),
    *kube_controllers.ROWS,
    *IPAM,
    *optional_parts.NODE_PARTS,
    setting(
        "calico.ipip",
        kinds.IPIP,
        "The IPIP encapsulation of the first pool: Always, CrossSubnet or Never (Off means Never). Default: {upstream}. "
        "If calico.vxlan is on, the default is Never. A pool has either IPIP or VXLAN.",
        reads(overrides(f"{CALICO_NODE_ENV}[{_IPIP_ENV}].value", printed=_IPIP), "calico.vxlan"),
    ),
    setting(
        "calico.vxlan",
        kinds.ENCAPSULATION,
        "The VXLAN encapsulation of the first pools: Always, CrossSubnet or Never. Default: {upstream}.",
        reads(overrides(f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_VXLAN].value", printed=_VXLAN), "calico.backend"),
    ),
    *pools.ROWS,
    setting(
        "calico.ipAutodetectionMethod",
        kinds.AUTODETECTION,
        "How a node finds its IPv4 address: first-found, kubernetes-internal-ip, can-reach=, interface=, skip-interface= or "
        "cidr=, for example interface=enp.* here. Default: calico-node's own default, first-found.",
        sets_env(CALICO_NODE_ENV, "IP_AUTODETECTION_METHOD", before=_IPIP_ENV, when=OWN_POOL),
    ),
    setting(
        "calico.ip6AutodetectionMethod",
        kinds.AUTODETECTION_V6,
        "How a node finds its IPv6 address if podCIDRv6 is set, in the same words. Default: "
        "calico-node's own default, first-found.",
        sets_env(CALICO_NODE_ENV, "IP6_AUTODETECTION_METHOD", before=_IPIP_ENV, when=OWN_POOL),
        since=DUAL_STACK_SINCE,
    ),
    setting(
        "calico.mtu",
        kinds.MTU,
        "The MTU of pod interfaces and tunnels in bytes; 0 means the default. Default: {upstream}. "
        "A default of 0 lets Calico detect the MTU, in canal by canal.fixMtu where there is that value. YAML reads a number with a leading zero as octal, 02672 as 1466.",
        overrides(f'{CALICO_CONFIG}[cni_network_config]["mtu": ???,|"mtu": ????,|"mtu": ?????,]', places=SOME),
        overrides(f"{BOTH_CONFIGS}.veth_mtu", places=2),
    ),
    defaulted(
        setting(
            "calico.crds.install",
            BOOLEAN,
            "Whether the CustomResourceDefinitions are installed. They stay after helm uninstall.",
            guards("CustomResourceDefinition/*", places=SOME),
        ),
        default=True,
    ),
)
