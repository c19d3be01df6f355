"""Runs `outdated`: prints how far the lines are behind upstream's releases."""

import argparse

from generator.base.statuses import CLEAN, FINDINGS
from generator.base.version import numbers
from generator.commands.options import json_option, source_option
from generator.releases.lines import read_lines
from generator.releases.tags import newest_patch, published
from generator.report.behind import Behind, behind_json, behind_text


def _behind(source: str | None) -> list[Behind]:
    """Return how far each line is behind upstream, by project."""
    releases = {project: published(project, source) for project, _ in read_lines()[0].releases()}
    return [
        Behind(
            line=line.version,
            project=project,
            version=version,
            patch=newest_patch(version, releases[project]),
            newest=max(version, releases[project][-1], key=numbers),
            current=line == read_lines()[0],
        )
        for line in read_lines()
        for project, version in line.releases()
    ]


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    source_option(parser)
    json_option(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the table. A line that is behind is a finding."""
    found = _behind(arguments.source)
    print((behind_json if arguments.json else behind_text)(found))
    return FINDINGS if any(one.is_behind for one in found) else CLEAN
