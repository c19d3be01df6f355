"""Runs `tools`: builds the external programs."""

import argparse
import sys

from generator.base.statuses import CLEAN
from generator.report.progress_display import watch
from generator.tools import gobuild
from generator.tools.tool_table import TOOLS, USUAL


def _tool(name: str) -> str:
    if name not in TOOLS:
        raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(TOOLS)}")
    return name


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    names = f"of {', '.join(TOOLS)}; default: all that are not for tests alone"
    parser.add_argument("names", nargs="*", type=_tool, metavar="NAME", help=names)


def run(arguments: argparse.Namespace) -> int:
    """Build the programs that do not exist yet."""
    gobuild.build_tools(arguments.names or USUAL, progress=watch(sys.stderr))
    return CLEAN
