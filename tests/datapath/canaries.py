"""Lists what a case must notice: each row spoils a thing that the chart installed, and names the line that tells it.

A case that stays green here would prove nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Tree
from tests.datapath import network
from tests.datapath.case import Case
from tests.datapath.cases import CASES as USUAL
from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane, Release

# How long a kubelet waits where what it waits for never comes, in seconds.
_SHORT = 8.0

_ROLES = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
_FLANNEL = "/apis/apps/v1/namespaces/kube-flannel/daemonsets/kube-flannel-ds"
_CONFIG = "/api/v1/namespaces/kube-flannel/configmaps/kube-flannel-cfg"
_CALICO = "/apis/apps/v1/namespaces/kube-system/daemonsets/calico-node"
_POD = ("spec", "template", "spec")


class Spoil(Struct, frozen=True, kw_only=True):
    """One place of an object in the API server, what is there, and what takes its place.

    A step of `at` is a key, or in a list an index or an entry's name. In a text, a part of it is replaced.
    """

    path: str
    at: tuple[str | int, ...]
    before: Tree
    after: Tree


class Canary(Struct, frozen=True, kw_only=True):
    """What is spoiled in which case, what matches the line that must tell it, and how long a kubelet waits for pods."""

    name: str
    of: str
    spoils: tuple[Spoil, ...]
    told_by: str
    patience: float = 60.0

    @property
    def case(self) -> Case:
        """The case that runs it."""
        [case] = (one for one in USUAL if one.name == self.of)
        machines = tuple(replace(machine, patience=self.patience) for machine in case.machines)
        name = f"canary, {self.name}"
        return replace(case, name=name, machines=machines, examiner="canary", told_by=self.told_by, is_base=False)


def _in_flannel(*steps: str | int) -> tuple[str | int, ...]:
    return (*_POD, "containers", "kube-flannel", *steps)


def _configured(name: str, before: str, after: str) -> Spoil:
    """Return what is spoiled in a file of flannel's ConfigMap."""
    return Spoil(path=_CONFIG, at=("data", f"{name}.json"), before=before, after=after)


_DEFAULT = "flannel documentation vxlan"

CANARIES: tuple[Canary, ...] = (
    Canary(
        name="an RBAC verb less",
        of=_DEFAULT,
        spoils=(
            Spoil(
                path=f"{_ROLES}/flannel",
                at=("rules", 1, "verbs"),
                before=["get", "list", "watch"],
                after=["get", "list"],
            ),
        ),
        told_by="refused: kube-flannel:flannel watch /api/v1/nodes",
    ),
    Canary(
        name="a mount of another folder",
        of=_DEFAULT,
        spoils=(
            Spoil(path=_FLANNEL, at=(*_POD, "volumes", "run", "hostPath", "path"), before="flannel", after="flanneld"),
        ),
        # Nobody finds flanneld's file, so that no pod is attached.
        told_by="error: .* open /run/flannel/subnet.env: no such file",
        patience=_SHORT,
    ),
    Canary(
        name="a probe of a port where nobody listens",
        of=_DEFAULT,
        spoils=(
            Spoil(path=_FLANNEL, at=_in_flannel("livenessProbe", "httpGet", "port"), before="healthz", after=8286),
        ),
        told_by="error: expected kube-flannel-ds-a to be ready within 8 s, found False: livenessProbe: ",
        patience=_SHORT,
    ),
    Canary(
        name="a probe of a port where somebody else answers",
        of=_DEFAULT,
        spoils=tuple(
            Spoil(
                path=_FLANNEL,
                at=_in_flannel(probe, "httpGet"),
                before={"path": path, "port": "healthz", "scheme": "HTTP"},
                after={"path": "/livez", "port": 443, "host": "10.96.0.1", "scheme": "HTTPS"},
            )
            for probe, path in (("livenessProbe", "/healthz"), ("readinessProbe", "/readyz"))
        ),
        told_by="probes: expected those of kube-flannel-ds-b.kube-flannel to fail",
    ),
    Canary(
        name="a CIDR that holds the machines, too",
        of=_DEFAULT,
        spoils=(_configured("net-conf", "10.244.0.0/16", "10.0.0.0/8"),),
        told_by="masquerade: ",
    ),
    Canary(
        name="a CIDR of other pods",
        of="calico vxlan",
        spoils=(
            Spoil(
                path=_CALICO,
                at=(*_POD, "containers", "calico-node", "env", "CALICO_IPV4POOL_CIDR", "value"),
                before="10.244.0.0/16",
                after="10.99.0.0/16",
            ),
        ),
        told_by="address: ",
    ),
    Canary(
        name="masquerade turned off",
        of=_DEFAULT,
        spoils=(
            Spoil(
                path=_FLANNEL,
                at=_in_flannel("args"),
                before=["--ip-masq", "--kube-subnet-mgr", "--healthz-port=8081"],
                after=["--kube-subnet-mgr", "--healthz-port=8081"],
            ),
            # The plugin's delegate would do what flanneld does not.
            _configured("cni-conf", '"hairpinMode"', '"ipMasq": false, "hairpinMode"'),
        ),
        told_by="masquerade: ",
    ),
    Canary(
        name="masquerade between pods",
        of=_DEFAULT,
        spoils=(_configured("cni-conf", '"hairpinMode"', '"ipMasq": true, "hairpinMode"'),),
        told_by="source: ",
    ),
    Canary(
        name="an MTU of pods that is 50 too large",
        of=_DEFAULT,
        spoils=(_configured("cni-conf", '"hairpinMode"', '"mtu": 1500, "hairpinMode"'),),
        told_by="link: ",
    ),
    Canary(
        name="an MTU of the tunnel that is 50 too large",
        of=_DEFAULT,
        spoils=(_configured("net-conf", '"Type": "vxlan"', '"Type": "vxlan", "MTU": 1550'),),
        told_by="link: ",
    ),
    Canary(
        name="a capability less",
        of=_DEFAULT,
        spoils=(
            Spoil(
                path=_FLANNEL,
                at=_in_flannel("securityContext", "capabilities", "add"),
                before=["NET_ADMIN", "NET_RAW"],
                after=["NET_RAW"],
            ),
        ),
        # flanneld can make no link, and ends.
        told_by="error: kube-flannel-ds-a.kube-flannel: expected it to run, found its end",
    ),
)
CASES: tuple[Case, ...] = tuple(canary.case for canary in CANARIES)


def _entered(found: Any, step: str | int) -> Any:
    """Return what a step leads to."""
    if isinstance(found, list) and isinstance(step, str):
        [entry] = (one for one in found if one["name"] == step)
        return entry
    return found[step]


def spoil(plane: ControlPlane, row: Spoil) -> None:
    """Spoil an object. Raise LabError unless its place is as the row says."""
    whole = plane.request("GET", row.path)
    above: Any = whole
    *steps, last = row.at
    for step in steps:
        above = _entered(above, step)
    found = above[last]
    if found == row.before:
        above[last] = row.after
    elif isinstance(row.before, str) and isinstance(found, str) and found.count(row.before) == 1:
        above[last] = found.replace(row.before, str(row.after))
    else:
        raise LabError(f"{row.path}, {row.at}: expected {row.before} to be spoiled, found {found}")
    plane.request("PUT", row.path, whole)


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Install the chart, spoil what the canary spoils, and yield what the usual case finds wrong."""
    [canary] = (one for one in CANARIES if one.case.name == case.name)
    Release(plane=plane, chart=folder / "charts" / case.chart).apply("install", case.values)
    for row in canary.spoils:
        spoil(plane, row)
    yield from network.examine_installed(case, plane, folder)
