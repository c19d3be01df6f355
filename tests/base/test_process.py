"""Processes and scratch folders end with the block that holds them, whatever ends the block."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.base import process
from generator.base.errors import ProblemsError
from tests.hearing import start
from tests.paths import ROOT

# Prints the pid of a shell, of that shell's child and a folder, then waits to be ended from outside.
_HOLDER = """
import time
from generator.base import process
with process.scratch("cni-test-") as folder:
    pids = folder / "pids"
    command = ["sh", "-c", f"sleep 60 & echo $$ $! >{pids}.new; mv {pids}.new {pids}; wait"]
    with process.background(command, output=2):
        while not pids.exists():
            time.sleep(0.01)
        print(pids.read_text().strip(), folder, flush=True)
        time.sleep(60)
"""


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process that ended but was not yet waited for by the first process of the machine counts as gone.
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _wait_until(fact: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        time.sleep(0.02)
    return fact()


@contextmanager
def _holder(*, hears: bool = True) -> Iterator[tuple[subprocess.Popen[str], list[int], Path]]:
    """A holder, the pids of its children and its folder; it ends with the block."""
    with start([sys.executable, "-c", _HOLDER], cwd=ROOT, hears=hears) as holder:
        assert holder.stdout is not None
        first, second, folder = holder.stdout.readline().split()
        pids = [int(first), int(second)]
        assert all(map(_runs, pids))
        yield holder, pids, Path(folder)
        holder.wait(20)


def _is_left(pids: list[int], folder: Path) -> bool:
    return any(map(_runs, pids)) or folder.exists()


def test_run_captures_the_streams_and_the_status() -> None:
    output = process.run(["sh", "-c", "cat; echo no >&2; exit 3"], stdin="yes")
    assert output == process.Output(status=3, stdout="yes", stderr="no\n")


def test_run_passes_the_environment_and_the_folder(tmp_path: Path) -> None:
    output = process.run(["/bin/sh", "-c", "echo $WORD; pwd"], env={"WORD": "kept"}, cwd=tmp_path)
    assert output.stdout == f"kept\n{tmp_path}\n"


def test_run_names_a_program_that_does_not_exist() -> None:
    with pytest.raises(ProblemsError) as caught:
        process.run(["/nowhere/helm", "version"])
    assert str(caught.value) == "/nowhere/helm: expected a program that starts, found No such file or directory"


def test_run_ends_a_command_and_its_children_after_the_time_out() -> None:
    started = time.monotonic()
    with pytest.raises(ProblemsError, match=r"sleep 61 & wait': expected an end within 0\.2 s, found it still ran"):
        process.run(["sh", "-c", "sleep 61 & wait"], timeout=0.2)
    assert time.monotonic() - started < 5


def test_stream_reports_the_seconds_the_lines_and_the_status() -> None:
    heard: list[tuple[float, Sequence[str]]] = []
    script = "echo first; printf sec >&2; sleep 0.3; echo ond >&2; printf '\\377 last'; exit 4"
    assert process.stream(["sh", "-c", script], tick=lambda *told: heard.append(told), every=0.1) == 4
    seconds = [told[0] for told in heard]
    assert len(seconds) >= 2
    assert seconds == sorted(seconds)
    assert [line for _, lines in heard for line in lines] == ["first", "second", "\ufffd last"]


def test_background_tells_whether_it_still_runs() -> None:
    with process.background(["sleep", "0.2"], output=2) as sleeper:
        assert sleeper.wait(0) is None
        assert sleeper.wait(10) == 0


def test_background_lets_a_polite_process_finish(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = f"trap 'echo ended >{mark}; exit 0' TERM; echo ready >{mark}; while :; do sleep 0.01; done"
    with process.background(["sh", "-c", script], output=2, grace=10):
        assert _wait_until(lambda: mark.exists() and mark.read_text() == "ready\n")
    assert mark.read_text() == "ended\n"


def test_background_kills_a_process_that_ignores_the_request(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    script = f"trap '' TERM; echo ready >{mark}; while :; do sleep 0.01; done"
    with process.background(["sh", "-c", script], output=2, grace=0.1) as stubborn:
        assert _wait_until(mark.exists)
    assert stubborn.wait(0) == -signal.SIGKILL


def test_an_exception_ends_the_process_and_removes_the_folder() -> None:
    with (
        pytest.raises(RuntimeError),
        process.scratch("cni-test-") as folder,
        process.background(["sleep", "60"], output=2) as sleeper,
    ):
        raise RuntimeError
    assert sleeper.wait(0) == -signal.SIGKILL
    assert not folder.exists()


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(signal.SIGINT, id="after Ctrl-C"),
        pytest.param(signal.SIGTERM, id="after a request to end"),
        pytest.param(signal.SIGHUP, id="after the terminal closed"),
        pytest.param(signal.SIGKILL, id="after a kill"),
    ],
)
def test_nothing_is_left(number: int) -> None:
    with _holder() as (holder, pids, folder):
        holder.send_signal(number)
    assert _wait_until(lambda: not _is_left(pids, folder))


def test_a_job_in_the_background_goes_on_after_ctrl_c_and_ends_when_it_is_asked_to() -> None:
    with _holder(hears=False) as (holder, pids, folder):
        for number in (signal.SIGINT, signal.SIGHUP):
            holder.send_signal(number)
        with pytest.raises(subprocess.TimeoutExpired):
            holder.wait(0.5)
        assert all(map(_runs, pids))
        holder.send_signal(signal.SIGTERM)
    assert _wait_until(lambda: not _is_left(pids, folder))
