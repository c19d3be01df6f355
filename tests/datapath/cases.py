"""Lists the cases of the data path, flannel's by the current line's chart, Calico's by that of its release v3.28.5."""

from generator.base.trees import Tree
from tests.datapath.case import CALICO, FLANNEL, Case, Values, machines
from tests.datapath.etcd_cases import ETCD_CASES
from tests.datapath.node_cases import NODE_CASES

POD_CIDR, POD_CIDR6 = "10.244.0.0/16", "fd10:244::/56"
DUAL = (4, 6)


def _flannel(values: Values | None = None, **more: Tree) -> Values:
    return {"plugin": "flannel", "podCIDR": POD_CIDR, "flannel": values or {}, **more}


def _calico(values: Values, **more: Tree) -> Values:
    return {"plugin": "calico", "podCIDR": POD_CIDR, "calico": values, **more}


_VXLAN: Values = {"backend": "vxlan", "vxlan": "Always"}
_BGP: Values = {"ipip": "Never"}
_RELEASE: Values = {"manifest": "release"}
_HOST_GW: Values = {"backend": {"type": "host-gw"}}
_NODES = machines(allocated=False)
_REFLECTORS: Values = {
    "nodeToNodeMesh": False,
    "asNumber": 64600,
    "routeReflectors": {"clusterID": "244.0.0.1", "nodes": ["node-a"], "peerSelector": "all()"},
}
_POOL: Values = {
    "name": "mine",
    "cidr": "10.244.0.0/17",
    "vxlanMode": "Always",
    "natOutgoing": True,
    "blockSize": 28,
}
_TYPHA_TLS: Values = {
    "existingSecret": "typha-certs",
    "nodeSecret": "node-certs",
    "serverCN": "typha-server",
    "clientCN": "typha-client",
}
_FELIX: Values = {
    "apiVersion": "projectcalico.org/v3",
    "kind": "FelixConfiguration",
    "metadata": {"name": "default"},
    "spec": {"vxlanPort": 4790},
}
_EVERY_OPTION: Values = {
    **_RELEASE,
    "backend": {"type": "vxlan", "vni": 4096, "port": 8473},
    "ifaceCanReach": "10.77.0.1",
    "iptablesResync": 10,
    "ipMasqFullyRandomDisable": True,
    "setNodeNetworkUnavailable": False,
    "kubeAnnotationPrefix": "net.example.com",
    "logVerbosity": 2,
    "eventQueueDepth": 1000,
    "healthz": {"enabled": True, "ip": "0.0.0.0", "port": 9091},  # noqa: S104 # in the lab
    "extraEnv": [{"name": "GODEBUG", "value": "madvdontneed=1"}],
}

_FLANNEL = (
    Case(
        name="flannel release vxlan",
        chart=FLANNEL,
        values=_flannel(_RELEASE),
        machines=machines(),
        mtu=1450,
        shows={"ip -d link show flannel.1": "vxlan id 1 .*dstport 8472", "ip route": "10.244.1.0/24 via 10.244.1.0"},
        is_base=True,
    ),
    Case(
        name="flannel documentation vxlan",
        chart=FLANNEL,
        values=_flannel(),
        machines=machines(),
        mtu=1450,
        shows={"iptables-save -t nat": "FLANNEL-POSTRTG .*MASQUERADE"},
    ),
    Case(
        name="flannel release host-gw",
        chart=FLANNEL,
        values=_flannel({**_RELEASE, **_HOST_GW}),
        machines=machines(),
        mtu=1500,
        shows={"ip route": "10.244.1.0/24 via 10.77.0.11 dev eth0"},
    ),
    Case(
        name="flannel documentation host-gw",
        chart=FLANNEL,
        values=_flannel(_HOST_GW),
        machines=machines(),
        mtu=1500,
        shows={"ip route": "10.244.1.0/24 via 10.77.0.11 dev eth0"},
        is_base=True,
    ),
    Case(
        name="flannel udp privileged",
        chart=FLANNEL,
        values=_flannel({"backend": {"type": "udp"}, "securityContext": {"privileged": True}}),
        machines=machines(),
        mtu=1472,
        shows={"ip route": "10.244.0.0/16 dev flannel0"},
        needs="tun",
    ),
    Case(
        name="flannel nftables",
        chart=FLANNEL,
        values=_flannel({"enableNFTables": True}),
        machines=machines(),
        mtu=1450,
        shows={"nft list tables": "flannel-ipv4", "iptables-save": r"\A(?!.*FLANNEL)"},
    ),
    Case(
        name="flannel directRouting",
        chart=FLANNEL,
        values=_flannel({"backend": {"type": "vxlan", "directRouting": True}}),
        machines=machines(3, spread=True),
        mtu=1450,
        shows={"ip route": "(?s)10.244.1.0/24 via 10.77.0.11 dev eth0.*10.244.2.0/24 via 10.244.2.0 dev flannel.1"},
    ),
    Case(
        name="flannel dual stack",
        chart=FLANNEL,
        values=_flannel(podCIDRv6=POD_CIDR6),
        machines=machines(families=DUAL),
        mtu=1450,
        mtu6=1430,
        families=DUAL,
        shows={"ip -6 route": "fd10:244:0:1::/64 via fd10:244:0:1:: dev flannel-v6.1"},
    ),
    Case(
        name="flannel IPv6 only",
        chart=FLANNEL,
        values={"plugin": "flannel", "podCIDRv6": POD_CIDR6},
        machines=machines(families=(6,)),
        mtu=1430,
        link_mtu=1450,
        families=(6,),
        shows={"ip -6 route": "fd10:244:0:1::/64 via fd10:244:0:1:: dev flannel-v6.1"},
    ),
    Case(
        name="flannel iface",
        chart=FLANNEL,
        values=_flannel({"iface": ["eth1"]}),
        machines=machines(second_nic=True),
        mtu=1450,
        shows={"ip -d link show flannel.1": "local 10.77.9.10 dev eth1"},
    ),
    Case(
        name="flannel ifaceRegex",
        chart=FLANNEL,
        values=_flannel({"ifaceRegex": [r"10\.77\.9\..*"]}),
        machines=machines(second_nic=True),
        mtu=1450,
        shows={"ip -d link show flannel.1": "local 10.77.9.10 dev eth1"},
    ),
    Case(
        name="flannel ipMasq off",
        chart=FLANNEL,
        values=_flannel({"ipMasq": False}),
        machines=machines(),
        mtu=1450,
        unmasked=(4,),
        harm="A1",
        harmed=("source", "masquerade"),
    ),
    Case(name="flannel mtu", chart=FLANNEL, values=_flannel({"mtu": 1400}), machines=machines(), mtu=1350),
    Case(
        name="flannel healthz on",
        chart=FLANNEL,
        values=_flannel({**_RELEASE, "healthz": {"enabled": True}}),
        machines=machines(),
        mtu=1450,
        shows={"curl -s -o /dev/null -w %{http_code} http://10.77.0.10:8081/readyz": "200"},
    ),
    Case(
        name="flannel healthz off",
        chart=FLANNEL,
        values=_flannel({"healthz": {"enabled": False}}),
        machines=machines(),
        mtu=1450,
        shows={"ss -Hltn": r"\A(?!.*:8081)"},
    ),
    Case(
        name="flannel all options",
        chart=FLANNEL,
        values=_flannel(_EVERY_OPTION),
        machines=machines(),
        mtu=1450,
        shows={"ip -d link show flannel.4096": "vxlan id 4096 .*dstport 8473"},
    ),
)

_CALICO = (
    Case(
        name="calico vxlan typha",
        chart=CALICO,
        values=_calico({**_VXLAN, "typha": {"enabled": True}}),
        machines=_NODES,
        mtu=1450,
        shows={"ss -Htn": ":5473"},
        is_base=True,
    ),
    Case(
        name="calico typha with TLS",
        chart=CALICO,
        values=_calico({**_VXLAN, "typha": {"enabled": True, "tls": _TYPHA_TLS}}),
        machines=_NODES,
        mtu=1450,
        shows={"ss -Htn": ":5473"},
        examiner="network with secrets",
    ),
    Case(
        name="calico vxlan",
        chart=CALICO,
        values=_calico(_VXLAN),
        machines=_NODES,
        mtu=1450,
        shows={"ip -d link show vxlan.calico": "vxlan id 4096", "ip route": "10.244.* dev vxlan.calico"},
    ),
    Case(
        name="calico vxlan CrossSubnet",
        chart=CALICO,
        values=_calico({"backend": "vxlan", "vxlan": "CrossSubnet"}),
        machines=machines(3, allocated=False, spread=True),
        mtu=1450,
        shows={"ip route": r"(?s)(?=.*10\.244\S+ via 10\.77\.0\.11 dev eth0)(?=.*10\.244\S+ via \S+ dev vxlan.calico)"},
    ),
    Case(
        name="calico bgp",
        chart=CALICO,
        values=_calico(_BGP),
        machines=_NODES,
        mtu=1500,
        shows={"ip route": r"10\.244\S+ via 10\.77\.0\.11 dev eth0 proto bird"},
        is_base=True,
    ),
    Case(
        name="calico bgp route reflectors",
        chart=CALICO,
        values=_calico({**_BGP, "bgp": _REFLECTORS}),
        machines=machines(3, allocated=False),
        mtu=1500,
        shows={"ss -Htn state established sport = :179 or dport = :179": r"(?s)(?=.*10\.77\.0\.11)(?=.*10\.77\.0\.12)"},
    ),
    Case(
        name="calico dual stack",
        chart=CALICO,
        values=_calico(_VXLAN, podCIDRv6=POD_CIDR6),
        machines=_NODES,
        mtu=1430,
        families=DUAL,
        unmasked=(6,),
        shows={"ip -6 route": "fd10:244:.* dev vxlan-v6.calico"},
    ),
    Case(
        name="calico ipPools",
        chart=CALICO,
        values={"plugin": "calico", "calico": {"backend": "vxlan", "createPools": False, "ipPools": [_POOL]}},
        machines=_NODES,
        mtu=1450,
        shows={"ip route": r"blackhole 10\.244\.\d+\.\d+/28"},
    ),
    Case(
        name="calico resources",
        chart=CALICO,
        values=_calico({**_VXLAN, "resources": [_FELIX]}),
        machines=_NODES,
        mtu=1450,
        shows={"ip -d link show vxlan.calico": "dstport 4790"},
    ),
    Case(
        name="calico policy only",
        chart=CALICO,
        values=_calico({"policyOnly": True, "typha": {"enabled": True}}),
        machines=machines(),
        mtu=1500,
        adjusts="policy only",
    ),
    Case(
        name="canal",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR, "calico": {"mtu": 1450}},
        machines=machines(),
        mtu=1450,
        shows={"ip -d link show flannel.1": "vxlan id 1", "iptables-save": "cali-FORWARD"},
        is_base=True,
    ),
    Case(
        name="canal default mtu",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR},
        machines=machines(),
        mtu=1450,
        harm="A3",
        harmed=("link",),
    ),
)

CASES: tuple[Case, ...] = (*_FLANNEL, *_CALICO, *ETCD_CASES, *NODE_CASES)
