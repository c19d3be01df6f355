"""The program: the steps from upstream's releases to the chart."""

from collections.abc import Iterable
from pathlib import Path

from generator.chart.assemble import Parts, assemble
from generator.chart.build import Build
from generator.chart.template_files import print_templates
from generator.chart.upstream_texts import UPSTREAM_TEXTS
from generator.features.manifests import FEATURES
from generator.features.table import FeatureTable
from generator.learn.objects import merge_releases
from generator.learn.templates import explain_presence
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release, Wanted
from generator.releases.snapshot import read_snapshot
from generator.releases.update import read_raw
from generator.settings.apply import apply_plan
from generator.settings.catalogue import choose_settings
from generator.settings.plan import plan_settings


def wanted_releases(line: ReleaseLine, features: FeatureTable = FEATURES) -> list[Wanted]:
    """The line's releases with the manifest files that the features know of."""
    return [
        Wanted(project=project, version=version, files=features.files(project)) for project, version in line.releases()
    ]


def take_in(line: ReleaseLine, upstream: Path | None, features: FeatureTable = FEATURES) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    wanted = wanted_releases(line, features)
    if upstream is None:
        return [read_snapshot(one) for one in wanted]
    return [read_raw(one, str(upstream)) for one in wanted]


def build(line: ReleaseLine, upstream: Path | None = None, features: FeatureTable = FEATURES) -> Build:
    """Every step from releases to the chart; raises ProblemsError where upstream cannot be explained."""
    releases = take_in(line, upstream, features)
    merged = merge_releases(releases, features)
    learned = explain_presence(merged, features)
    parameters = [one for release in releases for one in release.parameters]
    catalogue = choose_settings(line, learned.templates, features, parameters)
    plan = plan_settings(learned.templates, catalogue)
    applied = apply_plan(learned.templates, plan)
    printed = print_templates(learned, applied, UPSTREAM_TEXTS, features)
    parts = Parts(line=line, releases=releases, learned=learned, catalogue=catalogue, plan=plan, printed=printed)
    chart = assemble(parts)
    return Build(
        line=line,
        features=features,
        releases=releases,
        learned=learned,
        catalogue=catalogue,
        plan=plan,
        chart=chart,
    )


def texts_for_people(lines: Iterable[ReleaseLine]) -> tuple[dict[str, str], dict[str, str]]:
    """The schema of each line's values for people and their editors, and the reference of its parameters, by file."""
    charts = {line.version: build(line).chart for line in lines}
    schemas = {f"{version}.json": chart.people_schema for version, chart in charts.items()}
    return schemas, {f"{version}.md": chart.parameters for version, chart in charts.items()}
