"""Uninstalls a release, cleans its machines with the node script, and checks that they are as they were before."""

from collections.abc import Iterator, Mapping
from contextlib import suppress

from tests.datapath import attached
from tests.datapath.commands import LabError
from tests.datapath.hosts import Host
from tests.datapath.running_lab import RunningLab
from tests.paths import ROOT

State = Mapping[str, set[str]]

_CLEANUP = ROOT / "generator" / "node" / "static" / "cleanup"
_OPTIONS = {"flannel": "flannel", "calico": "calico", "canal": "all"}

# By kind, the command that prints what a machine has, a line each.
_KINDS: Mapping[str, str] = {
    "link": "ip -o link show | sed 's/^[0-9]*: \\([^:@]*\\).*/\\1/'",
    "route": "for v in 4 6; do ip -o -$v route show table all | grep -Ev 'dev (eth0|lo) .*proto kernel'; done",
    "routing rule": "ip -4 rule; ip -6 rule",
    "iptables rule or chain": (
        "for f in iptables ip6tables; do for k in nft legacy; do"
        " $f-$k-save 2> /dev/null | sed -n -e '/^-A /p' -e \"s/^:\\([^ ]*\\) - .*/$f-$k chain \\1/p\"; done; done"
    ),
    "nftables table": "nft list tables | grep -Ev ' (filter|nat|mangle|raw|security)$'",
    "IP set": "ipset list -n",
    "file": (
        "find /etc/cni/net.d /run/flannel /run/calico /var/lib/calico /var/lib/cni/flannel /var/lib/cni/networks"
        " ! -path /etc/cni/net.d ! -path /var/lib/cni/networks 2> /dev/null"
    ),
}
# What there must be for the script to remove, by what it is told to look for.
_ALL_LEAVE = ("iptables rule or chain", "file", "route")
_LEFT = {"flannel": _ALL_LEAVE, "calico": (*_ALL_LEAVE, "IP set"), "all": (*_ALL_LEAVE, "IP set")}


def state(host: Host) -> State:
    """Return what a machine has of its network, by kind."""
    return {kind: set(host.shell(f"{{ {command}; }} || true").splitlines()) for kind, command in _KINDS.items()}


def _end_deployed(lab: RunningLab) -> None:
    """End the pods of Deployments as kubelets do; the plugin may not be able to take them off the network any more."""
    for pod in lab.deployed:
        pod.end()
        if pod.network:
            with suppress(LabError):
                attached.cnitool(pod.host, "del", (pod.namespace, pod.name))
            pod.host.run("ip", "netns", "del", pod.network)


def _cleaned(host: Host, pristine: State, plugin: str) -> Iterator[str]:
    """Run the script on a machine, and compare what there is with what was there before the release."""
    before = state(host)
    for kind in _LEFT[plugin]:
        if not before[kind] - pristine[kind]:
            yield f"expected the release to leave a {kind} for the script, found none"
    done = host.attempt("sh", _CLEANUP, "--plugin", plugin, "--yes")
    if done.status:
        yield f"cleanup: expected status 0, found {done.status}: {done.stderr.strip()}"
    for kind, found in state(host).items():
        added = sorted(found - pristine[kind])
        yield from (f"expected no {kind} that was not there before, found {one}" for one in added)
        yield from (f"expected the {kind} {one} to stay, found it gone" for one in sorted(pristine[kind] - found))


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
