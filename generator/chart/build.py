"""Defines a build: the chart and everything it was made from."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from generator.features.feature_table import FeatureTable
from generator.learn.templates import Learned
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release
from generator.settings.catalogue import Catalogue
from generator.settings.plan import Plan
from generator.values.parameter_reference import parameter_reference
from generator.values.people_schema import people_schema


class Chart(Struct, frozen=True, kw_only=True):
    """The chart's files by path, and the values' texts by path."""

    files: Mapping[str, str]
    docs: Mapping[str, str]


class Parts(Struct, frozen=True, kw_only=True):
    """What a chart is assembled from: the learned templates, the plan, and the printed templates."""

    line: ReleaseLine
    releases: Sequence[Release]
    learned: Learned
    catalogue: Catalogue
    plan: Plan
    printed: Mapping[str, str]

    @property
    def published(self) -> frozenset[str]:
        """The manifests that the releases have."""
        return frozenset(stem for release in self.releases for stem in release.documents)


class Build(Parts, frozen=True, kw_only=True):
    """A chart and everything it was made from, with the texts beside it, which are made on demand."""

    chart: Chart

    @property
    def features(self) -> FeatureTable:
        """The features of its manifests."""
        return self.catalogue.features

    @property
    def people_schema(self) -> str:
        """The schema of its values with descriptions, for people and their editors."""
        return people_schema(self.catalogue, self.chart.docs, f"Values of the chart cni {self.line.version}")

    @property
    def parameters(self) -> str:
        """The reference of the parameters of Felix and of Typha."""
        return parameter_reference(self.catalogue.programs, self.line.version)
