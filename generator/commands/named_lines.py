"""Turns arguments into the lines and builds that they name."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from generator.base.collecting import collecting_paused
from generator.base.errors import ProblemsError, UsageError, misuse
from generator.chart.build import Build
from generator.features.manifests import FEATURES
from generator.pipeline import build, build_from
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.raw_files import read_raw
from generator.releases.release import Release
from generator.releases.signals import signals


def excluding(option: str, remedy: str) -> UsageError:
    """Return the error for an option that excludes the release beside it."""
    return misuse(option, expected="no release beside it", found="one", remedy=remedy)


@contextmanager
def asked() -> Iterator[None]:
    """Make a problem of the block, which looks for what the caller names, a wrong usage."""
    read_lines()  # a fault in the table is not the caller's mistake
    try:
        yield
    except ProblemsError as error:
        raise UsageError(error.problems) from None


def chosen_line(arguments: argparse.Namespace) -> ReleaseLine:
    """Return the line that the arguments name by its chart version or by its releases; by default, the current line."""
    with asked():
        if arguments.line is None:
            return choose_line(arguments.flannel, arguments.calico)
        if (arguments.flannel, arguments.calico) != (None, None):
            raise excluding("--line", "leave out --flannel and --calico, the line names both")
        return named_line(arguments.line)


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


def read_raw_releases(line: ReleaseLine, upstream: Path, *, assets: bool = True) -> list[Release]:
    """Return the line's releases from a folder of raw manifests."""
    return [read_raw(one, upstream) for one in FEATURES.release_specs(line, assets=assets)]


def build_line(line: ReleaseLine, upstream: Path | None, *, assets: bool = True) -> Build:
    """Return the build of a line. Raise ProblemsError if upstream cannot be explained."""
    if upstream is None:
        return build(line)
    with collecting_paused():
        return build_from(line, read_raw_releases(line, upstream, assets=assets))


def built(arguments: argparse.Namespace) -> Build:
    """Return the build that the arguments name. Print what was corrected in raw manifests, and what is odd there."""
    made = build_line(chosen_line(arguments), arguments.upstream, assets=arguments.assets)
    tell(made.releases, signalled=arguments.upstream is not None)
    return made
