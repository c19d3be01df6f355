"""Changes values of a release that runs, and checks that what docs/changing-values says of them happens."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.base.trees import Tree
from generator.cluster.kubeapi import Json
from tests.datapath import attached, flows, hosts, membership, rollout
from tests.datapath.case import Values
from tests.datapath.running_lab import Check, RunningLab, answers, comes_true, reach_again, recreate, replace_agents
from tests.paths import ROOT

_PAGES = ROOT / "docs" / "changing-values"
_CALICO = "/apis/crd.projectcalico.org/v1"
_CHANGED = 1400


class _Row(Struct, frozen=True, kw_only=True):
    """What the table says of a value: whether a change is safe, and which workloads' pods restart."""

    safe: str
    restarts: frozenset[str]


def _row(path: str) -> _Row:
    newest = max(_PAGES.glob("*.md"), key=lambda page: [int(part) for part in page.stem.split(".")])
    lines = newest.read_text(encoding="utf-8").splitlines()
    [cells] = (line.split(" | ") for line in lines if line.startswith(f"| `{path}` | "))
    # No path has what lets a pod read the configuration of which the table says that it may.
    named = re.findall(r"([a-z0-9-]+)(?: \(configuration\))?(?:, |$)", cells[2])
    return _Row(safe=cells[1], restarts=frozenset(named))


def _with(values: Values, path: str, value: Tree) -> dict[str, Tree]:
    first, _, rest = path.partition(".")
    if not rest:
        return {**values, first: value}
    below = values.get(first, {})
    assert isinstance(below, dict)
    return {**values, first: _with(below, rest, value)}


def _templates(lab: RunningLab) -> dict[str, Json]:
    kinds = ("daemonsets", "deployments")
    found = (one for kind in kinds for one in rollout.workloads(lab.plane, kind))
    return {one["metadata"]["name"]: one["spec"]["template"] for one in found}


def _upgrade(lab: RunningLab, path: str, value: Tree) -> Iterator[str]:
    """Give a value of the release, and check that pods of those workloads restart of which the table says it."""
    before, expected = _templates(lab), _row(path).restarts
    lab.release.apply("upgrade", _with(lab.case.values, path, value))
    after = _templates(lab)
    for name in sorted(after):
        if (name in expected) != (before[name] != after[name]):
            told = "to restart" if name in expected else "not to restart"
            yield f"{path}: expected pods of {name} {told}, as the table says, found the opposite"


def _upgrade_safely(lab: RunningLab, path: str, value: Tree) -> Iterator[str]:
    """Change a value that is safe to change: no ping is lost while the agents are replaced."""
    flow = flows.start(lab.client, lab.server)
    yield from _upgrade(lab, path, value)
    for host in lab.hosts:
        replace_agents(lab, host)
    yield from flows.harmed(flow, f"{path} changed")


def _passing(lab: RunningLab, path: str, mtu: int) -> Iterator[str]:
    """Check that packets of an MTU pass in one piece, and no larger ones."""
    address = lab.server.address()
    yield from reach_again(lab, "the pods made again")
    if not attached.passes(lab.client, address, mtu):
        yield f"{path}: expected {mtu} bytes to pass in one piece, found that they do not"
    if attached.passes(lab.client, address, mtu + 1):
        yield f"{path}: expected {mtu + 1} bytes not to pass in one piece, found that they do"


def _changed_mtu(lab: RunningLab, path: str, mtu: int) -> Iterator[str]:
    """A pod that is there keeps its MTU, and one that comes later has the new one."""
    if not _row(path).safe.startswith("yes"):
        yield f"{path}: expected the table to call a change safe, found {_row(path).safe}"
    before = lab.client.mtu()
    yield from _upgrade_safely(lab, path, _CHANGED)
    if (found := lab.client.mtu()) != before:
        yield f"{path}: expected a pod that was there to keep MTU {before}, found {found}"
    for number in range(len(lab.users)):
        recreate(lab, number)
        if (found := lab.users[number].mtu()) != mtu:
            yield f"{path}: expected a later pod to have MTU {mtu}, found {found}"
    yield from _passing(lab, path, mtu)


def _flannel_mtu(lab: RunningLab) -> Iterator[str]:
    """The value is the MTU of the outer packets, and pods have what the overlay leaves of it."""
    yield from _changed_mtu(lab, "flannel.mtu", 1350)


def _calico_mtu(lab: RunningLab) -> Iterator[str]:
    yield from _changed_mtu(lab, "calico.mtu", _CHANGED)


def _backends(lab: RunningLab) -> list[str]:
    """Return the backend of each machine, as the command in the table shows it."""
    nodes = lab.plane.request("GET", "/api/v1/nodes")["items"]
    return [node["metadata"]["annotations"]["flannel.alpha.coreos.com/backend-type"] for node in nodes]


def _between_backends(lab: RunningLab) -> Iterator[str]:
    """A machine that comes meanwhile reaches its own backend's machines only."""
    new = membership.bring(lab)
    yield from comes_true(lambda: answers(new, lab.client) == 1, "an answer by the new backend", seconds=20)
    if count := answers(new, lab.server, 3):
        yield f"two backends: expected no answer to a new machine by the old backend, found {count}"
    membership.send_away(lab)


def _backend(lab: RunningLab, backend: str, mtu: int) -> Iterator[str]:
    """Change flannel's backend on one machine after the other: what was there goes on by its old routes."""
    path = "flannel.backend.type"
    if not _row(path).safe.startswith("no"):
        yield f"{path}: expected the table not to call a change safe, found {_row(path).safe}"
    flow = flows.start(lab.client, lab.server)
    yield from _upgrade(lab, path, backend)
    replace_agents(lab, lab.hosts[0])
    yield from comes_true(lambda: len(set(_backends(lab))) == 2, "nodes of two backends", seconds=10)
    yield from _between_backends(lab)
    for host in lab.hosts[1:]:
        replace_agents(lab, host)
    yield from comes_true(lambda: set(_backends(lab)) == {backend}, f"{backend} on all nodes", seconds=10)
    yield from flows.harmed(flow, f"{path} changed to {backend}")
    for number in range(len(lab.users)):
        recreate(lab, number)
    yield from _passing(lab, path, mtu)


def _to_vxlan(lab: RunningLab) -> Iterator[str]:
    yield from _backend(lab, "vxlan", 1450)


def _to_host_gw(lab: RunningLab) -> Iterator[str]:
    """The link of the former backend stays."""
    yield from _backend(lab, "host-gw", 1500)
    for host in lab.hosts:
        if "flannel.1" not in hosts.links(host):
            yield f"expected flannel.1 to stay on {host.name}, found it gone"


def _pools(lab: RunningLab) -> dict[str, str]:
    items = lab.plane.request("GET", f"{_CALICO}/ippools")["items"]
    return {one["metadata"]["name"]: one["spec"]["cidr"] for one in items}


def _pool(lab: RunningLab) -> Iterator[str]:
    """A change of the pods' network alters no pool, and a later pod has an address of the old one."""
    path, before = "podCIDR", _pools(lab)
    yield from _upgrade_safely(lab, path, "10.245.0.0/16")
    if (found := _pools(lab)) != before:
        yield f"{path}: expected the pools {before} to stay, found {found}"
    recreate(lab, 0)
    if not lab.client.address().startswith("10.244."):
        yield f"{path}: expected a later pod with an address of 10.244.0.0/16, found {lab.client.address()}"
    yield from reach_again(lab, "the pod made again")


# By path, what is changed.
_CHANGES: Mapping[str, tuple[Check, ...]] = {
    "path flannel vxlan": (_flannel_mtu, _to_host_gw),
    "path flannel host-gw": (_to_vxlan,),
    "path calico vxlan": (_pool,),
    "path calico bgp": (_calico_mtu,),
    "path canal": (_calico_mtu,),
}


def upgraded(lab: RunningLab) -> Iterator[str]:
    """The path's changes do what the documents say."""
    for change in _CHANGES[lab.case.name]:
        yield from change(lab)
