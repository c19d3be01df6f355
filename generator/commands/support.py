"""Says what the current line supports, with which the program's help ends."""

from generator.base.errors import ProblemsError
from generator.releases.lines import read_lines
from generator.report.supported import supported


def epilog() -> str:
    """The supported versions; a table of lines that cannot be read is said in their place."""
    try:
        return supported(read_lines()[0])
    except ProblemsError as error:
        return str(error)
