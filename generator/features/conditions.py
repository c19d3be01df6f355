"""Defines when a part of a template is rendered, by literals of the feature table and by tests on other values."""

from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct

from generator.features.feature_table import Domains, FeatureTable, Literal, Point, points_of

# The literal at the edge of what calico and canal share.
NOT_FLANNEL = 'ne .Values.plugin "flannel"'


def joined(tests: Sequence[str]) -> str:
    """Join template tests that must all hold into the argument of an `if`."""
    if len(tests) == 1:
        return tests[0]
    return "and " + " ".join(test if test.startswith(".") and " " not in test else f"({test})" for test in tests)


class Condition(Struct, frozen=True):
    """A conjunction, which always holds if it is empty. Literals come from the variants, tests (template text) from
    settings.
    """

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
        """Report whether the literals hold at a point of the feature table, and the edge; whatever other tests say."""
        is_outside = NOT_FLANNEL in self.tests and point.get("plugin") == "flannel"
        return not is_outside and all(point.get(feature) == value for feature, value in self.literals)

    def excludes(self, other: "Condition") -> bool:
        """Report whether a literal of one condition contradicts one of the other."""
        mine = dict(self.literals)
        return any(mine.get(feature, value) != value for feature, value in other.literals)

    def parts(self, table: FeatureTable) -> list[str]:
        """Return the template tests: features first, in the order of the feature table."""
        literals = sorted(self.literals, key=table.order)
        edge = [test for test in self.tests if test == NOT_FLANNEL]
        return [*edge, *map(table.test, literals), *(test for test in self.tests if test not in edge)]

    def text(self, table: FeatureTable) -> str:
        """Return the condition as the argument of a template's `if`."""
        return joined(self.parts(table))


ALWAYS = Condition()


def given(*tests: str) -> Condition:
    """Return a condition on other values than those of features, in template text."""
    return Condition(tests=tests)


def when(**features: str) -> Condition:
    """Return a condition on features: `when(datastore="etcd")`."""
    return Condition(literals=frozenset(features.items()))


@cache
def _numbers(domains: Domains, condition: Condition) -> frozenset[int]:
    """Return the numbers of the points of a table at which a condition holds."""
    return frozenset(number for number, point in enumerate(points_of(domains)) if condition.holds(point))


def _holding(table: FeatureTable, condition: Condition) -> frozenset[int]:
    """Return the numbers of the points of the table at which a condition holds, whatever its tests are but the edge."""
    edge = tuple(test for test in condition.tests if test == NOT_FLANNEL)
    return _numbers(table.domains, Condition(condition.literals, edge))


def _taken(table: FeatureTable, earlier: Iterable[Condition]) -> frozenset[int]:
    """Return the numbers of the points that earlier conditions cover; one with a test covers none for sure."""
    return frozenset().union(*(_holding(table, condition) for condition in earlier if not condition.tests))


def completes(table: FeatureTable, earlier: Iterable[Condition], last: Condition, within: Condition) -> bool:
    """Report whether, among the points of `within`, `last` holds exactly where none of the earlier conditions does."""
    if last.tests:
        return False
    points = _holding(table, within)
    return bool(points) and _holding(table, last) & points == points - _taken(table, earlier)


def simplified(table: FeatureTable, condition: Condition, earlier: Iterable[Condition], within: Condition) -> Condition:
    """Return the condition without literals that follow from the scope, or from no earlier condition holding."""
    if not condition.literals:
        return condition
    points = _holding(table, within) - _taken(table, earlier)
    for literal in sorted(condition.literals):
        fewer = Condition(condition.literals - {literal}, condition.tests)
        if fewer and _holding(table, fewer) & points == _holding(table, condition) & points:
            condition = fewer
    return condition
