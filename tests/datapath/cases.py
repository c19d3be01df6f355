"""Lists the cases of the data path: which chart is installed with which values, on which machines, and what is due."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.trees import Tree
from tests.datapath.hosts import Machine

Values = Mapping[str, Tree]

FLANNEL, CALICO = "flannel", "calico"
POD_CIDR, POD_CIDR6 = "10.244.0.0/16", "fd10:244::/56"


class Case(Struct, frozen=True, kw_only=True):
    """A case: values for a chart, the machines, and what the network is then to do.

    `mtu` is the largest packet that passes between machines. With `masquerade` what is outside of the nodes sees the
    machine's address, otherwise the pod's. A case that `needs` a kind of link is not here where the kernel has none.
    One that is `for_root` needs more than a user namespace gives. One with an entry of `harm` fails as issue "Settings
    that do harm" tells, until that is mended. The `examiner` is what runs it in the lab.
    """

    name: str
    chart: str
    values: Values
    machines: tuple[Machine, ...]
    mtu: int
    families: tuple[int, ...] = (4,)
    masquerade: bool = True
    needs: str = ""
    for_root: bool = False
    is_base: bool = False
    harm: str = ""
    examiner: str = "network"


def _machines(
    count: int = 2, *, families: tuple[int, ...] = (4,), allocated: bool = True, second_nic: bool = False, spread: bool = False
) -> tuple[Machine, ...]:
    """The machines of a case; `allocated` gives their Nodes pod CIDRs, `spread` puts the last one into another network."""

    def cidrs(number: int) -> tuple[str, ...]:
        every = {4: f"10.244.{number}.0/24", 6: f"fd10:244:0:{number}::/64"}
        return tuple(every[family] for family in families) if allocated else ()

    return tuple(
        Machine(
            number=number,
            network=1 if spread and number == count - 1 else 0,
            pod_cidrs=cidrs(number),
            second_nic=second_nic,
            has_plugins=allocated,
        )
        for number in range(count)
    )


def _flannel(name: str, mtu: int, values: Values | None = None, **more: object) -> Case:
    """Return a case of flannel by the current line's chart."""
    own = {"plugin": "flannel", "podCIDR": POD_CIDR, "flannel": values or {}}
    top = more.pop("top", {})
    given: dict[str, object] = {"machines": _machines(), **more}
    return Case(name=f"flannel {name}", chart=FLANNEL, values={**own, **top}, mtu=mtu, **given)  # type: ignore[arg-type, dict-item]


def _calico(name: str, mtu: int, values: Values, **more: object) -> Case:
    """Return a case of Calico by a chart of its release that is a Go module."""
    own = {"plugin": "calico", "podCIDR": POD_CIDR, "calico": values}
    top = more.pop("top", {})
    given: dict[str, object] = {"machines": _machines(allocated=False), "for_root": True, **more}
    return Case(name=f"calico {name}", chart=CALICO, values={**own, **top}, mtu=mtu, **given)  # type: ignore[arg-type, dict-item]


_DUAL = (4, 6)
_VXLAN: Values = {"backend": "vxlan", "vxlan": "Always"}
_HOST_GW: Tree = {"type": "host-gw"}

CASES: tuple[Case, ...] = (
    _flannel("release vxlan", 1450, {"manifest": "release"}, is_base=True),
    _flannel("documentation vxlan", 1450),
    _flannel("release host-gw", 1500, {"manifest": "release", "backend": _HOST_GW}),
    _flannel("documentation host-gw", 1500, {"backend": _HOST_GW}, is_base=True),
    _flannel(
        "udp privileged", 1472, {"backend": {"type": "udp"}, "securityContext": {"privileged": True}}, needs="tun"
    ),
    _flannel("nftables", 1450, {"enableNFTables": True}),
    _flannel(
        "directRouting", 1450, {"backend": {"type": "vxlan", "directRouting": True}}, machines=_machines(3, spread=True)
    ),
    _flannel("dual stack", 1450, families=_DUAL, machines=_machines(families=_DUAL), top={"podCIDRv6": POD_CIDR6}),
    _flannel("iface", 1450, {"iface": ["eth1"]}, machines=_machines(second_nic=True)),
    _flannel("ifaceRegex", 1450, {"ifaceRegex": [r"10\.77\.9\..*"]}, machines=_machines(second_nic=True)),
    _flannel("mtu", 1400, {"mtu": 1400}),
    _calico("vxlan typha", 1450, {**_VXLAN, "typha": {"enabled": True}}, is_base=True),
    _calico("vxlan", 1450, _VXLAN),
    _calico("bgp", 1500, {"ipip": "Never"}, is_base=True),
    Case(
        name="canal",
        chart=CALICO,
        values={"plugin": "canal", "podCIDR": POD_CIDR},
        machines=_machines(),
        mtu=1450,
        is_base=True,
    ),
)
