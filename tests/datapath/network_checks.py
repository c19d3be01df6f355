"""Checks what every network owes its pods: reach, addresses, masquerade, MTU and ports of the node."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from msgspec import Struct

from generator.base.process import Output
from tests.datapath import attached
from tests.datapath.attached import Attached, asking, passes, received, seen_by
from tests.datapath.case import Case
from tests.datapath.commands import LabError, until
from tests.datapath.hosts import Host
from tests.datapath.isolation import GATEWAY, GATEWAY6

PINGS = 20
HOST_PORT = 8888
_OUTSIDE = {4: GATEWAY, 6: GATEWAY6}


class Pair(Struct, frozen=True, kw_only=True):
    """Two pods on two machines."""

    one: Attached
    other: Attached

    def __str__(self) -> str:
        return f"{self.one.name} to {self.other.name}"


def attach_all(hosts: list[Host]) -> list[Attached]:
    """Attach a pod on each machine, the last of which has a port of its machine."""
    ports = [{"hostPort": HOST_PORT, "containerPort": attached.PORT, "protocol": "tcp"}]
    return [attached.attach(host, f"pod-{host.name[-1]}", ports=ports) for host in hosts]


def pairs(pods: list[Attached]) -> Iterator[Pair]:
    """Yield every two pods, both ways."""
    yield from (Pair(one=one, other=other) for one in pods for other in pods if one is not other)


def await_reach(pods: list[Attached], families: tuple[int, ...], *, seconds: float = 20.0) -> None:
    """Wait until every pod has reached every other one once. What does not happen is told by the checks."""

    def do_reach() -> bool:
        return all(received(pair.one, pair.other.address(family), 1) for pair in pairs(pods) for family in families)

    try:
        until(do_reach, "pods that reach each other", seconds=seconds)
    except LabError:
        return


def _address(case: Case, pods: list[Attached]) -> Iterator[str]:
    """Pods have an address of each family, in the networks that the case names."""
    networks = [ip_network(cidr) for cidr in case.pod_cidrs]
    for pod in pods:
        for address in map(pod.address, case.families):
            if not any(ip_address(address) in network for network in networks):
                yield f"{pod.name}: expected an address in {' or '.join(case.pod_cidrs)}, found {address}"


def _reach(case: Case, pods: list[Attached]) -> Iterator[str]:
    for pair in pairs(pods):
        for family in case.families:
            address = pair.other.address(family)
            if (count := received(pair.one, address, PINGS)) != PINGS:
                yield f"{pair}, IPv{family}: expected {PINGS} answers, found {count}"


def _source(case: Case, pods: list[Attached]) -> Iterator[str]:
    """The address that a pod on another machine sees is the pod's own."""
    for pair in pairs(pods):
        for family in case.families:
            expected = pair.one.address(family)
            if (found := seen_by(pair.one, pair.other.address(family))) != expected:
                yield f"{pair}, IPv{family}: expected the address {expected} to arrive, found {found or 'no answer'}"


def _masquerade(case: Case, pods: list[Attached]) -> Iterator[str]:
    """What is outside of the nodes sees the machine's address, or the pod's where nothing is to be masqueraded."""
    attached.route_outside(pods)
    for pod in pods:
        machine = pod.host.machine
        for family in case.families:
            masked = {4: machine.address, 6: machine.address6}
            expected = pod.address(family) if family in case.unmasked else masked[family]
            if (found := seen_by(pod, _OUTSIDE[family])) != expected:
                yield f"{pod.name} to outside, IPv{family}: expected {expected} to arrive, found {found or 'no answer'}"


def _mtu(case: Case, pods: list[Attached]) -> Iterator[str]:
    for pod in (pods[0], pods[-1]):
        other = pods[-1] if pod is pods[0] else pods[0]
        for family in case.families:
            address, mtu = other.address(family), case.mtu_of(family)
            if not passes(pod, address, mtu):
                yield f"{pod.name}, IPv{family}: expected {mtu} bytes to pass in one piece, found that they do not"
            if passes(pod, address, mtu + 1):
                yield f"{pod.name}, IPv{family}: expected {mtu + 1} bytes not to pass, found that they do"


def _link(case: Case, pods: list[Attached]) -> Iterator[str]:
    """Pods send no packet that does not pass."""
    expected = case.link_mtu or case.mtu
    if (found := pods[0].mtu()) != expected:
        yield f"{pods[0].name}: expected the MTU {expected} on its link, found {found}"


def _shown(case: Case, pods: list[Attached]) -> Iterator[str]:
    """The first machine has what the values ask for."""
    for command, pattern in case.shows.items():
        done = pods[0].host.attempt(*command.split())
        if not re.search(pattern, done.stdout):
            yield f"{command}: expected {pattern}, found {(done.stdout + done.stderr).strip()}"


def _answer(done: Output, where: str) -> Iterator[str]:
    if not done.stdout.strip():
        yield f"{where}: expected an answer, found {done.stderr.strip().splitlines()[-1:] or 'none'}"


def _host_port(case: Case, pods: list[Attached]) -> Iterator[str]:
    """A port of a machine is a pod's, from another machine and from a pod there."""
    first, last = pods[0], pods[-1]
    machine = last.host.machine
    command = asking(machine.address if 4 in case.families else machine.address6, HOST_PORT)
    yield from _answer(first.host.attempt(*command), f"{first.host.name} to port {HOST_PORT} of {last.host.name}")
    yield from _answer(first.attempt(*command), f"{first.name} to port {HOST_PORT} of {last.host.name}")


CHECKS = {
    "address": _address,
    "reach": _reach,
    "source": _source,
    "masquerade": _masquerade,
    "mtu": _mtu,
    "link": _link,
    "hostPort": _host_port,
    "shown": _shown,
}


def found_wrong(case: Case, pods: list[Attached]) -> Iterator[str]:
    """Yield what is wrong, by check."""
    await_reach(pods, case.families)
    for name, check in CHECKS.items():
        yield from (f"{name}: {text}" for text in check(case, pods))
