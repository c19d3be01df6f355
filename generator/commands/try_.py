"""Runs `try`: installs the chart into a real API server."""

import argparse
import sys

from generator.base.files import write_tree
from generator.base.process import scratch
from generator.base.statuses import CLEAN
from generator.cluster.trial import run_trial
from generator.commands.checkout import CHART, in_checkout
from generator.commands.options import values_option
from generator.pipeline import build
from generator.releases.lines import read_lines
from generator.report.progress_display import watch


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    values_option(parser)
    parser.add_argument("--keep", action="store_true", help="stay until Ctrl-C and print the KUBECONFIG")


def run(arguments: argparse.Namespace) -> int:
    """Install the chart of the repository; without a repository, install that of the current line."""
    with scratch("cni-chart-") as folder:
        chart = CHART if in_checkout() else folder / "cni"
        if chart != CHART:
            write_tree(chart, build(read_lines()[0]).chart.files)
        run_trial(chart, arguments.values, keep=arguments.keep, out=sys.stdout, progress=watch(sys.stderr))
    return CLEAN
