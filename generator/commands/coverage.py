"""Runs `coverage`: prints what can be set upstream, and the values that set it."""

import argparse

from generator.base.statuses import CLEAN
from generator.commands.options import json_option
from generator.report.knob_table import knobs_json, knobs_text
from generator.rows.knobs import read_knobs


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the table."""
    print((knobs_json if arguments.json else knobs_text)(read_knobs()))
    return CLEAN
