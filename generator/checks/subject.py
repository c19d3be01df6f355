"""The record of what is checked: a chart with its build, its renders and what they are held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.base.progress import SILENT, Progress
from generator.chart.build import Build
from generator.checks.renders import HELMS, Renders, render_all, scenario_values
from generator.features.table import Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A chart in its folder, the build it should be, every scenario's values and renders, and the schemas.

    The renders and the lint are for the last of the Kubernetes versions, conformance is for each.
    """

    build: Build
    chart: Path
    variants: Mapping[str, Manifest]
    scenarios: Mapping[str, Path]
    renders: Renders
    schemas: Path
    kubernetes: tuple[str, ...]


def subject_of(build: Build, chart: Path, root: Path, progress: Progress = SILENT) -> Subject:
    """The chart in a folder with the scenarios and schemas of the repository, rendered; nothing is written."""
    scenarios = scenario_values(chart, root / "golden" / "values", build.features.variants)
    with progress.step(f"{build.line.version} rendering", len(scenarios) * len(HELMS)) as step:
        renders = render_all(chart, scenarios, kubernetes=build.line.validated[-1], step=step)
    return Subject(
        build=build,
        chart=chart,
        variants=build.features.variants,
        scenarios=scenarios,
        renders=renders,
        schemas=root / "schemas",
        kubernetes=build.line.validated,
    )
