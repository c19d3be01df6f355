"""The program: the steps from upstream's releases to the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.chart.assemble import Chart, assemble
from generator.chart.printed import print_templates
from generator.chart.upstream_texts import UPSTREAM_TEXTS
from generator.features.manifests import FEATURES
from generator.features.table import FeatureTable
from generator.learn.objects import merge_releases
from generator.learn.templates import Learned, explain_presence
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release, Wanted
from generator.releases.snapshot import read_snapshot
from generator.releases.update import read_raw
from generator.settings.apply import apply_plan
from generator.settings.knobs.tables import KNOBS
from generator.settings.plan import Plan, plan_knobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A chart and everything it was made from."""

    line: ReleaseLine
    features: FeatureTable
    releases: Sequence[Release]
    learned: Learned
    plan: Plan
    chart: Chart


def wanted_releases(line: ReleaseLine, features: FeatureTable = FEATURES) -> list[Wanted]:
    """The line's releases with the manifest files that the features know of."""
    return [
        Wanted(project=project, version=version, files=features.files(project)) for project, version in line.releases()
    ]


def load_releases(line: ReleaseLine, upstream: Path | None, features: FeatureTable = FEATURES) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    wanted = wanted_releases(line, features)
    if upstream is None:
        return [read_snapshot(one) for one in wanted]
    return [read_raw(one, str(upstream)) for one in wanted]


def build(line: ReleaseLine, upstream: Path | None = None, features: FeatureTable = FEATURES) -> Build:
    """Every step from releases to the chart; raises ProblemsError where upstream cannot be explained."""
    releases = load_releases(line, upstream, features)
    merged = merge_releases(releases, features)
    learned = explain_presence(merged, features)
    plan = plan_knobs(learned.templates, KNOBS, features)
    applied = apply_plan(learned.templates, plan)
    printed = print_templates(learned, applied, UPSTREAM_TEXTS, features)
    chart = assemble(line, releases, learned, printed, features)
    return Build(line=line, features=features, releases=releases, learned=learned, plan=plan, chart=chart)
