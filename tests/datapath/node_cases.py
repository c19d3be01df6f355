"""Lists the cases of bundles: what the command `node` makes is installed on each machine as its README says."""

from msgspec.structs import replace

from tests.datapath.case import CALICO, FLANNEL, Case, machines
from tests.datapath.hosts import Machine


def _machines(*, allocated: bool = False) -> tuple[Machine, ...]:
    """Return machines without CNI plugins, which bundles install."""
    return tuple(replace(machine, has_plugins=False) for machine in machines(allocated=allocated))


NODE_CASES = (
    Case(
        name="node flannel",
        chart=FLANNEL,
        values={"plugin": "flannel", "podCIDR": "10.244.0.0/16"},
        machines=_machines(allocated=True),
        mtu=1450,
        shows={"ip route": "10.244.1.0/24 via 10.244.1.0 dev flannel.1"},
        for_root=True,
        examiner="bundle",
    ),
    Case(
        name="node flannel etcd",
        chart=FLANNEL,
        values={"plugin": "flannel", "podCIDR": "10.244.0.0/16", "flannel": {"backend": {"type": "host-gw"}}},
        machines=_machines(),
        mtu=1500,
        shows={"ip route": r"10\.244\.\d+\.0/24 via 10.77.0.11 dev eth0"},
        for_root=True,
        examiner="bundle with etcd",
    ),
    Case(
        name="node calico",
        chart=CALICO,
        values={
            "plugin": "calico",
            "podCIDR": "10.244.0.0/16",
            "calico": {"backend": "vxlan", "vxlan": "Always"},
        },
        machines=_machines(),
        mtu=1450,
        shows={"ip route": "10.244.* dev vxlan.calico"},
        for_root=True,
        examiner="bundle",
    ),
    Case(
        name="node calico etcd",
        chart=CALICO,
        values={"plugin": "calico", "podCIDR": "10.244.0.0/16", "calico": {"datastore": "etcd", "ipip": "Never"}},
        machines=_machines(),
        mtu=1500,
        shows={"ip route": r"10\.244\S+ via 10\.77\.0\.11 dev eth0 proto bird"},
        for_root=True,
        is_base=True,
        examiner="bundle with etcd",
    ),
)
