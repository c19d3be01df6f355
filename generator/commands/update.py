"""Runs `update`: takes releases in, prints their drift and what is left to decide, and checks their chart."""

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from msgspec import Struct

from generator.base.errors import misuse
from generator.base.files import replace_files
from generator.base.statuses import CLEAN, FINDINGS
from generator.base.version import numbers
from generator.commands.check import proven, report
from generator.commands.checkout import need_checkout
from generator.commands.drift import side_from
from generator.commands.named_lines import chosen_line, tell
from generator.commands.options import FILE, as_path, assets_option, source_option, version_options
from generator.drift.change import Drift, Side
from generator.drift.compare import compare
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import ReleaseLine, choose_line, earlier_lines, read_lines
from generator.releases.snapshot import SNAPSHOT
from generator.releases.tags import published
from generator.releases.update import update
from generator.report.decisions import decisions_text
from generator.report.drift_formats import in_format
from generator.report.progress_display import watch

# The endings of a report's name, and the format of `drift` that each stands for.
FORMS: Mapping[str, str] = {".md": "markdown", ".html": "html", ".json": "json", ".txt": "text"}


def report_writer(file: Path | None) -> Callable[[Drift], None]:
    """Return a function that writes the drift into the file, or does nothing without a file. Raise UsageError for an
    unknown ending.
    """
    if file is None:
        return lambda _: None
    form = FORMS.get(file.suffix)
    if form is None:
        expected = f"a file whose name ends in {', '.join(FORMS)}"
        raise misuse("--report", expected=expected, found=str(file), remedy="name such a file")
    return lambda drift: replace_files(file.parent, {file.name: f"{in_format(drift, {form: True})}\n".encode()})


class Update(Struct, frozen=True, kw_only=True):
    """The drift that an update brings, and the folders that it wrote."""

    drift: Drift
    written: tuple[str, ...]


def newest_line(flannel: str | None, calico: str | None, source: str | None) -> ReleaseLine:
    """Return the line of the newest releases. Releases that are named stay as they are, and none becomes older than the
    current line's.
    """
    named = {"flannel": flannel, "calico": calico}
    newest = {
        project: named[project] or max(version, published(project, source)[-1], key=numbers)
        for project, version in read_lines()[0].releases()
    }
    return choose_line(newest["flannel"], newest["calico"])


def line_before(line: ReleaseLine) -> ReleaseLine:
    """Return the listed line that precedes a pair of releases: the pair itself, the newest line that is not newer, or
    the current line.
    """
    lines = read_lines()
    return line if line in lines else next(iter(earlier_lines(line)), lines[0])


def take_releases(
    line: ReleaseLine, source: str | None, *, dry_run: bool, assets: bool = True, root: Path = SNAPSHOT
) -> Update:
    """Take in all of the line's releases or none, and return what changes by them. A dry run writes nothing.

    Raise ProblemsError for anything that cannot be read, trusted or understood; then nothing is written.
    """
    earlier = line_before(line)
    before = None if earlier == line else _listed(earlier)  # the snapshot may be damaged until it is taken in again
    releases = update(FEATURES.release_specs(line, assets=assets), source, root, dry_run=dry_run)
    before = before or _listed(earlier)
    after = side_from(_named(line), line, releases)
    folders = () if dry_run else tuple(f"{root.name}/{one.project}/{one.version}" for one in releases)
    return Update(drift=compare(before, after), written=folders)


def _listed(line: ReleaseLine) -> Side:
    return side_from(_named(line), line, take_in(line))


def _named(line: ReleaseLine) -> str:
    return f"line {line.version}, {line.pair}" if line in read_lines() else line.pair


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: releases, whether a line names them or not."""
    version_options(parser)
    source_option(parser)
    assets_option(parser)
    parser.add_argument("--latest", action="store_true", help="the newest releases of what is not named")
    parser.add_argument("--dry-run", action="store_true", help="read, check and report, and write nothing but --report")
    report = "write the drift here, too: Markdown, HTML, JSON or text, by what its name ends in"
    parser.add_argument("--report", metavar="FILE", type=as_path("--report", FILE), help=report)
    parser.set_defaults(line=None)


def run(arguments: argparse.Namespace) -> int:
    """Take the releases in, print what changes by them and what is left to decide, and check their chart."""
    need_checkout("update")
    write_report = report_writer(arguments.report)
    source = arguments.source
    line = newest_line(arguments.flannel, arguments.calico, source) if arguments.latest else chosen_line(arguments)
    taken = take_releases(line, source, dry_run=arguments.dry_run, assets=arguments.assets)
    for folder in taken.written:
        print(f"{folder} written")
    tell(taken.drift.after.releases, signalled=True)
    print(in_format(taken.drift, {}))
    write_report(taken.drift)
    made = taken.drift.after.build
    status = report(proven(made, watch(sys.stderr)), as_json=False) if made and taken.written else CLEAN
    print(f"\n{decisions_text(taken.drift)}")
    return status if made else FINDINGS
