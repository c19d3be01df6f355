"""Runs `explain`: prints what was learned of a line, and what its settings change."""

import argparse
import sys

from generator.base.statuses import CLEAN
from generator.commands.named_lines import built
from generator.commands.options import line_options
from generator.report.explain import explain


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    line_options(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the plan."""
    sys.stdout.write(explain(built(arguments)))
    return CLEAN
