"""Turns what arguments name into lines and builds."""

import argparse
import sys
from collections.abc import Sequence

from generator.base.errors import Problem, ProblemsError, UsageError
from generator.chart.build import Build
from generator.commands.line_builds import build_line
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.release import Release
from generator.releases.signals import signals


def excluding(option: str, remedy: str) -> UsageError:
    """The error of an option that is given beside a release that it excludes."""
    return UsageError([Problem(where=option, expected="no release beside it", found="one", remedy=remedy)])


def chosen_line(arguments: argparse.Namespace) -> ReleaseLine:
    """The line that the arguments name, by its chart version or by its releases; the current one when by neither."""
    read_lines()  # what is wrong with the table is no mistake of who asks
    try:
        if arguments.line is None:
            return choose_line(arguments.flannel, arguments.calico)
        if (arguments.flannel, arguments.calico) != (None, None):
            raise excluding("--line", "leave out --flannel and --calico, the line names both")
        return named_line(arguments.line)
    except ProblemsError as error:
        raise UsageError(error.problems) from None


def chosen_lines(arguments: argparse.Namespace) -> Sequence[ReleaseLine]:
    """The lines that a command is about: all of them, or the one that is named."""
    return read_lines() if arguments.all_lines else [chosen_line(arguments)]


def tell(releases: Sequence[Release], *, signalled: bool) -> None:
    """Say which image tags were put right, and with `signalled` what is worth a look; it is never silent."""
    for release in releases:
        lines = [str(one) for one in release.corrections]
        if signalled:
            lines += signals(release, FEATURES.points(release.project), FEATURES.addon_files(release.project))
        for line in lines:
            print(line, file=sys.stderr)


def built(arguments: argparse.Namespace) -> Build:
    """The build that the arguments ask for; what was put right in raw manifests, or is odd there, is said."""
    made = build_line(chosen_line(arguments), arguments.upstream)
    tell(made.releases, signalled=arguments.upstream is not None)
    return made
