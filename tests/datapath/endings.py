"""Checks how things end: probes when a program stands still, and what a pod leaves on its machine."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from tests.datapath import pods
from tests.datapath.attached import Attached
from tests.datapath.commands import LabError, until
from tests.datapath.hosts import Host, links
from tests.datapath.pods import Container, Pod

# Where a machine keeps what belongs to a pod, and the most seconds until an agent has taken it away.
_PLACES = (
    "ip route",
    "ip -6 route",
    "iptables-legacy-save",
    "ip6tables-legacy-save",
    "nft list ruleset",
    "ipset list",
    "grep -r . /var/lib/cni/networks",
)
_SECONDS = 10.0
_KINDS = ("readinessProbe", "livenessProbe")


def _stop(container: Container) -> None:
    """Let the program stand still: what a supervisor runs is stopped, and a single program ended."""
    if container.execute("sh", "-c", "kill -STOP -1 2> /dev/null && [ $(ls -d /proc/[0-9]* | wc -l) -gt 4 ]").status:
        container.signal("KILL")
        container.process.wait(10)


def unnoticed(running: Sequence[Pod]) -> Iterator[str]:
    """Stop a pod of each workload, and yield those whose probes succeed without their programs."""
    for pod in {pod.workload: pod for pod in running}.values():
        probed = [one for one in pod.containers if {*_KINDS} & one.spec.keys()]
        for container in probed:
            _stop(container)
            if not any(pods.probe(pod, container, kind) for kind in _KINDS):
                yield f"probes: expected those of {container.name} to fail without its program, found that they succeed"


def _found(host: Host, address: str) -> list[str]:
    whole = re.compile(rf"(?<![0-9a-f.:]){re.escape(address)}(?![0-9a-f.:]*[0-9a-f])")
    return [place for place in _PLACES if whole.search(host.attempt(*place.split()).stdout)]


def _is_gone(host: Host, address: str) -> bool:
    return not _found(host, address)


def left_behind(gone: Sequence[Attached], before: dict[str, set[str]]) -> Iterator[str]:
    """Yield what is left of pods that are gone: links, and their addresses in routes, rules, sets and IPAM."""
    for pod in gone:
        for address in pod.addresses:
            try:
                until(partial(_is_gone, pod.host, address), "no trace", seconds=_SECONDS)
            except LabError:
                places = ", ".join(_found(pod.host, address))
                yield f"left: {pod.name}: expected nothing of {address}, found it in {places}"
        if more := links(pod.host) - before[pod.host.name]:
            yield f"left: expected no link of a pod on {pod.host.name}, found {', '.join(sorted(more))}"
