"""Removes from drawn values, or adds to them, so that the chart's rules accept most of them."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from generator.base.trees import Tree
from generator.features.feature_table import Point
from generator.rows import pod_kinds
from tests.builds import current
from tests.rounds import ADDON_OF, NARROWED

Values = dict[str, Tree]

_FELIX, _TYPHA = "calico.felix", "calico.typha.config"
_SWITCHED = {
    "flannel.netpol.enabled": ("images.netpol.",),
    "calico.calicoctl.enabled": ("images.calicoctl.",),
    "cniPlugins.install": ("images.cniPlugins.", "cniPlugins.update"),
    "apiserverToKubelet.enabled": ("apiserverToKubelet.user",),
}
_SECONDS = {"h": "3600", "m": "60", "s": "1", "ms": "0.001", "us": "0.000001"}
_LEAST_MTU = 1280 + 80
_OF_IPV4 = ("calico.ipip", "calico.ipAutodetectionMethod", "calico.pool.")
_OF_IPV6 = ("flannel.backend.listenPortV6",)
_OF_POOLS = ("calico.ipip", "calico.vxlan", "calico.pool.", "calico.poolv6.")
_OF_LISTS = ("cni.portmap", "cni.bandwidth", "cni.tuning", "cni.allowIPForwarding", "cni.log.")
_GRACE, _LONGEST_GRACE = "calico.typha.terminationGracePeriodSeconds", 86400
_WITH_KUBERNETES = frozenset({"node", "loadbalancer"})


def _below(values: Mapping[str, Tree], *starts: str) -> list[str]:
    return [path for path in values if path.startswith(starts)]


def _prefix(values: Mapping[str, Tree], path: str, default: int) -> int:
    return int(str(values[path]).partition("/")[2]) if path in values else default


def _longest(value: Tree) -> Decimal:
    """Return a duration in seconds."""
    parts = re.findall(r"([0-9.]+)(ms|us|h|m|s)", str(value))
    return sum((Decimal(number) * Decimal(_SECONDS[unit]) for number, unit in parts), Decimal(0))


def _of_bounds(values: Values) -> Iterator[str]:
    """IPv6 networks of nodes lie in that of the pods, at boundaries of theirs."""
    if bounds := _below(values, "flannel.ipv6SubnetM"):
        values |= {"podCIDRv6": "fd00:10:42::/56", **dict.fromkeys(bounds, "fd00:10:42:1::")}
        yield "flannel.ipv6SubnetLen"
    elif "flannel.ipv6SubnetLen" in values:
        values.setdefault("podCIDRv6", "fd00::/16")


def _of_tunnels(values: Values) -> Iterator[str]:
    """IPv6 tunnels are there with IPv6, and have a port of their own where each family has one."""
    if "podCIDRv6" not in values:
        yield from _below(values, *_OF_IPV6)
    if values.get("flannel.backend.mode") in {"auto", "ipv4", "ipv6"}:
        yield "flannel.backend.listenPortV6"
        yield from () if "podCIDRv6" in values else ("flannel.backend.mode",)


def _of_flannel(values: Values, point: Point) -> Iterator[str]:
    """ipsec needs a key, which canal with etcd does not take; networks of nodes fit into the pods'."""
    if values.get("flannel.backend.type") == "ipsec":
        if point["datastore"] == "etcd":
            yield from _below(values, "flannel.backend.udpEncap", "flannel.backend.espProposal", "flannel.backend.type")
        values.setdefault("flannel.backend.psk.existingSecret", "key")
        yield from _below(values, "podCIDRv6", "flannel.ipv6Subnet")
    yield from _of_bounds(values)
    if "podCIDRv6" in values and _below(values, "flannel.subnetLen", "flannel.subnetM"):
        values.setdefault("podCIDR", "10.244.0.0/16")
    yield from _of_tunnels(values)
    for path, of, default in (("flannel.subnetLen", "podCIDR", 16), ("flannel.ipv6SubnetLen", "podCIDRv6", 200)):
        if path in values and int(str(values[path])) < _prefix(values, of, default) + 2:
            yield path
    if point["datastore"] == "etcd":
        yield "flannel.backend.psk.existingSecret"


def _of_switches(values: Values, _: Point) -> Iterator[str]:
    """Yield what only a switch has read comes with it."""
    for switch, starts in _SWITCHED.items():
        if _below(values, *starts):
            values[switch] = True
    yield from ()


def _of_cni(values: Values, point: Point) -> Iterator[str]:
    """Yield a list of the user's says all that other values would, and without installing nothing is read."""
    if values.get("cni.install") is False:
        yield from (path for path in _below(values, "cni.") if path != "cni.install")
    if values.get("cni.config"):
        yield from _below(values, *_OF_LISTS)
    if point["datastore"] == "etcd":
        yield "calico.ipam.type"


def _of_pools(values: Values, point: Point) -> Iterator[str]:
    """Yield a network of IPv6 alone has no VXLAN and reads nothing of IPv4; without pools nothing of them is read."""
    if values.get("calico.createPools") is False:
        yield from _below(values, *_OF_POOLS, "podCIDR")
        return
    if "podCIDRv6" in values and "podCIDR" not in values and point["plugin"] == "calico":
        if point["backend"] == "vxlan" or values.keys() & {"calico.vxlan", "calico.poolv6.vxlan"}:
            values["podCIDR"] = "10.32.0.0/12"
        else:
            yield from _below(values, *_OF_IPV4)
    if point["backend"] == "vxlan":
        yield "calico.poolv6.vxlan"
    if "podCIDRv6" in values:
        yield from (path for path in ("calico.mtu", "flannel.mtu") if int(str(values.get(path, 1500))) < _LEAST_MTU)
    if int(str(values.get("calico.pool.blockSize", 32))) < _prefix(values, "podCIDR", 16):
        yield "calico.pool.blockSize"


def _of_routes(values: Values, point: Point) -> Iterator[str]:
    """Yield what leaves nodes without routes, and addresses that all nodes would share."""
    if point["backend"] == "vxlan" or "calico.vxlan" in values or point["dataplane"] == "bpf":
        yield "calico.ipam.type"
    if values.get("flannel.enableNFTables"):
        yield "flannel.iptablesResync"
    if "cni.allowOtherSysctls" in values and (values.get("cni.config") or values.get("cni.install") is False):
        yield "cni.allowOtherSysctls"
    elif "cni.allowOtherSysctls" in values:
        values.setdefault("cni.tuning", {"net.core.somaxconn": "500"})
    for path, allowed in NARROWED.items():
        if path in values and values[path] not in allowed:
            values[path] = allowed[0]


def _of_controllers(values: Values, point: Point) -> Iterator[str]:
    path = "calico.kubeControllers.enabledControllers"
    chosen = values.get(path, [])
    if point["datastore"] == "kubernetes" and isinstance(chosen, list) and not {*chosen} <= _WITH_KUBERNETES:
        yield path
    if point["datastore"] == "kubernetes":
        yield "canal.fixEtcd"
    if point["plugin"] == "canal":
        values["allowOtherImageReleases"] = True


def _of_parts(values: Values, point: Point) -> Iterator[str]:
    """Yield parts that something needs, and what nothing reads where a part is left out."""
    if point["dataplane"] == "bpf":
        yield from ("calico.prepareBPF", "calico.mountBPF")
    if values.get("calico.ipam.type") == "host-local":
        yield "calico.upgradeIPAM"
    if point["datastore"] == "etcd":
        yield "calico.kubeControllers.enabled"
    elif values.get("calico.kubeControllers.enabled") is False:
        yield from _below(values, "images.kubeControllers.", "calico.metrics.kubeControllers.")
        yield from (path for path in _below(values, "calico.kubeControllers.") if not path.endswith(".enabled"))
    if values.get("cni.install") is False and values.get("calico.prepareBPF") is False:
        yield from ("calico.node.initResources", "canal.initResources")


def _for_bpf() -> Iterator[str]:
    """Return the parameters of Felix that need eBPF."""
    return (one.name for one in current().catalogue.programs[0].accepted if one.bpf)


def _of_felix(values: Values, point: Point) -> Iterator[str]:
    """Parameters that need eBPF or IPv6, and those that the probes ask for."""
    given = values.get(_FELIX)
    if not isinstance(given, dict):
        return
    left_out = {"healthEnabled", "flowLogsGoldmaneServer", *(() if point["dataplane"] == "bpf" else _for_bpf())}
    left_out |= {"healthPort", "healthHost"} if point["plugin"] == "canal" else set()
    left_out |= {"ipipEnabled", "vxlanEnabled", "useInternalDataplaneDriver", "vxlanPort"}
    left_out |= {
        "iptablesFilterDenyAction",
        "routeSyncDisabled",
        "interfacePrefix",
        "healthHost",
        "prometheusMetricsHost",
    }
    left_out |= {name for name in given if "MTU" in name} if "podCIDRv6" in values else set()
    left_out |= {f"wireguard{name}" for name in ("Enabled", "EnabledV6", "ListeningPort", "ListeningPortV6")}
    left_out |= {"mtuIfacePattern"} if values.get("canal.fixMtu") else set()
    left_out |= {"ipv6Support"} if "podCIDRv6" in values else {"wireguardEnabledV6"}
    values[_FELIX] = {name: one for name, one in given.items() if name not in left_out}
    if not values[_FELIX]:
        yield _FELIX


def _of_typha(values: Values, _: Point) -> Iterator[str]:
    """Typha has the time to end that it takes."""
    given = values.get(_TYPHA)
    if not isinstance(given, dict) or "shutdownTimeout" not in given:
        return
    if _longest(given["shutdownTimeout"]) > _LONGEST_GRACE:
        values[_TYPHA] = {name: one for name, one in given.items() if name != "shutdownTimeout"}
        yield from () if values[_TYPHA] else (_TYPHA,)
    else:
        values[_GRACE] = _LONGEST_GRACE


def _of_addons(values: Values, _: Point) -> Iterator[str]:
    """Yield what an add-on alone reads is read where it is on."""
    values |= {ADDON_OF[path]: True for path in values if path in ADDON_OF}
    yield from ()


def _of_pods(values: Values, _: Point) -> Iterator[str]:
    """Pods that ask no name server of the cluster have their own."""
    for path in [path for path, value in values.items() if path.endswith(".dnsPolicy") and value == "None"]:
        values[path.replace(".dnsPolicy", ".dnsConfig")] = pod_kinds.DNS.legal[0]
    yield from ()


_RULES: tuple[Callable[[Values, Point], Iterator[str]], ...] = (
    _of_flannel,
    _of_switches,
    _of_cni,
    _of_pools,
    _of_routes,
    _of_controllers,
    _of_parts,
    _of_felix,
    _of_typha,
    _of_addons,
    _of_pods,
)


def mended(given: Mapping[str, Tree], point: Point) -> Values:
    """Return the values of a case at a point of features as most of the chart's rules take them."""
    values = dict(given)
    for rule in _RULES:
        for path in [*rule(values, point)]:
            values.pop(path, None)
    return values
