"""Runs a case as a process in namespaces of its own, and tells what came of it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from msgspec import Struct

from tests.datapath.case import Case
from tests.datapath.isolation import apart
from tests.paths import ROOT

# The longest that a case may take, in seconds.
_LIMIT = 300.0
WORKS, FAILS = "works", "FAILS"


class Outcome(Struct, frozen=True, kw_only=True):
    """What came of a case: in a word, what is wrong, and the processor time of all of its processes in seconds."""

    case: Case
    result: str
    wrong: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether this is no result that is expected."""
        return self.result.startswith(FAILS)


def _ended(child: subprocess.Popen[bytes]) -> tuple[int, float]:
    """Wait for the end of a case, which is enforced when its time is over; return its status and processor time.

    The namespaces end with their first process, and so does everything in them.
    """
    timer = threading.Timer(_LIMIT, child.send_signal, [signal.SIGKILL])
    timer.start()
    try:
        _, status, used = os.wait4(child.pid, 0)
    finally:
        timer.cancel()
    child.returncode = os.waitstatus_to_exitcode(status)
    return child.returncode, used.ru_utime + used.ru_stime


def _result(case: Case, wrong: tuple[str, ...]) -> str:
    """Return what came of a case in a word. One that does harm must fail in the checks that it names, and no other."""
    checks = {text.partition(":")[0] for text in wrong}
    told = f"Settings that do harm, {case.harm}"
    if case.harm and not wrong:
        return f"{FAILS}: it works, but is marked: {told}"
    if wrong:
        return f"fails until it is mended: {told}" if checks <= {*case.harmed} else FAILS
    return WORKS


def run_case(folder: Path, case: Case) -> Outcome:
    """Run a case with the charts and images in a folder."""
    program = (sys.executable, "-m", "tests.datapath.lab", str(folder), case.name)
    command = apart(*program, as_user=os.geteuid() != 0)
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
        try:
            status, seconds = _ended(child)
        finally:
            child.kill()
        said.seek(0)
        lines = tuple(said.read().decode(errors="replace").splitlines())
    wrong = lines or ((f"ended with status {status}",) if status else ())
    return Outcome(case=case, result=_result(case, wrong), wrong=wrong, seconds=seconds)
