"""Uninstalls a release, cleans its machines with the node script, and checks that they are as they were before."""

from collections.abc import Iterator
from contextlib import suppress

from generator.base.errors import ProblemsError
from tests.datapath import attached
from tests.datapath.commands import LabError
from tests.datapath.hosts import Host
from tests.datapath.leftovers import left, snapshot
from tests.datapath.running_lab import RunningLab
from tests.paths import ROOT

CLEANUP = ROOT / "generator" / "node" / "static" / "cleanup"
# How long a later pod is tried to be attached, in seconds.
_SHORT = 2.0
_OPTIONS = {"flannel": "flannel", "calico": "calico", "canal": "all"}

# What there must be for the script to remove, by what it is told to look for: how lines of a snapshot begin.
_ALL_LEAVE = ("iptables-", "path ", "route ")
_LEFT = {"flannel": _ALL_LEAVE, "calico": (*_ALL_LEAVE, "set "), "all": (*_ALL_LEAVE, "set ")}


def _end_deployed(lab: RunningLab) -> None:
    """End the pods of Deployments as kubelets do; the plugin may not be able to take them off the network any more."""
    for pod in lab.deployed:
        pod.end()
        if pod.network:
            with suppress(LabError):
                attached.cnitool(pod.host, "del", (pod.namespace, pod.name))
            pod.host.run("ip", "netns", "del", pod.network)


def _cleaned(host: Host, pristine: set[str], plugin: str) -> Iterator[str]:
    """Run the script on a machine, and compare what there is with what was there before the release."""
    added = snapshot(host) - pristine
    for kind in _LEFT[plugin]:
        if not any(line.startswith(kind) for line in added):
            yield f"expected the release to leave {kind.strip()} for the script, found none"
    done = host.attempt("sh", CLEANUP, "--plugin", plugin, "--yes")
    if done.status:
        yield f"cleanup: expected status 0, found {done.status}: {done.stderr.strip()}"
    yield from left(host, pristine)
    yield from (f"expected {one} to stay, found it gone" for one in sorted(pristine - snapshot(host)))


def _later_pods(lab: RunningLab) -> Iterator[str]:
    """A pod that comes after the release has gone still gets a network by flannel's plugin, and none by Calico's."""
    host = lab.hosts[0]
    try:
        attached.discard(attached.attach(host, "later", patience=_SHORT))
        has_network = True
    except LabError:
        attached.forget(host, "later")
        has_network = False
    if has_network != (lab.plugin == "flannel"):
        yield f"without the release: expected a later pod to get a network of flannel's only, found {has_network}"


def _namespace_ends(lab: RunningLab) -> Iterator[str]:
    """Look at an installation into a namespace that the release has made and that is about to go.

    The lab has no controller that ends it, so that it stays so.
    """
    try:
        lab.release.apply("install", lab.case.values)
    except ProblemsError as error:
        if "being terminated" not in str(error):
            yield f"expected the namespace to be terminated, found {error}"
        return
    yield "expected no installation into a namespace that is being deleted, found one"


def uninstalled(lab: RunningLab) -> Iterator[str]:
    """Drain the machines, uninstall the release, run the script on each machine, and see that nothing is left."""
    while lab.users:
        attached.detach(lab.users.pop())
    lab.release.apply("uninstall")
    _end_deployed(lab)
    while lab.agents:
        lab.agents.pop().end()
    yield from _later_pods(lab)
    if lab.plugin == "flannel":
        yield from _namespace_ends(lab)
    for host in lab.hosts:
        yield from (f"{host.name}: {text}" for text in _cleaned(host, lab.pristine[host.name], _OPTIONS[lab.plugin]))
