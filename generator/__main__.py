"""The boundary: turns every outcome of a command into an exit status."""

import os
import sys
from pathlib import Path

from generator.base.errors import Problem, ProblemsError, UsageError
from generator.cli import main

PROBLEMS, USAGE, INTERRUPTED = 1, 2, 130


def _unusable(error: OSError) -> Problem:
    """A file, a folder or a stream that the system does not let us use; only streams have no name."""
    where = str(error.filename or "standard output or another stream")
    return Problem(where=where, expected="one that can be used", found=error.strerror or str(error))


def _drop_output() -> None:
    """Let what is left to be printed go: at the end Python would try again, and fail again."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _open_streams() -> None:
    """Give streams that are closed a place to write to; Python has none for them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end


def _run() -> int:
    status = main(sys.argv[1:])
    sys.stdout.flush()
    return status


def exit_status() -> int:
    """The command's own status; 1 for problems with the input or the system, 2 for wrong usage, 130 when interrupted;
    3 for a bug, whose traceback is kept."""
    _open_streams()
    try:
        return _run()
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except ProblemsError as error:
        sys.stderr.write(f"{error}\n")
        return PROBLEMS
    except OSError as error:
        _drop_output()
        sys.stderr.write(f"{_unusable(error)}\n")
        return PROBLEMS
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    except Exception:
        sys.excepthook(*sys.exc_info())
        return 3


if __name__ == "__main__":
    sys.exit(exit_status())
