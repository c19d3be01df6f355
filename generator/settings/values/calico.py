"""Values of Calico, on its own and in canal."""

from generator.settings.value import Row, Section, Value
from generator.settings.values.patterns import (
    AUTODETECTION,
    BOOLEAN,
    ENDPOINT,
    PEM,
    SECRET_NAME,
    SERVER,
    SWITCH,
    one_of,
    several,
    text,
    whole,
)

ROWS: tuple[Row, ...] = (
    Section(path="calico", doc="Calico, and Calico's half of canal."),
    Value(
        path="calico.datastore",
        default="kubernetes",
        doc="Where Calico keeps its data. The Kubernetes API (kubernetes) or an etcd cluster (etcd).",
        schema={"type": "string", "enum": ["kubernetes", "etcd"]},
    ),
    Value(
        path="calico.backend",
        default="bird",
        doc="What distributes routes. bird (BGP, for IPIP or no encapsulation) or vxlan (Felix alone, no BGP).",
        schema={"type": "string", "enum": ["bird", "vxlan"]},
    ),
    Value(
        path="calico.dataplane",
        default="iptables",
        doc="What handles packets. iptables or bpf; bpf replaces kube-proxy: turn kube-proxy off and set calico.kubernetesServiceHost.",
        schema={"type": "string", "enum": ["iptables", "bpf"]},
    ),
    Value(
        path="calico.policyOnly",
        default=False,
        doc="Network policy only. Beside another network that uses the nodes' pod CIDRs; needs calico.typha.enabled.",
        schema=BOOLEAN,
    ),
    Value(
        path="calico.typha.enabled",
        default=False,
        doc="Put Typha between the nodes and the API server. For clusters of more than 50 nodes.",
        schema=BOOLEAN,
    ),
    Value(
        path="calico.typha.replicas",
        default=1,
        doc="Typha's replicas. One per 200 nodes, three or more in production, fewer than there are nodes.",
        schema={"type": "integer", "minimum": 1, "maximum": 1000},
    ),
    Value(
        path="calico.ipip",
        default="",
        doc="IPIP encapsulation of the first pool. Always, CrossSubnet or Never (Off means Never). Empty: upstream's, "
        "Always, or Never with backend vxlan, dataplane bpf or calico.vxlan. Not together with VXLAN.",
        schema=one_of("Always", "CrossSubnet", "Never", "Off"),
    ),
    Value(
        path="calico.vxlan",
        default="",
        doc="VXLAN encapsulation of the first pools. Always, CrossSubnet or Never. Empty: upstream's, Never, or "
        "CrossSubnet with backend vxlan.",
        schema=one_of("Always", "CrossSubnet", "Never"),
    ),
    Section(path="calico.pool", doc="The first IPv4 pool, made at Calico's first start; later changes have no effect."),
    Value(
        path="calico.pool.blockSize",
        default=None,
        doc="The prefix length of nodes' blocks, 20 to 32. null: upstream's, 26.",
        schema=whole(20, 32),
    ),
    Value(
        path="calico.pool.natOutgoing",
        default=None,
        doc="Masquerade traffic that leaves the pool. null: upstream's, true.",
        schema=SWITCH,
    ),
    Value(
        path="calico.pool.nodeSelector",
        default="",
        doc="A Calico selector of the pool's nodes. Empty: upstream's, all().",
        schema=text(longest=1024),
    ),
    Value(
        path="calico.ipAutodetectionMethod",
        default="",
        doc="How a node finds its IPv4 address. first-found, kubernetes-internal-ip, can-reach=, interface=, "
        "skip-interface= or cidr=. interface=enp.* for example. Empty: upstream's, first-found.",
        schema=AUTODETECTION,
    ),
    Value(
        path="calico.ip6AutodetectionMethod",
        default="",
        doc="How a node finds its IPv6 address. In a dual-stack cluster, in the same words.",
        schema=AUTODETECTION,
    ),
    Value(
        path="calico.mtu",
        default=0,
        doc="The MTU of pod interfaces and tunnels. 0: detected.",
        schema=whole(68, 9000, unset=0),
    ),
    Section(path="calico.etcd", doc="The etcd cluster, with datastore etcd."),
    Value(
        path="calico.etcd.endpoints",
        default=[],
        doc='The members\' client URLs. ["https://192.168.10.102:2379"]. All http or all https.',
        schema=several(ENDPOINT, most=32),
    ),
    Section(
        path="calico.etcd.tls",
        doc="The TLS material for https endpoints: an existing Secret, or all three PEM texts. Inline material is "
        "stored in every revision's release Secret; prefer existingSecret.",
    ),
    Value(
        path="calico.etcd.tls.existingSecret",
        default="",
        doc="The Secret with etcd-ca, etcd-cert and etcd-key. In the plugin's namespace.",
        schema=SECRET_NAME,
    ),
    Value(path="calico.etcd.tls.ca", default="", doc="The CA certificate, PEM.", schema=PEM),
    Value(path="calico.etcd.tls.cert", default="", doc="The client certificate, PEM.", schema=PEM),
    Value(path="calico.etcd.tls.key", default="", doc="The client key, PEM.", schema=PEM),
    Section(path="calico.felix", doc="Felix, as environment of calico-node; that wins over a FelixConfiguration."),
    Value(
        path="calico.felix.ipv6Support",
        default=None,
        doc="Handle IPv6. null: upstream's, false, or true with podCIDRv6.",
        schema=SWITCH,
    ),
    Value(
        path="calico.felix.logSeverityScreen",
        default="",
        doc="The least severity that is logged. Empty: upstream's, Info.",
        schema=one_of("Trace", "Debug", "Info", "Warning", "Error", "Fatal"),
    ),
    Value(
        path="calico.felix.defaultEndpointToHostAction",
        default="",
        doc="What becomes of pods' traffic to their host. Empty: upstream's, ACCEPT.",
        schema=one_of("Accept", "Drop", "Return", "ACCEPT", "DROP", "RETURN"),
    ),
    Value(
        path="calico.kubernetesServiceHost",
        default="",
        doc="With bpf, the API server's address. Not through kube-proxy.",
        schema=SERVER,
    ),
    Value(
        path="calico.kubernetesServicePort",
        default=None,
        doc="With bpf, the API server's port.",
        schema=whole(1, 65535),
    ),
    Value(
        path="calico.crds.install",
        default=True,
        doc="Install the CustomResourceDefinitions. They stay when it is uninstalled.",
        schema=BOOLEAN,
    ),
)
