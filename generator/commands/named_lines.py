"""Turns arguments into the lines and builds that they name."""

import argparse
import sys
from collections.abc import Sequence

from generator.base.errors import ProblemsError, UsageError, misuse
from generator.chart.build import Build
from generator.commands.line_builds import build_line
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.release import Release
from generator.releases.signals import signals


def excluding(option: str, remedy: str) -> UsageError:
    """Return the error for an option that excludes the release beside it."""
    return misuse(option, expected="no release beside it", found="one", remedy=remedy)


def chosen_line(arguments: argparse.Namespace) -> ReleaseLine:
    """Return the line that the arguments name by its chart version or by its releases; by default, the current line."""
    read_lines()  # a fault in the table is not the caller's mistake
    try:
        if arguments.line is None:
            return choose_line(arguments.flannel, arguments.calico)
        if (arguments.flannel, arguments.calico) != (None, None):
            raise excluding("--line", "leave out --flannel and --calico, the line names both")
        return named_line(arguments.line)
    except ProblemsError as error:
        raise UsageError(error.problems) from None


def chosen_lines(arguments: argparse.Namespace) -> Sequence[ReleaseLine]:
    """Return all lines, or the one that the arguments name."""
    return read_lines() if arguments.all_lines else [chosen_line(arguments)]


def tell(releases: Sequence[Release], *, signalled: bool) -> None:
    """Print which image tags were corrected and, with `signalled`, what is worth a look."""
    for release in releases:
        lines = [str(one) for one in release.corrections]
        if signalled:
            lines += signals(release, FEATURES.points(release.project), FEATURES.addon_files(release.project))
        for line in lines:
            print(line, file=sys.stderr)


def built(arguments: argparse.Namespace) -> Build:
    """Return the build that the arguments name. Print what was corrected in raw manifests, and what is odd there."""
    made = build_line(chosen_line(arguments), arguments.upstream, assets=arguments.assets)
    tell(made.releases, signalled=arguments.upstream is not None)
    return made
