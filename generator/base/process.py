"""Runs other programs, captures what they print, and makes sure that they end with us; no other module starts any."""

import os
import select
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from msgspec import Struct

from generator.base.errors import problem

# A guard reads from a pipe that only this process holds. A line means that all is cleaned up. If the pipe ends, this
# process is gone and could not clean up (SIGKILL, a crash, a second Ctrl-C).
_KILL_GROUP = 'read -r _ || kill -s KILL -- "-$1"'
_REMOVE_FOLDER = 'read -r _ || { sleep 1; rm -rf -- "$1"; }'


class Output(Struct, frozen=True, kw_only=True):
    """What a finished command printed, and its status."""

    status: int
    stdout: str
    stderr: str


class Background(Struct, frozen=True, kw_only=True):
    """A process that runs beside this one, in a process group of its own."""

    child: subprocess.Popen[bytes]

    def wait(self, seconds: float) -> int | None:
        """Return its exit status, or None if it still runs after that time."""
        with suppress(subprocess.TimeoutExpired):
            return self.child.wait(seconds)
        return None


def _start(
    command: Sequence[str], *, env: Mapping[str, str] | None, cwd: Path | None, stdin: int, output: int
) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command, env=env, cwd=cwd, stdin=stdin, stdout=output, stderr=output, start_new_session=True
        )
    except OSError as error:
        raise problem(command[0], expected="a program that starts", found=str(error.strerror)) from error


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM unwind the stack as Ctrl-C does. Only the main thread may set that; other threads change nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previous)


@contextmanager
def _outlived(script: str, argument: str) -> Iterator[None]:
    """Run the script with the argument if this process dies before the block ends."""
    command = ["/bin/sh", "-c", script, "sh", argument]
    null = subprocess.DEVNULL
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=null, stderr=null, start_new_session=True) as guard:
        try:
            yield
        finally:
            guard.communicate(b"\n")


def _signal_group(child: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def _stop(child: subprocess.Popen[bytes], grace: float) -> None:
    try:
        if grace:
            _signal_group(child, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                child.wait(grace)
    finally:
        _signal_group(child, signal.SIGKILL)
    child.wait()


def run(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str = "",
    timeout: float = 120.0,
) -> Output:
    """Run a command to its end, and capture its output. Raise ProblemsError if it cannot start or does not end."""
    pipe = subprocess.PIPE
    with _terminable(), _start(command, env=env, cwd=cwd, stdin=pipe, output=pipe) as child:
        try:
            stdout, stderr = child.communicate(stdin.encode(), timeout)
        except subprocess.TimeoutExpired as error:
            raise problem(shlex.join(command), expected=f"an end within {timeout:g} s", found="it still ran") from error
        finally:
            _signal_group(child, signal.SIGKILL)
    said, complained = (text.decode(errors="replace") for text in (stdout, stderr))
    return Output(status=child.returncode, stdout=said, stderr=complained)


class Conversation(Struct, frozen=True, kw_only=True):
    """A process that answers each line with a line, and ends with its standard input."""

    command: Sequence[str]
    child: subprocess.Popen[bytes]

    def ask(self, line: str, timeout: float = 120.0) -> str:
        """Return its answer to a line. Raise ProblemsError if none comes in time, or if the process has ended."""
        asked, answers, complaints = self.child.stdin, self.child.stdout, self.child.stderr
        assert asked is not None
        assert answers is not None
        assert complaints is not None
        with suppress(BrokenPipeError):
            asked.write(f"{line}\n".encode())
            asked.flush()
        is_there, *_ = select.select([answers], [], [], timeout)
        answer = answers.readline() if is_there else b""
        if answer.endswith(b"\n"):
            return answer.decode(errors="replace")
        _signal_group(self.child, signal.SIGKILL)
        said = " ".join(complaints.read().decode(errors="replace").split())
        found = f"its end: {said}" if is_there else "it still ran"
        raise problem(shlex.join(self.command), expected=f"an answer within {timeout:g} s", found=found)


@contextmanager
def conversation(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> Iterator[Conversation]:
    """Provide a process to ask while the block runs. Raise ProblemsError if it cannot start.

    However this process ends, the standard input of the other one ends with it.
    """
    pipe = subprocess.PIPE
    with _start(command, env=env, cwd=None, stdin=pipe, output=pipe) as child:
        try:
            yield Conversation(command=command, child=child)
        finally:
            _signal_group(child, signal.SIGKILL)


@contextmanager
def background(
    command: Sequence[str],
    *,
    output: int,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    grace: float = 0.0,
) -> Iterator[Background]:
    """Run a process with its children while the block runs, writing to a file descriptor, and leave none behind.

    It gets `grace` seconds after SIGTERM before SIGKILL. It also ends if this process is killed.
    """
    with _terminable():
        child = _start(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, output=output)
        try:
            with _outlived(_KILL_GROUP, str(child.pid)):
                try:
                    yield Background(child=child)
                finally:
                    _stop(child, grace)
        finally:
            if child.returncode is None:
                _stop(child, 0)


def stream(
    command: Sequence[str],
    *,
    tick: Callable[[float, Sequence[str]], None],
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    every: float = 1.0,
) -> int:
    """Run a long command. `tick` gets the seconds so far from time to time, and the lines that it printed since."""
    started, heard, status = time.monotonic(), 0, None
    with (
        tempfile.TemporaryFile() as said,
        background(command, output=said.fileno(), env=env, cwd=cwd, grace=10.0) as child,
    ):
        while status is None:
            status = child.wait(every)
            text = os.pread(said.fileno(), os.fstat(said.fileno()).st_size - heard, heard)
            whole = text if status is not None else text[: text.rfind(b"\n") + 1]
            heard += len(whole)
            tick(time.monotonic() - started, [line.decode(errors="replace") for line in whole.splitlines()])
    return status


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """Provide a temporary folder that only the user can read. It is gone after the block, even if we are killed."""
    with _terminable():
        name = tempfile.mkdtemp(prefix=prefix)
        with _outlived(_REMOVE_FOLDER, name):
            try:
                yield Path(name)
            finally:
                shutil.rmtree(name, ignore_errors=True)
