"""Lists the changes of running networks of Calico and canal."""

from tests.datapath.change import ALL, MENDED, MIDWAY, UPGRADED, Change

_VXLAN, _BGP, _POOLS, _CANAL = "changes calico vxlan", "changes calico bgp", "changes calico pools", "changes canal"
_PLUGIN = "changes plugin"
_OF_CLIENT = "ip netns exec client ip link show eth0"
_ROUTE = {"ip route": r"10\.244\S+ via \S+ dev vxlan.calico"}


def _unauthorized(*stages: str) -> dict[str, str]:
    """Return how pods that come in a stage fail to get a network from a plugin whose account is gone."""
    return {
        f"no network {stage} {state}": "connection is unauthorized"
        for stage in stages
        for state in ("restarted", "waiting")
    }


CALICO_CHANGES: tuple[Change, ...] = (
    Change(
        name="Typha begins",
        lab=_VXLAN,
        to={"calico.typha.enabled": True},
        joins=True,
        facts={ALL: ("all agents are ready",)},
    ),
    Change(
        name="Typha ends",
        lab=_VXLAN,
        to={"calico.typha.enabled": False},
        cut=("upgraded later", "midway later"),
        facts={
            UPGRADED: ("no agent is ready", "a new policy does not act"),
            MENDED: ("all agents are ready", "a new policy acts"),
        },
    ),
    Change(
        name="a smaller MTU of Calico",
        lab=_VXLAN,
        to={"calico.mtu": 1400},
        shows={ALL: {_OF_CLIENT: "mtu 1450"}},
    ),
    Change(
        name="routes that are looked at more often",
        lab=_VXLAN,
        to={"calico.felix.routeRefreshInterval": "10s"},
        facts={MENDED: ("a deleted route comes back",)},
    ),
    Change(
        name="another port of VXLAN",
        lab=_VXLAN,
        to={"calico.felix.vxlanPort": 4790},
        joins=True,
        cut=("midway running", "midway later", "midway joined waiting"),
        lost=True,
    ),
    Change(
        name="rules of iptables by nftables",
        lab=_VXLAN,
        to={"calico.felix.iptablesBackend": "NFT"},
        cut=("midway later", "all later"),
        ways_out=("rules emptied as by a reboot",),
    ),
    Change(
        name="options of Calico",
        lab=_BGP,
        to={
            "calico.felix.logSeverityScreen": "Warning",
            "calico.metrics.felix.enabled": True,
            "calico.startupLogLevel": "Debug",
            "calico.autodetectPollInterval": "30s",
            "calico.ipAutodetectionMethod": "interface=eth0",
            "calico.kubeControllers.logLevel": "Warning",
            "calico.bgp.logSeverity": "Debug",
        },
        shows={ALL: {"curl -s http://10.77.0.10:9091/metrics": "felix_active_local_endpoints"}},
    ),
    Change(
        name="another AS number",
        lab=_BGP,
        to={"calico.bgp.asNumber": 64600},
        joins=True,
        lost=True,
    ),
    Change(
        name="another CIDR of pods",
        lab=_BGP,
        to={"podCIDR": "10.245.0.0/16"},
        joins=True,
    ),
    Change(
        name="backend bird to vxlan",
        lab=_BGP,
        to={
            "calico.backend": "vxlan",
            "calico.vxlan": "Always",
            "calico.bgp.asNumber": None,
            "calico.bgp.logSeverity": None,
        },
        joins=True,
        cut=("midway joined", "all joined"),
        facts={ALL: ("all agents are ready",)},
        ways_out=("pools patched to VXLAN",),
    ),
    Change(
        name="backend vxlan to bird",
        lab=_BGP,
        to={"calico.backend": "bird", "calico.vxlan": None},
        fails={MIDWAY: "BGP not established"},
        lost=None,
        facts={ALL: ("all agents are ready",)},
    ),
    Change(
        name="block size of a pool",
        lab=_POOLS,
        to={
            "calico.ipPools": [
                {"name": "mine", "cidr": "10.244.0.0/17", "vxlanMode": "Always", "natOutgoing": True, "blockSize": 26}
            ]
        },
        fails={"job": "blockSize"},
    ),
    Change(
        name="CIDR of a pool",
        lab=_POOLS,
        to={
            "calico.ipPools": [
                {"name": "mine", "cidr": "10.244.0.0/16", "vxlanMode": "Always", "natOutgoing": True, "blockSize": 28}
            ]
        },
        fails={"job": "(?i)cidr"},
    ),
    Change(
        name="a smaller MTU of canal",
        lab=_CANAL,
        to={"calico.mtu": 1400},
        joins=True,
        shows={ALL: {_OF_CLIENT: "mtu 1450"}},
    ),
    Change(
        name="the plugin, by mistake",
        lab=_PLUGIN,
        to={"plugin": "flannel", "calico": None},
        fails=_unauthorized(UPGRADED, MIDWAY, ALL),
    ),
    Change(
        name="the plugin, rolled back",
        lab=_PLUGIN,
        to={"plugin": "calico", "calico": {"backend": "vxlan", "vxlan": "Always"}},
        rolls_back=True,
        fails={**_unauthorized(UPGRADED), f"no network {MIDWAY} waiting": "connection is unauthorized"},
        facts={ALL: ("other addresses arrive",), MENDED: ("pods' own addresses arrive",)},
        ways_out=("flannel cleaned up",),
    ),
)
