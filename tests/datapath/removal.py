"""Uninstalls a release, cleans its machines with the node script, and checks that they are as they were before."""

from collections.abc import Iterator
from contextlib import suppress

from tests.datapath import attached
from tests.datapath.commands import LabError
from tests.datapath.hosts import Host
from tests.datapath.leftovers import left, snapshot
from tests.datapath.running_lab import RunningLab
from tests.paths import ROOT

_CLEANUP = ROOT / "generator" / "node" / "static" / "cleanup"
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
    done = host.attempt("sh", _CLEANUP, "--plugin", plugin, "--yes")
    if done.status:
        yield f"cleanup: expected status 0, found {done.status}: {done.stderr.strip()}"
    yield from left(host, pristine)
    yield from (f"expected {one} to stay, found it gone" for one in sorted(pristine - snapshot(host)))


def uninstalled(lab: RunningLab) -> Iterator[str]:
    """Drain the machines, uninstall the release, run the script on each machine, and see that nothing is left."""
    while lab.users:
        attached.detach(lab.users.pop())
    lab.release.apply("uninstall")
    _end_deployed(lab)
    while lab.agents:
        lab.agents.pop().end()
    for host in lab.hosts:
        yield from (f"{host.name}: {text}" for text in _cleaned(host, lab.pristine[host.name], _OPTIONS[lab.plugin]))
