"""Runs cases as processes in namespaces of their own, a few at a time, and tells what came of them."""

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from msgspec import Struct, field

from generator.base.process import background
from tests.datapath.case import Case
from tests.datapath.isolation import apart
from tests.paths import ROOT

# The longest that a case may take, in seconds, and how many of them run at a time.
_LIMIT, _JOBS = 300.0, 2
WORKS, FAILS = "works", "FAILS"
# What a line begins with by which a case tells that it has looked at something; the others tell what is wrong.
DONE = "done: "


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a case: in a word, what is wrong, what it was examined for, and the processor time in seconds.

    The time is that of all of its processes.
    """

    case: Case
    result: str
    wrong: tuple[str, ...] = ()
    done: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether this is no result that is expected."""
        return self.result.startswith(FAILS)


class _Labs(Struct, frozen=True, kw_only=True):
    """The labs that were started, and whether all of them are to end."""

    folder: Path
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def end(self) -> None:
        """End those that run, and those that are about to."""
        self.over.set()
        for child in [*self.started]:
            self.end_one(child)

    def end_one(self, child: subprocess.Popen[bytes]) -> None:
        """End a lab: its namespaces end with their first process, and so does everything in them."""
        if child.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(child.pid, signal.SIGKILL)


def _ended(labs: _Labs, child: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for the end of a lab, which is enforced when its time is over; return its status and processor time."""
    timer = threading.Timer(_LIMIT, labs.end_one, [child])
    timer.start()
    labs.started.append(child)
    if labs.over.is_set():
        labs.end_one(child)
    try:
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    finally:
        timer.cancel()
    return child.returncode, used.ru_utime + used.ru_stime


def _result(case: Case, wrong: tuple[str, ...]) -> str:
    """Return what came of a case in a word."""
    if case.told_by:
        if any(re.match(case.told_by, line) for line in wrong):
            return "red, as it must"
        return f"{FAILS}: expected `{case.told_by}`, found others" if wrong else f"{FAILS}: nothing noticed it"
    return FAILS if wrong else WORKS


def _run_case(labs: _Labs, case: Case) -> Outcome:
    """Run a case. However this process ends, the lab ends with it."""
    program = (sys.executable, "-m", "tests.datapath.lab", str(labs.folder), case.name)
    command = apart(*program, as_user=os.geteuid() != 0)
    with tempfile.TemporaryFile() as said:
        with background(command, cwd=ROOT, output=said.fileno()) as running:
            status, seconds = _ended(labs, running.child)
        said.seek(0)
        lines = tuple(said.read().decode(errors="replace").splitlines())
    done = tuple(line.removeprefix(DONE) for line in lines if line.startswith(DONE))
    wrong = tuple(line for line in lines if not line.startswith(DONE))
    wrong = wrong or ((f"ended with status {status}",) if status else ())
    return Outcome(case=case, result=_result(case, wrong), wrong=wrong, done=done, seconds=seconds)


def run_cases(folder: Path, cases: Sequence[Case]) -> Generator[Outcome, None, None]:
    """Yield what came of cases with the charts and images in a folder. When this is left, no lab runs."""
    labs = _Labs(folder=folder)
    with ThreadPoolExecutor(_JOBS) as pool:
        try:
            yield from pool.map(lambda case: _run_case(labs, case), cases)
        finally:
            labs.end()
            pool.shutdown(wait=False, cancel_futures=True)
