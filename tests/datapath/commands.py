"""Runs commands of the lab, whose failure is that of the case, and waits for what must come true."""

import shlex
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from generator.base.process import Output
from generator.base.process import run as run_to_end

T = TypeVar("T")


class LabError(Exception):
    """Something in the lab is not as the case needs it."""


def tail(log: Path, lines: int = 25) -> str:
    """Return the end of what a process has written."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def attempt(*command: object, env: Mapping[str, str] | None = None, stdin: str = "", timeout: float = 60.0) -> Output:
    """Run a command, and return its status with what it printed."""
    return run_to_end([str(word) for word in command], env=env, stdin=stdin, timeout=timeout)


def run(*command: object, env: Mapping[str, str] | None = None, stdin: str = "", timeout: float = 60.0) -> str:
    """Run a command that must succeed, and return what it printed. Raise LabError if it fails."""
    done = attempt(*command, env=env, stdin=stdin, timeout=timeout)
    if done.status:
        words = shlex.join(str(word) for word in command)
        raise LabError(f"{words}: status {done.status}: {done.stderr.strip()}{done.stdout.strip()[-500:]}")
    return done.stdout


def until(fact: Callable[[], T], what: str, *, seconds: float = 30.0, every: float = 0.1) -> T:
    """Ask until the answer is true, and return it. Raise LabError if it is not in time."""
    end = time.monotonic() + seconds
    while not (found := fact()):
        if time.monotonic() > end:
            raise LabError(f"expected {what} within {seconds:g} s, found {found!r}")
        time.sleep(every)
    return found
