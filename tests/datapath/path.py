"""Takes a data path through what happens to a cluster in its life, and tells everything that is wrong."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct

from tests.datapath import attached, changes, faults, hosts, membership, policies, removal, rollout
from tests.datapath.case import Case
from tests.datapath.control_plane import ControlPlane, Release
from tests.datapath.leftovers import snapshot
from tests.datapath.running import DONE
from tests.datapath.running_lab import Check, RunningLab, reach_again

_ALL = ("path flannel vxlan", "path flannel host-gw", "path calico vxlan", "path calico bgp", "path canal")


class Assertion(Struct, frozen=True, kw_only=True):
    """Something that is to be so, on the paths of these names."""

    name: str
    check: Check
    paths: Sequence[str] = _ALL


def _access(lab: RunningLab) -> Iterator[str]:
    """No request was refused while the release was there."""
    yield from (f"refused: {request}" for request in lab.plane.refused())


# In the order in which they are looked at; each leaves the network as it works.
ASSERTIONS: tuple[Assertion, ...] = (
    Assertion(name="policy", check=policies.obeyed, paths=("path calico vxlan", "path calico bgp", "path canal")),
    Assertion(name="join", check=membership.joins),
    Assertion(name="leave", check=membership.leaves),
    Assertion(name="kill", check=faults.killed),
    Assertion(name="api", check=faults.api_server_away),
    Assertion(name="link", check=faults.overlay_of_flannel_deleted, paths=("path flannel vxlan", "path canal")),
    Assertion(name="link", check=faults.bridge_deleted, paths=("path flannel host-gw",)),
    Assertion(name="link", check=faults.overlay_of_calico_deleted, paths=("path calico vxlan",)),
    Assertion(name="link", check=faults.link_of_pod_deleted, paths=("path calico bgp",)),
    Assertion(name="route", check=faults.route_of_flannel_deleted, paths=("path flannel vxlan",)),
    Assertion(name="route", check=faults.route_deleted, paths=("path flannel host-gw", "path calico bgp")),
    Assertion(name="file", check=faults.subnet_file_deleted, paths=("path flannel vxlan", "path flannel host-gw")),
    Assertion(name="node", check=faults.node_made_again, paths=("path flannel host-gw",)),
    Assertion(name="upgrade", check=changes.upgraded),
    Assertion(name="access", check=_access),
    Assertion(name="uninstall", check=removal.uninstalled),
)


def brought_up(case: Case, plane: ControlPlane, folder: Path) -> RunningLab:
    """Install the release on all machines but the one that joins later, and attach a client and a server."""
    release = Release(plane=plane, chart=folder / "charts" / case.chart)
    release.apply("install", case.values)
    machines = [hosts.start(plane, folder / "images", machine) for machine in case.machines[:-1]]
    pristine = {host.name: snapshot(host) for host in machines}
    running = rollout.roll_out(machines)
    names = tuple(f"{one['metadata']['name']}-" for one in rollout.workloads(plane, "daemonsets"))
    return RunningLab(
        case=case,
        plane=plane,
        release=release,
        hosts=machines,
        agents=[pod for pod in running if pod.name.startswith(names)],
        deployed=[pod for pod in running if not pod.name.startswith(names)],
        users=[
            attached.attach(host, name, {"role": name})
            for host, name in zip(machines, ("client", "server"), strict=True)
        ],
        pristine=pristine,
        routes={},
    )


def examine(case: Case, plane: ControlPlane, folder: Path) -> Iterator[str]:
    """Bring a network up, and yield what is wrong by each assertion of its path, and then the assertion's name."""
    lab = brought_up(case, plane, folder)
    yield from reach_again(lab, "start")
    for assertion in ASSERTIONS:
        if case.name in assertion.paths:
            yield from (f"{assertion.name}: {text}" for text in assertion.check(lab))
            yield f"{DONE}{assertion.name}"
