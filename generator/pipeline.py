"""The program: the steps from upstream's releases to the chart."""

from pathlib import Path

from generator.chart.assemble import assemble
from generator.chart.build import Build
from generator.features.manifests import FEATURES
from generator.features.table import FeatureTable
from generator.learn.documents import learn
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release, Wanted
from generator.releases.snapshot import read_snapshot
from generator.releases.update import read_raw
from generator.settings.apply import apply_plan
from generator.settings.knobs.tables import KNOBS
from generator.settings.plan import plan_knobs


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
    """Merge, learn, plan, apply, print; raises ProblemsError where upstream cannot be explained."""
    releases = load_releases(line, upstream, features)
    learned = learn(releases, features)
    plan = plan_knobs(learned.documents, KNOBS, features)
    applied = apply_plan(learned.documents, plan)
    chart = assemble(line, releases, learned, applied, features)
    return Build(line=line, features=features, releases=releases, learned=learned, plan=plan, chart=chart)
