"""Sends pings from a pod to another one while something happens, and tells which of them were not answered."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from tests.datapath.attached import Attached
from tests.datapath.commands import LabError, until
from tests.datapath.isolation import WORK

_EVERY = "0.02"
_FEWEST = 200


class Flow(Struct, frozen=True, kw_only=True):
    """Pings that are on their way."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def numbers(self) -> list[int]:
        """Return the numbers of the pings that were answered so far."""
        return [int(one) for one in re.findall(r"icmp_seq=(\d+) ttl", self.log.read_text(encoding="utf-8"))]


def start(one: Attached, other: Attached) -> Flow:
    """Begin to send pings; the first one is answered when this returns."""
    log = WORK / "logs" / f"flow-{one.name}-{other.name}.log"
    command = one.host.inside(*one.inside("ping", "-n", "-i", _EVERY, other.address()))
    with log.open("wb") as sink:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sink, stderr=sink)
    flow = Flow(name=f"{one.name} to {other.name}", process=process, log=log)
    until(flow.numbers, "the first answer of a flow", seconds=10)
    return flow


def end(flow: Flow, *, seconds: float = 20.0) -> tuple[int, int]:
    """End a flow when it has sent enough, or in some seconds, and return how many pings it sent and how many had no
    answer. The last one may be on its way and counts for neither.
    """
    begun = len(flow.numbers())
    # Where no more answers come, those that are missing are counted.
    with suppress(LabError):
        until(lambda: len(flow.numbers()) >= max(_FEWEST, begun + 1), "the answers of a flow", seconds=seconds)
    flow.process.send_signal(signal.SIGINT)
    flow.process.wait(10)
    sent = int(re.findall(r"(\d+) packets transmitted", flow.log.read_text(encoding="utf-8"))[-1])
    answered = set(flow.numbers())
    last = max(answered)
    return last, last - len(answered) + max(0, sent - last - 1)


def harmed(flow: Flow, what: str) -> Iterator[str]:
    """End a flow, and yield what is wrong if a ping had no answer."""
    sent, lost = end(flow)
    if lost:
        yield f"{what}: expected 0 of {sent} pings of {flow.name} to be lost, found {lost}"
