"""Defines a build: the chart and everything it was made from."""

from collections.abc import Sequence

from msgspec import Struct

from generator.chart.assemble import Chart
from generator.features.feature_table import FeatureTable
from generator.learn.templates import Learned
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release
from generator.settings.catalogue import Catalogue
from generator.settings.plan import Plan


class Build(Struct, frozen=True, kw_only=True):
    """A chart and everything it was made from."""

    line: ReleaseLine
    features: FeatureTable
    releases: Sequence[Release]
    learned: Learned
    catalogue: Catalogue
    plan: Plan
    chart: Chart
