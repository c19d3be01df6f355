"""Makes what stands beside the chart in the repository: schemas of values, and what people read of each line."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.chart.build import Build
from generator.commands.checkout import ROOT
from generator.pipeline import build
from generator.releases.lines import ReleaseLine, earlier_lines, read_lines
from generator.report.changing_values import changing_values
from generator.report.compatibility import compatibility
from generator.report.upgrading import upgrading

Trees = Mapping[Path, Mapping[str, str]]


def _upgrading(made: Build, builds: Mapping[str, Build]) -> str:
    """The page of upgrades to a line from those of the others that are before it."""
    return upgrading(made, [builds[line.version] for line in earlier_lines(made.line) if line.version in builds])


def _texts_for_people(lines: Iterable[ReleaseLine]) -> dict[str, dict[str, str]]:
    """What people read beside the charts, a file a line, by folder of the repository: the schemas of values, the
    references of parameters, what a later change of each value does, and what upgrades need."""
    builds = {line.version: build(line) for line in lines}
    return {
        "schemas/values": {f"{version}.json": made.chart.people_schema for version, made in builds.items()},
        "docs/felix": {f"{version}.md": made.chart.parameters for version, made in builds.items()},
        "docs/changing-values": {f"{version}.md": changing_values(made) for version, made in builds.items()},
        "docs/upgrading": {f"{version}.md": _upgrading(made, builds) for version, made in builds.items()},
    }


def made_folders() -> Trees:
    """The folders of the repository beside the chart that hold what is made, and nothing else."""
    return {ROOT / folder: files for folder, files in _texts_for_people(read_lines()).items()}


def made_pages() -> Trees:
    """What is made and stands beside what people write, by folder of the repository."""
    return {ROOT / "docs": {"compatibility.md": compatibility(read_lines())}}
