"""Lists what the chart refuses because it harms a network: each row is installed without refusals, and seen to harm.

A case that works here would mean that the chart refuses what it need not.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Tree
from tests.datapath import network
from tests.datapath.case import Case
from tests.datapath.cases import CASES as USUAL
from tests.datapath.control_plane import ControlPlane, Release
from tests.datapath.isolation import WORK
from tests.rendering import overlay

# How long a kubelet waits where what it waits for never comes, in seconds.
_SHORT = 12.0
# What refuses values in a chart.
_REFUSING = ("values.schema.json", "templates/validate.yaml")
# What the usual checks say: no answer across machines, no agent, and a pod that does not reach the API server.
_UNREACHED = "reach: pod-a to pod-b, IPv4: expected 20 answers, found 0"
_UNREADY = "error: expected calico-node-a to be ready"
_NO_API = r"error: expected calico-kube-controllers-b to be ready .* dial tcp 10\.96\.0\.1:443"
_VXLAN, _BGP, _FLANNEL = "calico vxlan", "calico bgp", "flannel documentation vxlan"


class Harm(Struct, frozen=True, kw_only=True):
    """Values over those of a case, what matches the line that tells the harm, and how long a kubelet waits for pods."""

    name: str
    of: str
    values: Mapping[str, Tree]
    told_by: str
    patience: float = _SHORT

    @property
    def case(self) -> Case:
        """The case that runs it."""
        [case] = (one for one in USUAL if one.name == self.of)
        machines = tuple(replace(machine, patience=self.patience) for machine in case.machines)
        return replace(
            case,
            name=f"harm, {self.name}",
            values=overlay(case.values, {**self.values}),
            machines=machines,
            examiner="harm",
            told_by=self.told_by,
            is_base=False,
        )


def _felix(**parameters: Tree) -> dict[str, Tree]:
    return {"calico": {"felix": dict(parameters)}}


def _variable(name: str, value: str) -> dict[str, Tree]:
    return {"calico": {"node": {"extraEnv": [{"name": name, "value": value}]}}}


def _arguments(*arguments: str) -> dict[str, Tree]:
    return {"flannel": {"extraArgs": [*arguments]}}


HARMS: tuple[Harm, ...] = (
    Harm(
        name="one public address for all nodes",
        of=_FLANNEL,
        values=_arguments("--public-ip=10.77.0.10"),
        told_by="error: kube-flannel-ds-b.kube-flannel: expected it to run, found its end",
    ),
    Harm(
        name="one public address for all nodes, with an interface",
        of=_FLANNEL,
        values=_arguments("--public-ip=10.77.0.10", "--iface=eth0"),
        told_by=_UNREACHED,
    ),
    Harm(
        name="one address of healthz",
        of=_FLANNEL,
        values={"flannel": {"healthz": {"ip": "10.77.0.10"}}},
        told_by=r"error: .*/first-b: .*open /run/flannel/subnet\.env: no such file",
    ),
    Harm(
        name="healthz by an argument",
        of=_FLANNEL,
        values=_arguments("--healthz-port=9100"),
        told_by="error: expected kube-flannel-ds-a to be ready",
    ),
    Harm(
        name="no masquerade by an argument",
        of=_FLANNEL,
        values=_arguments("--ip-masq=false"),
        told_by=r"source: pod-a to pod-b, IPv4: .* found 10\.244\.0\.0$",
    ),
    Harm(
        name="a misspelt sysctl",
        of=_FLANNEL,
        values={"cni": {"tuning": {"net.core.somaxcon": "1"}}},
        told_by="error: .*cnitool add cbr0 /run/netns/first-a: status 1",
    ),
    Harm(
        name="one source of routes",
        of=_VXLAN,
        values=_variable("FELIX_DEVICEROUTESOURCEADDRESS", "10.77.0.10"),
        told_by=_NO_API,
        patience=40.0,
    ),
    Harm(
        name="one address of masquerade",
        of=_VXLAN,
        values=_variable("FELIX_NATOUTGOINGADDRESS", "10.77.0.10"),
        told_by=_NO_API,
        patience=40.0,
    ),
    Harm(name="no VXLAN", of=_VXLAN, values=_felix(vxlanEnabled=False), told_by=_UNREACHED),
    Harm(name="another driver", of=_VXLAN, values=_felix(useInternalDataplaneDriver=False), told_by=_UNREADY),
    Harm(name="four bits of marks", of=_VXLAN, values=_variable("FELIX_IPTABLESMARKMASK", "0xf0000"), told_by=_UNREADY),
    Harm(name="a reject", of=_VXLAN, values=_felix(iptablesFilterDenyAction="Reject"), told_by=_UNREADY),
    Harm(name="no routes of VXLAN", of=_VXLAN, values=_felix(routeSyncDisabled=True), told_by=_UNREACHED),
    Harm(
        name="host-local with VXLAN",
        of="calico bgp host-local",
        values={"calico": {"vxlan": "Always"}},
        told_by=_UNREACHED,
    ),
    Harm(name="no routes by BGP", of=_BGP, values={"calico": {"pool": {"disableBGPExport": True}}}, told_by=_UNREACHED),
)
CASES: tuple[Case, ...] = tuple(harm.case for harm in HARMS)


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Install the chart without what it refuses, and yield what the usual case finds wrong."""
    chart = WORK / "chart"
    shutil.copytree(folder / "charts" / case.chart, chart)
    for name in _REFUSING:
        (chart / name).unlink()
    Release(plane=plane, chart=chart).apply("install", case.values)
    yield from network.examine_installed(case, plane, folder)
