"""Measures commands by their processor time, since a clock on the wall depends on what else runs."""

import os
import statistics
import subprocess
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

# How often commands are measured in turn.
PAIRS = 7


class Command(Struct, frozen=True, kw_only=True):
    """A command, the folder that it runs in, and its environment."""

    arguments: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=lambda: {**os.environ})


class Ratio(Struct, frozen=True, kw_only=True):
    """How the times of two commands compare, and the times, in seconds; each is a median."""

    value: float
    work: float
    floor: float

    def __str__(self) -> str:
        return f"{self.work:.3f} s / {self.floor:.3f} s"


def processor_time(command: Command) -> float:
    """Return the seconds that a command, and what it starts and waits for, spends in programs and in the kernel."""
    arguments, none = command.arguments, subprocess.DEVNULL
    child = subprocess.Popen(arguments, cwd=command.folder, env=command.environment, stdin=none, stdout=none)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, f"{' '.join(command.arguments)} in {command.folder}: status {child.returncode}"
    return used.ru_utime + used.ru_stime


def paired(work: Command, floor: Command, pairs: int = PAIRS) -> Ratio:
    """Return the medians of two commands that run in turn, after one of each that does not count where there are
    several.
    """
    if pairs > 1:
        processor_time(work)
        processor_time(floor)
    times = [(processor_time(work), processor_time(floor)) for _ in range(pairs)]
    return Ratio(
        value=statistics.median(mine / other for mine, other in times),
        work=statistics.median(mine for mine, _ in times),
        floor=statistics.median(other for _, other in times),
    )
