"""Starts processes that receive signals from tests, even if the tests themselves run in the background."""

import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

# What a job ignores that a shell starts in the background or under nohup, and what a parent may ignore beside that.
_IGNORED = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)
_HEARS = ("env", "--default-signal")


def start(
    command: Sequence[str], *, hears: bool = True, cwd: Path | None = None, env: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start a command in a session of its own, from a parent that ignores signals: it hears them, or inherits that."""
    previous = {number: signal.signal(number, signal.SIG_IGN) for number in _IGNORED}
    try:
        return subprocess.Popen(
            [*(_HEARS if hears else ()), *command],
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
