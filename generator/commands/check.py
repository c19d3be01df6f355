"""Runs `check`: runs the checks on the chart of a build, in the repository or in a folder of its own."""

import argparse
import sys
from collections.abc import Sequence

from generator.base.findings import Result
from generator.base.progress import Progress
from generator.base.statuses import CLEAN, FINDINGS
from generator.chart.build import Build
from generator.checks.registry import verify
from generator.checks.staging import borrowed, provable, staged
from generator.checks.subject import subject_of
from generator.commands.checkout import CHART, ROOT, need_checkout
from generator.commands.named_lines import built, chosen_lines, excluding
from generator.commands.options import json_option, line_options
from generator.pipeline import build
from generator.releases.lines import read_lines
from generator.report.progress_display import watch
from generator.report.results import results_json, results_text


def proven(made: Build, progress: Progress, *, committed: bool = False) -> list[Result]:
    """The results of the checks of a build; with `committed` of the chart in the repository, which it should be.

    Of an unlisted pair it is said whose Kubernetes versions it takes.
    """
    if committed:
        return list(verify(subject_of(made, CHART, ROOT, progress), progress=progress))
    if said := borrowed(made, read_lines()[0]):
        print(said, file=sys.stderr)
    provably = provable(made, read_lines()[0])
    with staged(provably, ROOT) as folder:
        return list(verify(subject_of(provably, folder / CHART.name, folder, progress), progress=progress))


def report(results: Sequence[Result], *, as_json: bool) -> int:
    """Print the results, and return the exit status."""
    print(results_json(results) if as_json else results_text(results))
    return FINDINGS if any(result.outcome.findings for result in results) else CLEAN


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    line_options(parser)
    parser.add_argument("--all-lines", action="store_true", help="every line, one after the other")
    json_option(parser, "findings and counts as JSON")


def run(arguments: argparse.Namespace) -> int:
    """Check the lines, or the chart that is made of raw manifests."""
    need_checkout("check")
    progress = watch(sys.stderr)
    chosen = (arguments.line, arguments.flannel, arguments.calico, arguments.upstream)
    if arguments.all_lines and chosen != (None,) * len(chosen):
        raise excluding("--all-lines", "leave out --line, --flannel, --calico and --upstream")
    if arguments.upstream is not None:
        return report(proven(built(arguments), progress), as_json=arguments.json)
    current, wanted = read_lines()[0], chosen_lines(arguments)
    results = [result for one in wanted for result in proven(build(one), progress, committed=one == current)]
    return report(results, as_json=arguments.json)
