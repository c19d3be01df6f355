"""Makes the generated files beside the chart: the schemas of values, and the pages about each line."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.chart.build import Build
from generator.commands.checkout import ROOT
from generator.features.manifests import FEATURES
from generator.pipeline import build, take_in
from generator.releases.lines import ReleaseLine, earlier_lines, read_lines
from generator.report.changing_values import changing_values
from generator.report.compatibility import compatibility
from generator.report.upgrading import upgrading
from generator.report.upstream_manifests import upstream_manifests

Trees = Mapping[Path, Mapping[str, str]]


def _upgrading(made: Build, builds: Mapping[str, Build]) -> str:
    """Return the page of upgrades to a line from the earlier ones."""
    return upgrading(made, [builds[line.version] for line in earlier_lines(made.line) if line.version in builds])


def _texts_for_people(lines: Iterable[ReleaseLine]) -> dict[str, dict[str, str]]:
    """Return the texts about each line, a file a line, by folder of the repository: the schemas of values, the
    references of parameters, the tables of later changes, and the pages of upgrades.
    """
    builds = {line.version: build(line) for line in lines}
    return {
        "schemas/values": {f"{version}.json": made.people_schema for version, made in builds.items()},
        "docs/felix": {f"{version}.md": made.parameters for version, made in builds.items()},
        "docs/changing-values": {f"{version}.md": changing_values(made) for version, made in builds.items()},
        "docs/upgrading": {f"{version}.md": _upgrading(made, builds) for version, made in builds.items()},
    }


def made_folders() -> Trees:
    """Return the folders of the repository, apart from the chart, that hold generated files and nothing else."""
    return {ROOT / folder: files for folder, files in _texts_for_people(read_lines()).items()}


def made_pages() -> Trees:
    """Return generated pages that stand beside pages written by people, by folder of the repository."""
    lines = read_lines()
    releases = {line.version: take_in(line) for line in lines}
    pages = {"compatibility.md": compatibility(lines), "upstream-manifests.md": upstream_manifests(releases, FEATURES)}
    return {ROOT / "docs": pages}
