"""Turns every outcome of a command into an exit status."""

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from generator.base.errors import Problem, ProblemsError, UsageError
from generator.base.statuses import BUG, FINDINGS, INTERRUPTED, USAGE
from generator.cli import main


def _unusable(error: OSError) -> Problem:
    """Return the name of what the system does not let us use: a file, a folder or a stream; a stream has no name."""
    where = str(error.filename or "standard output or another stream")
    return Problem(where=where, expected="one that can be used", found=error.strerror or str(error))


def _flush(stream: TextIO) -> OSError | None:
    """Print what is left in the buffers. Drop what cannot be printed, or Python would try again at its end and fail
    again.
    """
    try:
        stream.flush()
    except OSError as error:
        with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        return error
    return None


def _open_streams() -> None:
    """Give closed streams a place to write to, because Python gives them none."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end


def _say(text: object) -> None:
    """Print a line on standard error if that takes one; the exit status says the same."""
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")


def _run() -> int:
    """Run the command, and return its status or that of the parser: for help, the version or wrong usage."""
    try:
        return main(sys.argv[1:])
    except SystemExit as ended:
        return int(ended.code or 0)


def _status() -> int:
    try:
        return _run()
    except UsageError as error:
        _say(error)
        return USAGE
    except ProblemsError as error:
        _say(error)
        return FINDINGS
    except OSError as error:
        _say(_unusable(error))
        return FINDINGS
    except KeyboardInterrupt:
        _say("interrupted")
        return INTERRUPTED
    except Exception:
        sys.excepthook(*sys.exc_info())
        return BUG


def exit_status() -> int:
    """Return the status of the command, 1 for problems with the input or the system, 2 for wrong usage, 130 if it was
    interrupted, and 3 for a bug, whose traceback is kept.
    """
    _open_streams()
    status = _status()
    unprinted = _flush(sys.stdout)
    if unprinted and not status:
        _say(_unusable(unprinted))
        status = FINDINGS
    _flush(sys.stderr)
    return status


def run() -> NoReturn:
    """End the process with the status. Nothing is freed first, since that would take a tenth of a build's time."""
    os._exit(exit_status())


if __name__ == "__main__":
    run()
