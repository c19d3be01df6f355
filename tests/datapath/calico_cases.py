"""Lists the cases of Calico and canal, by the chart of Calico v3.28.5."""

from generator.base.trees import Tree
from tests.datapath.case import CALICO, DUAL, POD_CIDR, POD_CIDR6, Case, Values, machines


def _calico(values: Values, **more: Tree) -> Values:
    return {"plugin": "calico", "podCIDR": POD_CIDR, "calico": values, **more}


_VXLAN: Values = {"backend": "vxlan", "vxlan": "Always"}
_BGP: Values = {"ipip": "Never"}
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

_LEFT_OUT_OF_CANAL: Values = {"prepareBPF": False, "mountBPF": False, "kubeControllers": {"enabled": False}}
_LEFT_OUT: Values = {**_LEFT_OUT_OF_CANAL, "upgradeIPAM": False}

CALICO_CASES = (
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
        name="calico without optional parts",
        chart=CALICO,
        values=_calico({**_VXLAN, **_LEFT_OUT}),
        machines=_NODES,
        mtu=1450,
        shows={"ip route": "10.244.* dev vxlan.calico", "ls /run/calico": r"(?s)\A(?!.*cgroup)"},
    ),
    Case(
        name="canal without optional parts",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR, "calico": {**_LEFT_OUT_OF_CANAL, "mtu": 1450}},
        machines=machines(),
        mtu=1450,
        shows={"ip route": "10.244.* dev flannel.1"},
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
        name="calico backend none",
        chart=CALICO,
        values=_calico({"backend": "none", "ipam": {"type": "host-local"}}),
        machines=machines(),
        mtu=1500,
        adjusts="own routes",
        shows={"ip route": r"(?s)\A(?!.*proto bird).*10\.244\.1\.0/24 via 10\.77\.0\.11 dev eth0"},
    ),
    Case(
        name="calico policy only",
        chart=CALICO,
        values=_calico({"policyOnly": True, "typha": {"enabled": True}}),
        machines=machines(),
        mtu=1500,
        adjusts="own routes",
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
        name="canal black hole",
        chart=CALICO,
        values={
            "plugin": "canal",
            "podCIDR": POD_CIDR,
            "calico": {"mtu": 1450},
            "flannel": {"ipBlackholeRoute": True},
            "images": {"canalFlannel": {"tag": "v0.28.9"}},
        },
        machines=machines(),
        mtu=1450,
        shows={"ip route": "blackhole 10.244.0.0/24"},
    ),
    Case(
        name="canal default mtu",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR},
        machines=machines(),
        mtu=1450,
    ),
    Case(
        name="canal host-gw",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR, "flannel": {"backend": {"type": "host-gw"}}},
        machines=machines(),
        mtu=1500,
        shows={"ip route": "10.244.1.0/24 via 10.77.0.11 dev eth0"},
    ),
    Case(
        name="canal dual stack",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR, "podCIDRv6": "fd10:244::/56"},
        machines=machines(families=(4, 6)),
        families=(4, 6),
        mtu=1430,
        shows={"ip -d link show flannel-v6.1": "mtu 1430"},
    ),
)
