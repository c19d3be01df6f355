"""The program: the steps from upstream's releases to the chart."""

from pathlib import Path

from generator.chart.assemble import assemble
from generator.chart.build import Build
from generator.learn.documents import learn
from generator.releases.lines import ReleaseLine
from generator.releases.snapshot import Release, read_snapshot
from generator.releases.update import read_raw
from generator.settings.apply import apply_plan
from generator.settings.knobs.tables import KNOBS
from generator.settings.plan import plan_knobs


def load_releases(line: ReleaseLine, upstream: Path | None) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    if upstream is None:
        return [read_snapshot(project, version) for project, version in line.releases()]
    return [read_raw(project, version, str(upstream)) for project, version in line.releases()]


def build(line: ReleaseLine, upstream: Path | None = None) -> Build:
    """Merge, learn, plan, apply, print; raises ProblemsError where upstream cannot be explained."""
    releases = load_releases(line, upstream)
    learned = learn(releases)
    plan = plan_knobs(learned.documents, KNOBS)
    applied = apply_plan(learned.documents, plan)
    chart = assemble(line, releases, learned, applied)
    return Build(line=line, releases=releases, learned=learned, plan=plan, chart=chart)
