"""The program: the steps from upstream's releases to the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.apply import apply_plan
from generator.assemble import Chart, assemble
from generator.chart_tree import Learned, learn
from generator.knobs.tables import KNOBS
from generator.lines import Line
from generator.plan import Plan, plan_knobs
from generator.snapshot import Release, read_snapshot
from generator.update import read_raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A chart and everything it was made from."""

    line: Line
    releases: Sequence[Release]
    learned: Learned
    plan: Plan
    chart: Chart


def load_releases(line: Line, upstream: Path | None) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    if upstream is None:
        return [read_snapshot(project, version) for project, version in line.releases()]
    return [read_raw(project, version, str(upstream)) for project, version in line.releases()]


def build(line: Line, upstream: Path | None = None) -> Build:
    """Merge, learn, plan, apply, print; raises ProblemsError where upstream cannot be explained."""
    releases = load_releases(line, upstream)
    learned = learn(releases)
    plan = plan_knobs(learned.documents, KNOBS)
    applied = apply_plan(learned.documents, plan)
    chart = assemble(line, releases, learned, applied)
    return Build(line=line, releases=releases, learned=learned, plan=plan, chart=chart)
