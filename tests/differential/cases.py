"""Makes cases of what values put into pods: for each field of each workload values by chance, the same for a seed."""

import fnmatch
import functools
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, cycle

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy
from msgspec import Struct

from generator.base.trees import Tree, canonical, digest
from generator.releases.release import identity
from generator.rows.line_rows import WORKLOADS
from generator.rows.workloads import Workload, workload_rows
from generator.settings.setting import Setting
from tests.declared import VALUES
from tests.differential.values import TYPES, name_of, values_of
from tests.rendering import SCENARIOS, Values, nested, overlay, rendered, scenario, without_crds
from tests.rounds import NEEDS

# Values of all objects, which reach every workload; they are tried with the first.
OF_ALL = ("commonLabels", "commonAnnotations", "imagePullSecrets")
# How many of a hundred cases have a second value of the workload.
_SECOND = 30


class Case(Struct, frozen=True, kw_only=True):
    """A scenario, and values by path over it; `field` is the one that the case is about."""

    scenario: str
    field: str
    given: Mapping[str, Tree]

    @property
    def values(self) -> Values:
        """The values as helm takes them."""
        values: dict[str, Tree] = dict(without_crds(scenario(self.scenario)))
        for path, value in self.given.items():
            values = overlay(values, nested(path, value))
        return values

    def __str__(self) -> str:
        return f"{self.scenario} with {canonical(dict(self.given))}"


@functools.cache
def scenario_of(at: str) -> str:
    """The first variant that renders the object of an address."""
    for name in SCENARIOS:
        objects = rendered(without_crds(scenario(name)))
        if any(fnmatch.fnmatchcase(identity(one), f"{at}*") for one in objects):
            return name
    raise LookupError(at)


def _fields(workload: Workload) -> list[str]:
    return [row.path for row in workload_rows(workload) if isinstance(row, Setting) and row.path in VALUES]


@functools.cache
def fields() -> Mapping[str, tuple[str, tuple[str, ...]]]:
    """The scenario and the other fields of the workload of each field of a workload."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for workload in WORKLOADS:
        paths = _fields(workload)
        for path in paths:
            found[path] = scenario_of(workload.at), tuple(one for one in paths if one != path)
    first = next(iter(found.values()))[0]
    return {**found, **dict.fromkeys(OF_ALL, (first, ()))}


def _shared(path: str) -> tuple[str, str]:
    """What tells the values of a path apart from those of others: its name and its kind."""
    return name_of(path), canonical(VALUES[path].kind.schema)


@functools.cache
def _strategy(path: str) -> SearchStrategy[Tree]:
    return values_of(VALUES[path].kind.schema, TYPES, name_of(path))


def _drawn(path: str, number: int, most: int) -> list[Tree]:
    """Samples of a kind and values by chance of a path, without the one that means upstream's."""
    kind = VALUES[path].kind
    found: dict[str, Tree] = {canonical(one): one for one in (*kind.legal, *kind.illegal)}

    @seed(number)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(_strategy(path))
    def take(value: Tree) -> None:
        found.setdefault(canonical(value), value)

    take()
    unset = canonical(kind.unset)
    return sorted(
        (one for text, one in found.items() if text != unset), key=lambda one: digest(f"{number}{canonical(one)}")
    )


def _weight(path: str) -> int:
    """How much more there is to try of a field: the longer its schema is with all types in it."""
    schema = canonical(VALUES[path].kind.schema)
    return 6 if "Container" in schema or 'Volume"' in schema or "Affinity" in schema else 2 if "$ref" in schema else 1


def _order(paths: Sequence[str]) -> Iterator[str]:
    """The fields, without end: every field once, and the weighty ones more often."""
    for turn in count():
        yield from (path for path in paths if turn % 6 < _weight(path))


def pod_cases(number: int, most: int) -> Iterator[Case]:
    """So many cases by a seed, the fields in turns; each is of one workload, and some have a second value of its."""
    table = fields()
    of_kind: dict[tuple[str, str], list[str]] = {}
    for path in table:
        of_kind.setdefault(_shared(path), []).append(path)
    firsts = [paths[0] for paths in of_kind.values()]
    share = sum(map(_weight, firsts))
    drawn = {path: cycle(_drawn(path, number, 20 + 2 * most * _weight(path) // share)) for path in firsts}
    turns = {path: cycle(of_kind[_shared(path)]) for path in firsts}
    for turn, first in zip(range(most), _order(firsts), strict=False):
        path, value = next(turns[first]), next(drawn[first])
        name, others = table[path]
        together: dict[str, Tree] = {path: value}
        chance = int(digest(f"{number} {turn}")[:8], 16)
        if others and chance % 100 < _SECOND:
            other = others[chance // 100 % len(others)]
            together[other] = next(drawn[of_kind[_shared(other)][0]])
        together = {**{other: needed for one in together for other, needed in NEEDS.get(one, {}).items()}, **together}
        yield Case(scenario=name, field=path, given=together)
