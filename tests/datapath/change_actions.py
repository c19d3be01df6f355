"""Does what the owner of a cluster does before or after a change, and looks at what else is so, by names of rows."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from tests.datapath import attached, faults, flows, hosts, pods, policies
from tests.datapath.attached import Attached
from tests.datapath.commands import LabError, run, until
from tests.datapath.hosts import Host
from tests.datapath.isolation import GATEWAY
from tests.datapath.pods import Pod
from tests.datapath.removal import CLEANUP
from tests.datapath.running_lab import (
    Check,
    RunningLab,
    answers,
    comes_true,
    reach_again,
    replace_agents,
    restart_containers,
)

Fact = Callable[[RunningLab, Sequence[Attached]], Iterator[str]]

_SMALLER = 1400
_POOLS = "/apis/crd.projectcalico.org/v1/ippools"
_LARGE = 200_000
# What sends a lot in one connection and prints how much has come at the other end in three seconds.
_SEND = f"""
import socket, sys
link = socket.create_connection((sys.argv[1], 8081), 3)
link.settimeout(3)
link.sendall(b"." * {_LARGE})
link.shutdown(socket.SHUT_WR)
print(link.recv(20).decode())
"""
_TAKE = """
import socket
listener = socket.create_server(("", 8081))
print("ready", flush=True)
link, _ = listener.accept()
count = 0
while taken := link.recv(65536):
    count += len(taken)
link.sendall(str(count).encode())
"""
_EMPTY_RULES = """
for family in iptables ip6tables; do
    for kind in legacy nft; do
        for table in filter nat mangle raw; do
            $family-$kind -t $table -F; $family-$kind -t $table -X
        done 2> /dev/null || true
    done
done
for table in $(nft list tables ip | cut -d' ' -f3); do
    case $table in services|filter|nat|mangle|raw) ;; *) nft delete table ip "$table" ;; esac
done
"""


def _everywhere(script: str) -> Check:
    """Return what runs commands on every machine."""

    def action(lab: RunningLab) -> Iterator[str]:
        for host in lab.hosts:
            host.shell(script)
        yield from ()

    return action


def _network_mtu(mtu: int) -> Check:
    """Return what lets the network between the machines pass no larger packets; the machines do not know it."""

    def action(lab: RunningLab) -> Iterator[str]:
        for host in lab.hosts:
            run("ip", "link", "set", f"v{host.machine.number}eth0", "mtu", mtu)
            # A link takes several packets of a connection at once, however large they are, unless it is told not to.
            host.run("ip", "link", "set", "eth0", "gso_max_segs", 1)
        yield from ()

    return action


def _renew_link(lab: RunningLab) -> Iterator[str]:
    """Delete flannel's link and restart flanneld, on one machine after the other."""
    for host in lab.hosts:
        host.run("ip", "link", "delete", "flannel.1")
        for pod in lab.agents:
            if pod.host is host:
                restart_containers(pod)
    yield from ()


def _patch_pools(lab: RunningLab) -> Iterator[str]:
    for pool in lab.plane.request("GET", _POOLS)["items"]:
        spec = {"vxlanMode": "Always", "ipipMode": "Never"}
        lab.plane.request("PATCH", f"{_POOLS}/{pool['metadata']['name']}", {"spec": spec})
    yield from ()


def _cleanup(lab: RunningLab) -> Iterator[str]:
    """Run the script on each machine, which takes away what flannel has left there; no ping is lost meanwhile."""
    flow = flows.start(lab.client, lab.server)
    for host in lab.hosts:
        host.run("sh", CLEANUP, "--plugin", "flannel", "--yes")
    yield from flows.harmed(flow, "cleanup")


def _boot(lab: RunningLab) -> Iterator[str]:
    """Empty every machine's rules, which a reboot does, too, and replace its agents."""
    for host in lab.hosts:
        host.shell(_EMPTY_RULES)
        replace_agents(lab, host)
    yield from ()


ACTIONS: Mapping[str, Check] = {
    "strict rp_filter": _everywhere("sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.default.rp_filter=1"),
    "a smaller network": _network_mtu(_SMALLER),
    "the usual network": _network_mtu(1500),
    "FORWARD drops": _everywhere("iptables -P FORWARD DROP"),
    "FORWARD accepts": _everywhere("iptables -P FORWARD ACCEPT"),
    "flannel.1 deleted and flanneld restarted": _renew_link,
    "pools patched to VXLAN": _patch_pools,
    "/run emptied as by a reboot": _everywhere("rm -rf /run/flannel"),
    "flannel cleaned up": _cleanup,
    "rules emptied as by a reboot": _boot,
}


@contextmanager
def _outside(seen: Sequence[Attached]) -> Iterator[None]:
    """Provide a server outside of the nodes that finds the way to these pods."""
    attached.route_outside(seen)
    server = attached.serve()
    try:
        yield
    finally:
        server.kill()
        server.wait()


def _seen_outside(seen: Sequence[Attached], *, masked: bool) -> Iterator[str]:
    with _outside(seen):
        for pod in seen:
            expected = pod.host.address if masked else pod.address()
            if (found := attached.seen_by(pod, GATEWAY)) != expected:
                yield f"{pod.name} to outside: expected {expected} to arrive, found {found or 'no answer'}"


def _carried(one: Attached, other: Attached) -> int:
    """Return how many bytes of a large transfer come through."""
    command = other.host.inside(*other.inside(sys.executable, "-I", "-S", "-c", _TAKE))
    with subprocess.Popen(command, stdout=subprocess.PIPE) as taker:
        assert taker.stdout
        taker.stdout.readline()
        done = one.attempt(sys.executable, "-I", "-S", "-c", _SEND, other.address())
        taker.kill()
    return int(done.stdout.strip() or 0)


def _arrives(*, own: bool) -> Fact:
    def fact(lab: RunningLab, later: Sequence[Attached]) -> Iterator[str]:
        for one, other in ((lab.client, lab.server), (later[0], later[1])):
            found = attached.seen_by(one, other.address())
            if (found == one.address()) != own or not found:
                told = "its own address" if own else "another address"
                yield f"{one.name} to {other.name}: expected {told} to arrive, found {found or 'no answer'}"

    return fact


def _transfers(expected: int) -> Fact:
    def fact(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
        if (found := _carried(lab.client, lab.server)) != expected:
            yield f"expected {expected} of {_LARGE} bytes to come, found {found}"

    return fact


def _ready(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
    for pod in lab.agents:
        yield from (f"{pod.name}: {text}" for text in pods.problems(pod))


def _none_ready(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
    yield from (f"expected {pod.name} not to be ready, found that it is" for pod in lab.agents if not _unready(pod))


def _policy(*, acts: bool) -> Fact:
    """Return what looks at whether a policy that allows nothing takes the server's answers away within five seconds."""

    def fact(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
        with policies.nothing_allowed(lab):
            found = not [*comes_true(lambda: not answers(lab.client, lab.server), "no answer", seconds=5)]
        if found != acts:
            yield f"expected a new policy {'to act' if acts else 'not to act'}, found the opposite"
        yield from reach_again(lab, "the policy deleted")

    return fact


def _unready(pod: Pod) -> bool:
    try:
        return until(lambda: bool(pods.problems(pod)), "an agent that is not ready", seconds=20)
    except LabError:
        return False


def _route_comes_back(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
    yield from faults.route_deleted(lab)


def _link_stays(link: str) -> Fact:
    def fact(lab: RunningLab, _: Sequence[Attached]) -> Iterator[str]:
        there: Sequence[Host] = [host for host in lab.hosts[:2] if link in hosts.links(host)]
        if len(there) != 2:
            yield f"expected {link} on both machines, found it on {len(there)}"

    return fact


FACTS: Mapping[str, Fact] = {
    "running pods are masqueraded": lambda lab, _: _seen_outside(lab.users[:2], masked=True),
    "running pods are not masqueraded": lambda lab, _: _seen_outside(lab.users[:2], masked=False),
    "later pods are masqueraded": lambda _, later: _seen_outside(later, masked=True),
    "later pods are not masqueraded": lambda _, later: _seen_outside(later, masked=False),
    "pods' own addresses arrive": _arrives(own=True),
    "other addresses arrive": _arrives(own=False),
    "large transfers pass": _transfers(_LARGE),
    "large transfers stand still": _transfers(0),
    "all agents are ready": _ready,
    "no agent is ready": _none_ready,
    "a deleted route comes back": _route_comes_back,
    "a new policy acts": _policy(acts=True),
    "a new policy does not act": _policy(acts=False),
    "flannel.1 stays": _link_stays("flannel.1"),
}
