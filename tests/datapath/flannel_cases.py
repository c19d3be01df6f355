"""Lists the cases of flannel, by the current line's chart."""

from generator.base.trees import Tree
from tests.datapath.case import DUAL, FLANNEL, POD_CIDR, POD_CIDR6, Case, Values, machines


def _flannel(values: Values | None = None, **more: Tree) -> Values:
    return {"plugin": "flannel", "podCIDR": POD_CIDR, "flannel": values or {}, **more}


_RELEASE: Values = {"manifest": "release"}
_HOST_GW: Values = {"backend": {"type": "host-gw"}}
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

FLANNEL_CASES = (
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
