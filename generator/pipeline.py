"""The program: the steps from upstream's releases to the chart."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from generator.base.collecting import collecting_paused
from generator.chart.assemble import Parts, assemble
from generator.chart.build import Build
from generator.chart.template_files import print_templates
from generator.chart.upstream_texts import UPSTREAM_TEXTS
from generator.features.manifests import FEATURES
from generator.features.table import FeatureTable
from generator.features.wanted import wanted_releases
from generator.learn.objects import merge_releases
from generator.learn.templates import explain_presence
from generator.releases.lines import ReleaseLine, earlier_lines
from generator.releases.release import Release
from generator.releases.snapshot import read_snapshot
from generator.releases.update import read_raw
from generator.report.changing_values import changing_values
from generator.report.upgrading import upgrading
from generator.settings.apply import apply_plan
from generator.settings.catalogue import choose_settings
from generator.settings.plan import plan_settings


def take_in(line: ReleaseLine, upstream: Path | None, features: FeatureTable = FEATURES) -> list[Release]:
    """The line's releases, from the snapshot or from a folder of raw manifests."""
    wanted = wanted_releases(line, features)
    if upstream is None:
        return [read_snapshot(one) for one in wanted]
    return [read_raw(one, str(upstream)) for one in wanted]


def build(line: ReleaseLine, upstream: Path | None = None, features: FeatureTable = FEATURES) -> Build:
    """Every step from upstream to the chart; raises ProblemsError where upstream cannot be explained."""
    with collecting_paused():
        return build_from(line, take_in(line, upstream, features), features)


def build_from(line: ReleaseLine, releases: Sequence[Release], features: FeatureTable = FEATURES) -> Build:
    """Every step from releases to the chart; raises ProblemsError where they cannot be explained."""
    merged = merge_releases(releases, features)
    learned = explain_presence(merged, features)
    parameters = [one for release in releases for one in release.parameters]
    crds = [crd for release in releases for crd in release.crds]
    catalogue = choose_settings(line, learned.templates, features, parameters, crds)
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


def _upgrading(made: Build, builds: Mapping[str, Build]) -> str:
    """The page of upgrades to a line from those of the others that are before it."""
    return upgrading(made, [builds[line.version] for line in earlier_lines(made.line) if line.version in builds])


def texts_for_people(lines: Iterable[ReleaseLine]) -> dict[str, dict[str, str]]:
    """What people read beside the charts, a file a line, by folder of the repository: the schemas of values, the
    references of parameters, what a later change of each value does, and what upgrades need."""
    builds = {line.version: build(line) for line in lines}
    return {
        "schemas/values": {f"{version}.json": made.chart.people_schema for version, made in builds.items()},
        "docs/felix": {f"{version}.md": made.chart.parameters for version, made in builds.items()},
        "docs/changing-values": {f"{version}.md": changing_values(made) for version, made in builds.items()},
        "docs/upgrading": {f"{version}.md": _upgrading(made, builds) for version, made in builds.items()},
    }
