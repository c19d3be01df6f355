"""Tells the versions that the current line supports, for the end of the program's help."""

from generator.base.errors import ProblemsError
from generator.releases.lines import read_lines
from generator.report.supported import supported


def epilog() -> str:
    """Return the supported versions. If the table of lines cannot be read, say so instead."""
    try:
        return supported(read_lines()[0])
    except ProblemsError as error:
        return str(error)
