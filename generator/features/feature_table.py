"""Defines features with closed domains, the manifests that stand for points of them, and refused combinations."""

from collections.abc import Collection, Mapping
from functools import cache
from itertools import chain, product

from msgspec import Struct
from msgspec.structs import replace

from generator.base.version import numbers
from generator.releases.lines import ReleaseLine
from generator.releases.release import ReleaseSpec, stem_of

Literal = tuple[str, str]
Point = Mapping[str, str]
Domains = tuple[tuple[tuple[str, tuple[str, ...]], ...], ...]


class Feature(Struct, frozen=True, kw_only=True):
    """A feature: its closed domain, default first, the value that chooses it, and the template test of each literal.

    `of` is the other plugin that has the feature, empty for those that Calico and canal share. `besides` are values
    that no manifest of upstream's stands for: settings make them of the objects that the last of the domain has.
    """

    name: str
    path: str
    domain: tuple[str, ...]
    tests: Mapping[str, str]  # by value, including those of other plugins
    of: str = ""
    besides: tuple[str, ...] = ()

    @property
    def default(self) -> str:
        """The default of the feature."""
        return self.domain[0]

    def without(self, values: Collection[str]) -> "Feature":
        """Return the feature without some of its values."""
        domain = tuple(value for value in self.domain if value not in values)
        tests = {value: test for value, test in self.tests.items() if value not in values}
        return replace(self, domain=domain, tests=tests)


class Manifest(Struct, frozen=True, kw_only=True):
    """A manifest file of an upstream release, and the point of the feature table that it stands for.

    An add-on's objects come beside those of a variant: `switch` is the path of the value that adds them, and its point
    has only the features that it depends on. A release need not publish it.

    With `since`, it is an asset of the releases from that one on, instead of a file of upstream's repository.
    """

    project: str
    file: str
    point: Point
    switch: str = ""
    since: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending, which is the variant's name everywhere."""
        return stem_of(self.file)


class Refusal(Struct, frozen=True):
    """A combination of literals that upstream never publishes and that would not work: the reason, and what to do
    instead.
    """

    literals: tuple[Literal, ...]
    reason: str
    remedy: str

    def covers(self, point: Point) -> bool:
        """Report whether the point has this combination."""
        return all(point.get(feature) == value for feature, value in self.literals)


class Deviation(Struct, frozen=True, kw_only=True):
    """Manifests that cannot work as they are, for which reason, and the value by which the chart does not mend them."""

    value: str
    stems: tuple[str, ...]
    reason: str


@cache
def points_of(domains: Domains) -> tuple[Point, ...]:
    """Return every point of features with these domains: the product of each group of features."""
    groups = (product(*([(name, value) for value in domain] for name, domain in group)) for group in domains)
    return tuple(map(dict, chain.from_iterable(groups)))


@cache
def _supported(domains: Domains, refusals: tuple[Refusal, ...]) -> tuple[Point, ...]:
    return tuple(point for point in points_of(domains) if not any(refusal.covers(point) for refusal in refusals))


class FeatureTable(Struct, frozen=True, kw_only=True):
    """The features in the order of conditions, upstream's manifests, the refused combinations, and the deviations."""

    features: tuple[Feature, ...]
    manifests: tuple[Manifest, ...]
    refusals: tuple[Refusal, ...]
    deviations: tuple[Deviation, ...] = ()

    def feature(self, name: str) -> Feature:
        """Return the feature of that name."""
        return next(feature for feature in self.features if feature.name == name)

    def order(self, literal: Literal) -> int:
        """Return the position of a literal in a condition."""
        return [feature.name for feature in self.features].index(literal[0])

    def test(self, literal: Literal) -> str:
        """Return the template test of a literal, in the words of values.yaml."""
        name, value = literal
        return self.feature(name).tests[value]

    def literals(self) -> list[Literal]:
        """Return every literal that a condition may have, in reading order."""
        return [(feature.name, value) for feature in self.features for value in feature.domain]

    def _of(self, plugin: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((feature.name, feature.domain) for feature in self.features if feature.of == plugin)

    @property
    def domains(self) -> Domains:
        """The features with their domains: those that Calico and canal share, and those of each other plugin."""
        others = [(one.name, value) for one in self.features for value in one.tests if value not in one.domain]
        return (self._of(""), *(((name, (value,)), *self._of(value)) for name, value in others))

    def supported(self) -> tuple[Point, ...]:
        """Return the points that the chart renders: all but the refused ones."""
        return _supported(self.domains, self.refusals)

    @property
    def variants(self) -> dict[str, Manifest]:
        """The manifests that are a whole network, by stem."""
        return {manifest.stem: manifest for manifest in self.manifests if not manifest.switch}

    @property
    def addons(self) -> dict[str, Manifest]:
        """The manifests whose objects come beside a variant's, by stem."""
        return {manifest.stem: manifest for manifest in self.manifests if manifest.switch}

    @property
    def projects(self) -> tuple[str, ...]:
        """The projects of the manifests, in their order."""
        return tuple(dict.fromkeys(manifest.project for manifest in self.manifests))

    def manifest(self, stem: str) -> Manifest:
        """Return the manifest of that name."""
        return next(one for one in self.manifests if one.stem == stem)

    def beside(self, addon: Manifest) -> Manifest:
        """Return the variant that an add-on is checked beside: its own features, and the defaults of all others."""
        point = {**{feature.name: feature.default for feature in self.features if not feature.of}, **addon.point}
        return next(one for one in self.variants.values() if one.project == addon.project and one.point == point)

    def switches(self, project: str) -> tuple[str, ...]:
        """Return the values that add objects to those of a project, each once."""
        mine = (one.switch for one in self.addons.values() if one.project == project)
        return tuple(dict.fromkeys(mine))

    def points(self, project: str, switch: str = "") -> dict[str, Point]:
        """Return the point of each of a project's variants, or of an add-on's manifests, by stem."""
        mine = (one for one in self.manifests if (one.project, one.switch) == (project, switch))
        return {manifest.stem: manifest.point for manifest in mine}

    def files(self, project: str) -> tuple[str, ...]:
        """Return the manifest files of a project's variants that stand in its repository."""
        return tuple(one.file for one in self.variants.values() if one.project == project and not one.since)

    def assets(self, project: str, version: str) -> tuple[str, ...]:
        """Return the manifest files of a project's variants that are assets of a release."""
        assets = (one for one in self.variants.values() if one.project == project and one.since)
        return tuple(one.file for one in assets if numbers(version) >= numbers(one.since))

    def of_variants(self, stems: Collection[str]) -> "FeatureTable":
        """Return the table with these variants alone; its features have the values that these have."""
        manifests = tuple(one for one in self.manifests if one.switch or one.stem in stems)
        there = {literal for one in manifests for literal in one.point.items()}
        features = (
            one.without([value for value in one.domain if (one.name, value) not in there]) for one in self.features
        )
        return replace(self, features=tuple(features), manifests=manifests)

    def addon_files(self, project: str) -> tuple[str, ...]:
        """Return the manifest files of a project's add-ons; a release may lack some."""
        return tuple(manifest.file for manifest in self.addons.values() if manifest.project == project)

    def release_specs(self, line: ReleaseLine, *, assets: bool = True) -> list[ReleaseSpec]:
        """Return what a line's releases need: their manifests, those of add-ons, which a release may lack, and the
        assets that are wanted.
        """
        return [
            ReleaseSpec(
                project=name,
                version=version,
                files=self.files(name),
                optional=self.addon_files(name),
                assets=self.assets(name, version) if assets else (),
            )
            for name, version in line.releases()
        ]
