"""Says when a part of a template is rendered: literals of the feature table, and tests on other values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from generator.features.feature_table import Domains, FeatureTable, Literal, Point, points_of

# The edge of what calico and canal share.
NOT_FLANNEL = 'ne .Values.plugin "flannel"'


def joined(tests: Sequence[str]) -> str:
    """Template tests that must all hold as the argument of a template's `if`."""
    if len(tests) == 1:
        return tests[0]
    return "and " + " ".join(test if test.startswith(".") and " " not in test else f"({test})" for test in tests)


@dataclass(frozen=True, slots=True)
class Condition:
    """A conjunction; empty means always. Literals come from the variants, tests (template text) from settings."""

    literals: frozenset[Literal] = frozenset()
    tests: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.literals or self.tests)

    def __str__(self) -> str:
        return " and ".join([*sorted(f"{feature}={value}" for feature, value in self.literals), *self.tests])

    def __and__(self, other: "Condition") -> "Condition":
        if not other:
            return self
        added = tuple(test for test in other.tests if test not in self.tests)
        return Condition(self.literals | other.literals, self.tests + added)

    def holds(self, point: Point) -> bool:
        """Whether the literals hold at a point of the feature table; tests are not looked at."""
        return all(point.get(feature) == value for feature, value in self.literals)

    def excludes(self, other: "Condition") -> bool:
        """Whether a literal of the one contradicts one of the other."""
        mine = dict(self.literals)
        return any(mine.get(feature, value) != value for feature, value in other.literals)

    def parts(self, table: FeatureTable) -> list[str]:
        """The template tests, features first and in the order of the feature table."""
        literals = sorted(self.literals, key=table.order)
        edge = [test for test in self.tests if test == NOT_FLANNEL]
        return [*edge, *map(table.test, literals), *(test for test in self.tests if test not in edge)]

    def text(self, table: FeatureTable) -> str:
        """The condition as the argument of a template's `if`."""
        return joined(self.parts(table))


ALWAYS = Condition()


def given(*tests: str) -> Condition:
    """A condition on other values than the features', in template text."""
    return Condition(tests=tests)


def when(**features: str) -> Condition:
    """A condition on features: `when(datastore="etcd")`."""
    return Condition(literals=frozenset(features.items()))


@cache
def _numbers(domains: Domains, literals: frozenset[Literal]) -> frozenset[int]:
    """The numbers of the points of a table that literals hold at."""
    condition = Condition(literals)
    return frozenset(number for number, point in enumerate(points_of(domains)) if condition.holds(point))


def _holding(table: FeatureTable, condition: Condition) -> frozenset[int]:
    """The numbers of the points of the table that a condition's literals hold at."""
    return _numbers(table.domains, condition.literals)


def _taken(table: FeatureTable, earlier: Iterable[Condition]) -> frozenset[int]:
    """The numbers of the points that earlier conditions take; a test only takes precedence."""
    return frozenset().union(*(_holding(table, condition) for condition in earlier if not condition.tests))


def completes(table: FeatureTable, earlier: Iterable[Condition], last: Condition, within: Condition) -> bool:
    """Whether `last` holds exactly where none of the earlier ones does, at every point where `within` holds."""
    if last.tests:
        return False
    points = _holding(table, within)
    return bool(points) and _holding(table, last) & points == points - _taken(table, earlier)


def simplified(table: FeatureTable, condition: Condition, earlier: Iterable[Condition], within: Condition) -> Condition:
    """The condition without the literals that the scope, or none of the earlier ones holding, says already."""
    if not condition.literals:
        return condition
    points = _holding(table, within) - _taken(table, earlier)
    for literal in sorted(condition.literals):
        fewer = Condition(condition.literals - {literal}, condition.tests)
        if fewer and _holding(table, fewer) & points == _holding(table, condition) & points:
            condition = fewer
    return condition
