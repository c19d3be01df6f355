"""Breaks what the network stands on, and checks that flows go on or that what the documents say happens."""

import os
import signal
import time
from collections.abc import Iterator

from tests.datapath import attached, flows, hosts, pods
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
