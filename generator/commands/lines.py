"""Runs `lines`: prints the table of lines."""

import argparse

from generator.base.statuses import CLEAN
from generator.commands.options import json_option
from generator.releases.lines import read_lines
from generator.report.line_table import lines_json, lines_text


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    print((lines_json if arguments.json else lines_text)(read_lines()))
    return CLEAN
