"""Checks that a machine that joins is reached, and that nothing is kept of one that leaves."""

from collections.abc import Iterator

from tests.datapath import attached, hosts, rollout
from tests.datapath.attached import Attached
from tests.datapath.hosts import Host
from tests.datapath.running_lab import RunningLab, agents_of, answers, comes_true

_PINGS = 20
_SECONDS = 30.0
_CALICO = "/apis/crd.projectcalico.org/v1"


def _destinations(host: Host) -> set[str]:
    return {f"{route['dst']}" for route in hosts.routes(host)}


def _entries(host: Host, address: str) -> list[str]:
    """Return the entries of a machine's overlays that send packets to an address."""
    lines = host.attempt("bridge", "fdb", "show").stdout.splitlines()
    return [line for line in lines if f"dst {address} " in f"{line} "]


def bring(lab: RunningLab) -> Attached:
    """Let another machine come to the cluster, and return a pod on it."""
    joined = hosts.start(lab.plane, lab.hosts[0].images, lab.case.machines[-1])
    lab.hosts.append(joined)
    lab.agents.extend(rollout.agents(joined))
    lab.users.append(attached.attach(joined, "joined"))
    return lab.users[-1]


def send_away(lab: RunningLab) -> Host:
    """Drain the machine that came, delete its Node, turn its power off, and return it."""
    attached.detach(lab.users.pop())
    leaving = lab.hosts.pop()
    for pod in agents_of(lab, leaving):
        pod.end()
        lab.agents.remove(pod)
    lab.plane.request("DELETE", f"/api/v1/nodes/{leaving.name}")
    leaving.holder.kill()
    leaving.holder.wait()
    return leaving


def _reached(one: Attached, other: Attached) -> Iterator[str]:
    said = f"{one.name} to {other.name}"
    yield from comes_true(lambda: answers(one, other) == 1, f"{said}: an answer", seconds=_SECONDS)
    if (count := answers(one, other, _PINGS)) != _PINGS:
        yield f"{said}: expected {_PINGS} answers, found {count}"


def joins(lab: RunningLab) -> Iterator[str]:
    """A machine comes to the cluster: its pods and the others' reach each other, and the others have a route to it."""
    lab.routes.update({host.name: _destinations(host) for host in lab.hosts})
    new = bring(lab)
    for old in (lab.client, lab.server):
        yield from _reached(old, new)
        yield from _reached(new, old)
    for host in lab.hosts[:-1]:
        if not _destinations(host) - lab.routes[host.name]:
            yield f"{host.name}: expected a route to pods of {new.host.name}, found no new one"
    if lab.plugin == "calico" and not _blocks(lab, new.host.name):
        yield f"{new.host.name}: expected a block of addresses, found none"


def _blocks(lab: RunningLab, node: str) -> list[str]:
    """Return what Calico's IPAM keeps of a node: blocks that are its own, and its claims of them."""
    claims = lab.plane.request("GET", f"{_CALICO}/blockaffinities")["items"]
    blocks = lab.plane.request("GET", f"{_CALICO}/ipamblocks")["items"]
    kept = [str(one["metadata"]["name"]) for one in claims if one["spec"]["node"] == node]
    return kept + [str(one["metadata"]["name"]) for one in blocks if one["spec"].get("affinity") == f"host:{node}"]


def _forgotten(lab: RunningLab, host: Host, gone: Host) -> Iterator[str]:
    before = lab.routes[host.name]
    what = f"the routes of {host.name} to be those from before {gone.name} came"
    for text in comes_true(lambda: _destinations(host) == before, what, seconds=_SECONDS):
        yield f"{text}: {', '.join(sorted(_destinations(host) ^ before))}"
    what = f"no entry of {gone.address} in the overlays of {host.name}"
    yield from comes_true(lambda: not _entries(host, gone.address), what, seconds=_SECONDS)


def leaves(lab: RunningLab) -> Iterator[str]:
    """A machine leaves the cluster: the others forget its routes, and Calico its blocks."""
    gone = send_away(lab)
    for host in lab.hosts:
        yield from _forgotten(lab, host, gone)
    if lab.plugin == "calico":
        yield from comes_true(lambda: not _blocks(lab, gone.name), f"no block of {gone.name}", seconds=_SECONDS)
