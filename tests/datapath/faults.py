"""Breaks what the network stands on, and checks that flows go on or that what the documents say happens."""

import os
import signal
import time
from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from msgspec.structs import replace

from tests.datapath import attached, flows, hosts, pods
from tests.datapath.commands import LabError
from tests.datapath.control_plane import ControlPlane
from tests.datapath.running_lab import (
    RunningLab,
    agents_of,
    answers,
    comes_true,
    reach_again,
    recreate,
    restart_containers,
)
from tests.paths import ROOT

_AWAY = 30.0
# How long what is not mended is looked at, in seconds.
_SOON = 3.0
_OTHER_CIDR = "10.244.9.0/24"
_PAGE = ROOT / "docs" / "troubleshooting.md"


def killed(lab: RunningLab) -> Iterator[str]:
    """Every agent is killed and started again, one after the other, and no ping is lost."""
    flow = flows.start(lab.client, lab.server)
    for pod in lab.agents:
        restart_containers(pod)
    yield from flows.harmed(flow, "agents killed and started again")


def _signal(plane: ControlPlane, number: signal.Signals) -> None:
    for group in plane.cluster.groups:
        os.killpg(group, number)


def api_server_away(lab: RunningLab) -> Iterator[str]:
    """The API server does not answer for a while: no ping is lost, no kubelet restarts an agent, and all recovers."""
    flow = flows.start(lab.client, lab.server)
    _signal(lab.plane, signal.SIGSTOP)
    try:
        time.sleep(_AWAY)
        if attached.seen_by(lab.client, lab.server.address()) != lab.client.address():
            yield "expected a new connection to be answered without the API server, found no answer"
        for pod in lab.agents:
            for container in pod.containers:
                if text := pods.probe(pod, container, "livenessProbe"):
                    yield f"without the API server: {pod.name}: {text}"
    finally:
        _signal(lab.plane, signal.SIGCONT)
    yield from flows.harmed(flow, "API server away")
    for pod in lab.agents:
        pods.await_ready(pod)
    later = attached.attach(lab.hosts[0], "later")
    yield from comes_true(lambda: answers(later, lab.server) == 1, "a later pod to reach the server", seconds=10)
    attached.detach(later)


def _has_link(lab: RunningLab, link: str) -> bool:
    return link in hosts.links(lab.hosts[0])


def _deleted(lab: RunningLab, link: str, told: str) -> Iterator[str]:
    """Delete a link of the first machine, and see that the client has no answer and that no probe sees it.

    The page for operators tells of it by the words that are given.
    """
    lab.hosts[0].run("ip", "link", "delete", link)
    if answers(lab.client, lab.server):
        yield f"{link} deleted: expected no answer, found one"
    for pod in agents_of(lab, lab.hosts[0]):
        yield from (f"{link} deleted: expected the probes to succeed, found {text}" for text in pods.problems(pod))
    if f"**{told} was deleted" not in _PAGE.read_text(encoding="utf-8"):
        yield f"{_PAGE.name}: expected a paragraph that begins with {told} was deleted, found none"


def _restart(lab: RunningLab) -> None:
    for pod in agents_of(lab, lab.hosts[0]):
        restart_containers(pod)


def overlay_of_flannel_deleted(lab: RunningLab) -> Iterator[str]:
    """flannel.1 comes back at once without its routes, and a restart of the pod repairs it."""
    yield from _deleted(lab, "flannel.1", "`flannel.1`")
    yield from comes_true(lambda: _has_link(lab, "flannel.1"), "flannel.1 to come back", seconds=5)
    if count := answers(lab.client, lab.server, 5):
        yield f"flannel.1 deleted: expected no answer before a restart, found {count}"
    _restart(lab)
    yield from reach_again(lab, "flannel restarted")


def _told(words: str) -> Iterator[str]:
    """Yield what is wrong unless the page for operators has a paragraph that begins with these words."""
    if f"**{words}" not in _PAGE.read_text(encoding="utf-8"):
        yield f"{_PAGE.name}: expected a paragraph that begins with {words}, found none"


def route_of_flannel_deleted(lab: RunningLab) -> Iterator[str]:
    """flannel's vxlan does not make a route again that is gone, until its pod restarts."""
    route = _delete_route(lab)
    time.sleep(_SOON)
    if count := answers(lab.client, lab.server, 5):
        yield f"{route} deleted: expected no answer before a restart, found {count}"
    _restart(lab)
    yield from reach_again(lab, "flannel restarted")


def route_deleted(lab: RunningLab) -> Iterator[str]:
    """host-gw and BIRD make a route again that is gone."""
    route = _delete_route(lab)
    yield from reach_again(lab, f"{route} deleted", seconds=20)


def _delete_route(lab: RunningLab) -> str:
    """Delete the route by which the client's machine reaches the server, and return its destination."""
    network = ip_address(lab.server.address())
    found = [route["dst"] for route in hosts.routes(lab.hosts[0]) if "/" in route["dst"]]
    [route] = (one for one in found if network in ip_network(one))
    lab.hosts[0].run("ip", "route", "delete", route)
    return route


def _gets_no_network(lab: RunningLab, words: str) -> Iterator[str]:
    """Yield what is wrong unless a later pod of the first machine fails with these words."""
    try:
        attached.attach(lab.hosts[0], "later", patience=_SOON)
    except LabError as error:
        if words not in str(error):
            yield f"expected a later pod to fail with {words}, found {error}"
        attached.forget(lab.hosts[0], "later")
        return
    yield f"expected a later pod to fail with {words}, found an address"
    attached.forget(lab.hosts[0], "later")


def _gets_a_network(lab: RunningLab) -> Iterator[str]:
    later = attached.attach(lab.hosts[0], "later")
    yield from comes_true(lambda: answers(later, lab.server) == 1, "a later pod to reach the server", seconds=10)
    attached.detach(later)


def subnet_file_deleted(lab: RunningLab) -> Iterator[str]:
    """Later pods get no network until flannel's pod restarts; pods that run go on."""
    yield from _told("`open /run/flannel/subnet.env: no such file or directory`")
    lab.hosts[0].run("rm", "/run/flannel/subnet.env")
    yield from _gets_no_network(lab, "open /run/flannel/subnet.env: no such file or directory")
    yield from reach_again(lab, "subnet.env deleted", seconds=1)
    _restart(lab)
    yield from _gets_a_network(lab)


def node_made_again(lab: RunningLab) -> Iterator[str]:
    """A machine whose Node comes back with another pod CIDR gives no pod an address until its bridge is deleted."""
    yield from _told('`"cni0" already has an IP address different from')
    host = lab.hosts[0]
    lab.plane.request("DELETE", f"/api/v1/nodes/{host.name}")
    hosts.register(replace(host, machine=replace(host.machine, pod_cidrs=(_OTHER_CIDR,))))
    _restart(lab)
    yield from _gets_no_network(lab, '"cni0" already has an IP address different from')
    host.run("ip", "link", "delete", "cni0")
    yield from _gets_a_network(lab)
    recreate(lab, 0)
    yield from reach_again(lab, "the pod made again")


def bridge_deleted(lab: RunningLab) -> Iterator[str]:
    """The next pod makes cni0 again, and each pod that was there needs a new one in its place."""
    yield from _deleted(lab, "cni0", "`cni0`")
    _restart(lab)
    if _has_link(lab, "cni0"):
        yield "cni0 deleted: expected a restart of flannel not to bring it back, found that it does"
    later = attached.attach(lab.hosts[0], "later")
    yield from comes_true(lambda: answers(later, lab.server) == 1, "a later pod to reach the server", seconds=10)
    if answers(lab.client, lab.server):
        yield "cni0 deleted: expected no answer to a pod that was there, found one"
    attached.detach(later)
    recreate(lab, 0)
    yield from reach_again(lab, "the pod made again")


def overlay_of_calico_deleted(lab: RunningLab) -> Iterator[str]:
    """vxlan.calico comes back with its routes."""
    yield from _deleted(lab, "vxlan.calico", "`vxlan.calico`")
    yield from reach_again(lab, "vxlan.calico deleted")


def link_of_pod_deleted(lab: RunningLab) -> Iterator[str]:
    """A pod's link does not come back; a new pod in its place has one."""
    [link] = (route["dev"] for route in hosts.routes(lab.hosts[0]) if route["dst"] == lab.client.address())
    yield from _deleted(lab, link, "A link `cali` with 11 digits")
    _restart(lab)
    if _has_link(lab, link):
        yield f"{link} deleted: expected a restart of Calico not to bring it back, found that it does"
    recreate(lab, 0)
    yield from reach_again(lab, "the pod made again")
