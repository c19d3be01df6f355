"""Lists the steps from upstream's releases to the chart."""

from collections.abc import Sequence

from msgspec.structs import asdict

from generator.base.collecting import collecting_paused
from generator.chart.assemble import assemble
from generator.chart.build import Build, Parts
from generator.chart.template_files import print_templates
from generator.chart.upstream_texts import UPSTREAM_TEXTS
from generator.features.feature_table import FeatureTable
from generator.features.manifests import FEATURES
from generator.learn.release_merge import merge_releases
from generator.learn.templates import explain_presence
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release
from generator.releases.snapshot import read_snapshot
from generator.rows.line_rows import choose_settings
from generator.settings.apply import apply_plan
from generator.settings.plan import plan_settings


def take_in(line: ReleaseLine, features: FeatureTable = FEATURES) -> list[Release]:
    """Return the line's releases from the snapshot."""
    return [read_snapshot(one) for one in features.release_specs(line)]


def build(line: ReleaseLine, features: FeatureTable = FEATURES) -> Build:
    """Run every step from the snapshot to the chart. Raise ProblemsError if upstream cannot be explained."""
    with collecting_paused():
        return build_from(line, take_in(line, features), features)


def build_from(line: ReleaseLine, releases: Sequence[Release], features: FeatureTable = FEATURES) -> Build:
    """Run every step from releases to the chart. Raise ProblemsError if they cannot be explained."""
    features = features.of_variants([stem for release in releases for stem in release.documents])
    merged = merge_releases(releases, features)
    learned = explain_presence(merged, features)
    parameters = [one for release in releases for one in release.parameters]
    crds = [crd for release in releases for crd in release.crds]
    catalogue = choose_settings(line, learned.templates, features, parameters, crds)
    plan = plan_settings(learned.templates, catalogue)
    applied = apply_plan(learned.templates, plan)
    printed = print_templates(learned, applied, UPSTREAM_TEXTS, features)
    parts = Parts(line=line, releases=releases, learned=learned, catalogue=catalogue, plan=plan, printed=printed)
    return Build(**asdict(parts), chart=assemble(parts))
