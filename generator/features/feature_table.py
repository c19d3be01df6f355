"""Defines features with closed domains, the manifests that stand for points of them, and refused combinations."""

from collections.abc import Mapping
from functools import cache
from itertools import product

from msgspec import Struct

from generator.releases.lines import ReleaseLine
from generator.releases.release import ReleaseSpec, stem_of

Literal = tuple[str, str]
Point = Mapping[str, str]
Domains = tuple[tuple[str, tuple[str, ...]], ...]


class Feature(Struct, frozen=True, kw_only=True):
    """A feature: its closed domain, default first, the value that chooses it, and the template test of each literal."""

    name: str
    path: str
    domain: tuple[str, ...]
    tests: Mapping[str, str]  # by value, including those of other plugins

    @property
    def default(self) -> str:
        """The default of the feature."""
        return self.domain[0]


class Manifest(Struct, frozen=True, kw_only=True):
    """A manifest file of an upstream release, and the point of the feature table that it stands for.

    An add-on's objects come beside those of a variant: `switch` is the path of the value that adds them, and its point
    has only the features that it depends on. A release need not publish it.
    """

    project: str
    file: str
    point: Point
    switch: str = ""

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
        return all(point[feature] == value for feature, value in self.literals)


@cache
def points_of(domains: Domains) -> tuple[Point, ...]:
    """Return every point of features with these domains."""
    names = [name for name, _ in domains]
    return tuple(dict(zip(names, values, strict=True)) for values in product(*(domain for _, domain in domains)))


@cache
def _supported(domains: Domains, refusals: tuple[Refusal, ...]) -> tuple[Point, ...]:
    return tuple(point for point in points_of(domains) if not any(refusal.covers(point) for refusal in refusals))


class FeatureTable(Struct, frozen=True, kw_only=True):
    """The features in the order of conditions, upstream's manifests, and the refused combinations."""

    features: tuple[Feature, ...]
    manifests: tuple[Manifest, ...]
    refusals: tuple[Refusal, ...]

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
        """Return every literal that a condition of calico and canal may have, in reading order."""
        return [(feature.name, value) for feature in self.features for value in feature.domain]

    @property
    def domains(self) -> Domains:
        """The features with their domains."""
        return tuple((feature.name, feature.domain) for feature in self.features)

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
        point = {**{feature.name: feature.default for feature in self.features}, **addon.point}
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
        """Return the manifest files of a project's variants."""
        return tuple(manifest.file for manifest in self.variants.values() if manifest.project == project)

    def addon_files(self, project: str) -> tuple[str, ...]:
        """Return the manifest files of a project's add-ons; a release may lack some."""
        return tuple(manifest.file for manifest in self.addons.values() if manifest.project == project)

    def release_specs(self, line: ReleaseLine) -> list[ReleaseSpec]:
        """Return what a line's releases need: their manifests, and those of add-ons, which a release may lack."""
        return [
            ReleaseSpec(project=name, version=version, files=self.files(name), optional=self.addon_files(name))
            for name, version in line.releases()
        ]
