"""The boundary: turns every outcome of a command into an exit status."""

import sys

from generator.base.errors import ProblemsError
from generator.cli import main

PROBLEMS, INTERRUPTED = 1, 130


def exit_status() -> int:
    """The command's own status; 1 for problems with the input, 130 when interrupted; a bug keeps its traceback, 3."""
    try:
        return main(sys.argv[1:])
    except ProblemsError as error:
        sys.stderr.write(f"{error}\n")
        return PROBLEMS
    except KeyboardInterrupt:
        sys.stderr.write("interrupted\n")
        return INTERRUPTED
    except Exception:
        sys.excepthook(*sys.exc_info())
        return 3


if __name__ == "__main__":
    sys.exit(exit_status())
