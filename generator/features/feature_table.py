"""What a feature table is: features with closed domains, the manifests that stand for points of it, what is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from generator.releases.release import stem_of

Literal = tuple[str, str]
Point = Mapping[str, str]
Domains = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One feature: its closed domain, default first, the value that chooses it, the template test of each literal."""

    name: str
    path: str
    domain: tuple[str, ...]
    tests: Mapping[str, str]  # by value; those of other plugins included

    @property
    def default(self) -> str:
        """What holds when nothing is chosen."""
        return self.domain[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One manifest file of an upstream release and the point of the feature table it stands for.

    An add-on's objects come beside those of a variant: `switch` is the path of the value that adds them, and its point
    has the features alone that it depends on. A release need not publish it.
    """

    project: str
    file: str
    point: Point
    switch: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending: the variant's name everywhere."""
        return stem_of(self.file)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A combination upstream never publishes and that would not work: all literals hold; why; what to do instead."""

    literals: tuple[Literal, ...]
    reason: str
    remedy: str

    def covers(self, point: Point) -> bool:
        """Whether the point is of this combination."""
        return all(point[feature] == value for feature, value in self.literals)


@cache
def points_of(domains: Domains) -> tuple[Point, ...]:
    """Every point of features with their domains."""
    names = [name for name, _ in domains]
    return tuple(dict(zip(names, values, strict=True)) for values in product(*(domain for _, domain in domains)))


@cache
def _supported(domains: Domains, refusals: tuple[Refusal, ...]) -> tuple[Point, ...]:
    return tuple(point for point in points_of(domains) if not any(refusal.covers(point) for refusal in refusals))


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTable:
    """Features in the order that conditions are read in, upstream's manifests, and the combinations refused."""

    features: tuple[Feature, ...]
    manifests: tuple[Manifest, ...]
    refusals: tuple[Refusal, ...]

    def feature(self, name: str) -> Feature:
        """The feature of that name."""
        return next(feature for feature in self.features if feature.name == name)

    def order(self, literal: Literal) -> int:
        """Where a literal stands among those of a condition."""
        return [feature.name for feature in self.features].index(literal[0])

    def test(self, literal: Literal) -> str:
        """The template test of a literal, in the words of values.yaml."""
        name, value = literal
        return self.feature(name).tests[value]

    def literals(self) -> list[Literal]:
        """Every literal that a condition of calico and canal may have, in reading order."""
        return [(feature.name, value) for feature in self.features for value in feature.domain]

    @property
    def domains(self) -> Domains:
        """The features with their domains."""
        return tuple((feature.name, feature.domain) for feature in self.features)

    def every_point(self) -> tuple[Point, ...]:
        """Every point of the table, published or not; flannel stands outside of it."""
        return points_of(self.domains)

    def supported(self) -> tuple[Point, ...]:
        """The points that the chart renders: those that no refusal covers."""
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
        """The manifest of that name."""
        return next(one for one in self.manifests if one.stem == stem)

    def beside(self, addon: Manifest) -> Manifest:
        """The variant of the default features, those that an add-on depends on apart, which it is proven beside."""
        point = {**{feature.name: feature.default for feature in self.features}, **addon.point}
        return next(one for one in self.variants.values() if one.project == addon.project and one.point == point)

    def switches(self, project: str) -> tuple[str, ...]:
        """The values that add objects to a project's, each once."""
        mine = (one.switch for one in self.addons.values() if one.project == project)
        return tuple(dict.fromkeys(mine))

    def points(self, project: str, switch: str = "") -> dict[str, Point]:
        """The feature point of each of a project's variants, or of an add-on's manifests, by stem."""
        mine = (one for one in self.manifests if (one.project, one.switch) == (project, switch))
        return {manifest.stem: manifest.point for manifest in mine}

    def files(self, project: str) -> tuple[str, ...]:
        """The manifest files of a project's variants."""
        return tuple(manifest.file for manifest in self.variants.values() if manifest.project == project)

    def addon_files(self, project: str) -> tuple[str, ...]:
        """The manifest files of a project's add-ons, of which a release may lack some."""
        return tuple(manifest.file for manifest in self.addons.values() if manifest.project == project)
