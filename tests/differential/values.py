"""Draws values of pods by chance from the schemas of Kubernetes' types: mostly right, some wrong in one place."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec import Struct

from generator.base.trees import Tree, submap
from generator.releases.lines import oldest_kubernetes, read_lines
from generator.schemas.types import read_types
from tests.differential.pools import POOLS
from tests.differential.settled import SETTLED, different
from tests.differential.texts import TEXTS, Pool

Schema = dict[str, Tree]
Types = Mapping[str, Schema]
Step = str | int

# The types alone, without what the chart asks of them.
TYPES = read_types(oldest_kubernetes(read_lines()[0]))

# How many of a hundred leaves are drawn from the bad ones of their pool.
_BAD = 5
# Of these fields, one that holds is drawn: others would be refused as two in one.
_UNIONS: Mapping[str, Sequence[str]] = {
    "Volume": (
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "hostPath",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ),
    "VolumeProjection": ("clusterTrustBundle", "configMap", "downwardAPI", "secret", "serviceAccountToken"),
    "EnvVarSource": ("configMapKeyRef", "fieldRef", "resourceFieldRef", "secretKeyRef"),
    "EnvFromSource": ("configMapRef", "secretRef"),
    "EnvVar": ("value", "valueFrom"),
    "Probe": ("exec", "httpGet", "tcpSocket", "grpc"),
    "LifecycleHandler": ("exec", "httpGet", "tcpSocket", "sleep"),
    "DownwardAPIVolumeFile": ("fieldRef", "resourceFieldRef"),
    "ClusterTrustBundleProjection": ("name", "signerName"),
}
# How many of a hundred objects are left as they were drawn, and values changed behind that.
_UNSETTLED, _MUTATED = 12, 20
_DEEPEST = 9
_OTHER_NAMES = {"podAnnotations": "annotations", "commonAnnotations": "annotations"}
_ELSE: Sequence[Tree] = ("", "x", 0, 1.5, -1, True, [], ["a"], {}, {"a": "b"}, None)


class Place(Struct, frozen=True):
    """What a schema is of: the name of its type, or of a value, and the field in it."""

    of: str
    field: str = ""

    @property
    def pool(self) -> Pool:
        """What its texts and numbers are drawn from."""
        return POOLS.get(f"{self.of}.{self.field}".strip("."), POOLS.get(self.field or self.of, TEXTS))

    def part(self, name: str) -> "Place":
        """The keys or the values of a mapping that stands here."""
        return Place(self.of, f"{self.field} {name}") if self.field else Place(f"{self.of} {name}")


class Hand(Struct, frozen=True):
    """What draws, with faults or without."""

    draw: DrawFn
    faults: bool

    def by_chance(self, percent: int) -> bool:
        """True so many times of a hundred: hypothesis prefers the ends of a range, which are none."""
        return self.faults and (self.draw(st.integers(0, 999)) * 7919 + 500) % 1000 < 10 * percent


def _leaf(hand: Hand, pool: Pool) -> Tree:
    bad = pool.bad and hand.by_chance(_BAD)
    return hand.draw(st.sampled_from([*pool.bad] if bad else [*pool.good]))


def _fields(hand: Hand, name: str, schema: Schema, depth: int) -> list[str]:
    """The fields that are drawn of a type: all that it needs, one of a union, some others."""
    union = [one for one in _UNIONS.get(name, ()) if one in submap(schema, "properties")]
    required = schema.get("required", [])
    assert isinstance(required, list)
    needed = [str(one) for one in required if one not in union]
    others = [one for one in submap(schema, "properties") if one not in {*union, *needed}]
    most = 3 if depth < _DEEPEST - 4 else 1
    chosen = hand.draw(st.lists(st.sampled_from(others), max_size=most, unique=True)) if others else []
    if union and not hand.by_chance(_BAD):
        chosen.append(hand.draw(st.sampled_from(union)))
    return [*needed, *chosen]


def _object(hand: Hand, schema: Schema, types: Types, place: Place, depth: int) -> Tree:
    free = schema.get("additionalProperties")
    if isinstance(free, dict):
        keys, values = place.part("keys"), place.part("values")
        count = hand.draw(st.integers(0 if depth else 1, 2))
        return {str(_leaf(hand, keys.pool)): _drawn(hand, free, types, values, depth + 1) for _ in range(count)}
    properties = submap(schema, "properties")
    names = _fields(hand, place.of, schema, depth) if depth < _DEEPEST else []
    value = {one: _drawn(hand, submap(properties, one), types, Place(place.of, one), depth + 1) for one in names}
    settle = SETTLED.get(place.of)
    return settle(value) if settle and not hand.by_chance(_UNSETTLED) else value


def _drawn(hand: Hand, schema: Schema, types: Types, place: Place, depth: int) -> Tree:
    if isinstance(reference := schema.get("$ref"), str):
        name = reference.rpartition("/")[2]
        known = types.get(name)  # another is a form of texts, which is the chart's own
        return _object(hand, known, types, Place(name), depth) if known else _leaf(hand, place.pool)
    if "enum" in schema and place.pool is TEXTS:
        members = schema["enum"]
        assert isinstance(members, list)
        return hand.draw(st.sampled_from(members))
    kind = schema.get("type")
    if kind == "array":
        count = hand.draw(st.sampled_from([1, 1, 1, 2, 2, 3, 0 if depth and hand.faults else 1]))
        items = [_drawn(hand, submap(schema, "items"), types, place, depth + 1) for _ in range(count)]
        return items if hand.by_chance(_UNSETTLED) else different(items)
    if kind == "object":
        return _object(hand, schema, types, place, depth)
    return hand.draw(st.booleans()) if kind == "boolean" else _leaf(hand, place.pool)


def places(tree: Tree, at: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """Yield where everything in a tree stands, the tree apart."""
    found: Sequence[tuple[Step, Tree]] = ()
    if isinstance(tree, dict):
        found = [*tree.items()]
    elif isinstance(tree, list):
        found = [*enumerate(tree)]
    for step, one in found:
        yield (*at, step)
        yield from places(one, (*at, step))


def changed(tree: Tree, at: Sequence[Step], change: Callable[[Tree, Step], Tree]) -> Tree:
    """The tree in which what holds the last step is what the change makes of it."""
    if len(at) == 1:
        return change(tree, at[0])
    if isinstance(tree, dict):
        return {key: changed(one, at[1:], change) if key == at[0] else one for key, one in tree.items()}
    assert isinstance(tree, list)
    return [changed(one, at[1:], change) if number == at[0] else one for number, one in enumerate(tree)]


def _without(tree: Tree, step: Step) -> Tree:
    if isinstance(tree, dict):
        return {key: one for key, one in tree.items() if key != step}
    assert isinstance(tree, list)
    return [one for number, one in enumerate(tree) if number != step]


def _twice(tree: Tree, step: Step) -> Tree:
    if isinstance(tree, list) and isinstance(step, int):
        return [*tree, tree[step]]
    return tree


def _renamed(tree: Tree, step: Step) -> Tree:
    if isinstance(tree, dict):
        return {(f"{key}x" if key == step else key): one for key, one in tree.items()}
    return tree


def _replaced(other: Tree) -> Callable[[Tree, Step], Tree]:
    def change(tree: Tree, step: Step) -> Tree:
        if isinstance(tree, dict):
            return {**tree, str(step): other}
        assert isinstance(tree, list)
        return [other if number == step else one for number, one in enumerate(tree)]

    return change


def _mutated(hand: Hand, tree: Tree) -> Tree:
    """The tree with one thing in it left out, doubled, renamed, emptied, or of another type."""
    found = [*places(tree)]
    if not found:
        return tree
    at = hand.draw(st.sampled_from(found))
    lists = [one for one in found if isinstance(one[-1], int)]
    turn = hand.draw(st.integers(0, 9))
    if turn < 4 and lists:
        return changed(tree, hand.draw(st.sampled_from(lists)), _twice)
    if turn < 7:
        return changed(tree, at, _without)
    if turn == 7:
        return changed(tree, at, _renamed)
    return changed(tree, at, _replaced(hand.draw(st.sampled_from(_ELSE))))


def name_of(path: str) -> str:
    """The name of a value by which its pools are called."""
    name = path.rpartition(".")[2]
    return _OTHER_NAMES.get(name, name)


def values_of(schema: Schema, types: Types, name: str, *, faults: bool = True) -> SearchStrategy[Tree]:
    """Values by a schema. With faults some are wrong in places, and a fifth has one change that no schema makes."""

    @st.composite
    def drawn(draw: DrawFn) -> Tree:
        hand = Hand(draw, faults)
        tree = _drawn(hand, schema, types, Place(name), 0)
        return _mutated(hand, tree) if hand.by_chance(_MUTATED) else tree

    return drawn()
