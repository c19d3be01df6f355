"""Draws values of pods by chance from the schemas of Kubernetes' types: mostly right, some wrong in one place."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from msgspec import Struct

from generator.base.trees import Tree, submap
from tests.differential.pools import POOLS, TEXTS, Pool

Schema = dict[str, Tree]
Types = Mapping[str, Schema]
Step = str | int

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
_DEEPEST = 9
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


def _by_chance(draw: DrawFn, percent: int) -> bool:
    """True so many times of a hundred: hypothesis prefers numbers at the ends of a range, which are none of these."""
    return (draw(st.integers(0, 999)) * 7919 + 500) % 1000 < 10 * percent


def _leaf(draw: DrawFn, pool: Pool) -> Tree:
    bad = pool.bad and _by_chance(draw, _BAD)
    return draw(st.sampled_from([*pool.bad] if bad else [*pool.good]))


def _fields(draw: DrawFn, name: str, schema: Schema, depth: int) -> list[str]:
    """The fields that are drawn of a type: all that it needs, one of a union, some others."""
    union = [one for one in _UNIONS.get(name, ()) if one in submap(schema, "properties")]
    required = schema.get("required", [])
    assert isinstance(required, list)
    needed = [str(one) for one in required if one not in union]
    others = [one for one in submap(schema, "properties") if one not in {*union, *needed}]
    most = 3 if depth < _DEEPEST - 4 else 1
    chosen = draw(st.lists(st.sampled_from(others), max_size=most, unique=True)) if others else []
    if union and not _by_chance(draw, _BAD):
        chosen.append(draw(st.sampled_from(union)))
    return [*needed, *chosen]


def _operator(value: Schema) -> Schema:
    """A requirement with as many values as its operator takes."""
    operator, values = value.get("operator"), value.get("values") or ["a"]
    assert isinstance(values, list)
    if operator in {"Exists", "DoesNotExist"}:
        return {key: one for key, one in value.items() if key != "values"}
    return {**value, "values": values[:1] if operator in {"Gt", "Lt"} else values}


def _name_of_node(value: Schema) -> Schema:
    """A term whose fields are those that nodes have."""
    field: Schema = {"key": "metadata.name", "operator": "In", "values": ["node-a"]}
    return {**value, "matchFields": [field]} if value.get("matchFields") else value


def _toleration(value: Schema) -> Schema:
    of_all = value.get("operator") == "Exists"
    kept = {key: one for key, one in value.items() if not (of_all and key == "value")}
    needed: Schema = {} if of_all else {"key": value.get("key", "a")}
    return {**kept, **needed, **({"effect": "NoExecute"} if "tolerationSeconds" in value else {})}


def _profile(value: Schema) -> Schema:
    kept = {key: one for key, one in value.items() if key != "localhostProfile"}
    return (
        {**kept, "localhostProfile": value.get("localhostProfile", "a")} if value.get("type") == "Localhost" else kept
    )


def _selecting(value: Schema) -> Schema:
    return {key: one for key, one in value.items() if key not in {"matchLabelKeys", "mismatchLabelKeys", "minDomains"}}


def _strategy(value: Schema) -> Schema:
    of_all = value.get("type") in {"Recreate", "OnDelete"}
    return {key: one for key, one in value.items() if not (of_all and key == "rollingUpdate")}


def _daemons(value: Schema) -> Schema:
    return {**value, "maxUnavailable": 0} if "maxSurge" in value else value


def _container(value: Schema) -> Schema:
    left_out = {"restartPolicy", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"}
    return {"image": "a", **{key: one for key, one in value.items() if key not in left_out}}


def _amounts(value: Schema) -> Schema:
    return {"requests": value["requests"]} if {"requests", "limits"} <= value.keys() else value


def _secret_reference(value: Schema) -> Schema:
    return {"name": "a", **value}


# What makes objects of a type agree with themselves; without it nearly all would be refused by both.
_SETTLED: Mapping[str, Callable[[Schema], Schema]] = {
    "NodeSelectorRequirement": _operator,
    "LabelSelectorRequirement": _operator,
    "NodeSelectorTerm": _name_of_node,
    "Toleration": _toleration,
    "SeccompProfile": _profile,
    "AppArmorProfile": _profile,
    "PodAffinityTerm": _selecting,
    "TopologySpreadConstraint": _selecting,
    "DaemonSetUpdateStrategy": _strategy,
    "DeploymentStrategy": _strategy,
    "RollingUpdateDaemonSet": _daemons,
    "Container": _container,
    "ResourceRequirements": _amounts,
    **dict.fromkeys(("ConfigMapKeySelector", "SecretKeySelector", "ConfigMapEnvSource"), _secret_reference),
    **dict.fromkeys(("SecretEnvSource", "ConfigMapVolumeSource", "ConfigMapProjection"), _secret_reference),
    **dict.fromkeys(("SecretProjection", "PodDNSConfigOption", "LocalObjectReference"), _secret_reference),
    "SecretVolumeSource": lambda value: {"secretName": "a", **value},
    "ExecAction": lambda value: {"command": ["a"], **value},
    "ServiceAccountTokenProjection": lambda value: {"expirationSeconds": 600, **value},
}
# How many of a hundred objects are left as they were drawn.
_UNSETTLED = 12


def _object(draw: DrawFn, schema: Schema, types: Types, place: Place, depth: int) -> Tree:
    free = schema.get("additionalProperties")
    if isinstance(free, dict):
        keys, values = place.part("keys"), place.part("values")
        count = draw(st.integers(0 if depth else 1, 2))
        return {str(_leaf(draw, keys.pool)): _drawn(draw, free, types, values, depth + 1) for _ in range(count)}
    properties = submap(schema, "properties")
    names = _fields(draw, place.of, schema, depth) if depth < _DEEPEST else []
    value = {one: _drawn(draw, submap(properties, one), types, Place(place.of, one), depth + 1) for one in names}
    settle = _SETTLED.get(place.of)
    return settle(value) if settle and not _by_chance(draw, _UNSETTLED) else value


def _different(items: Sequence[Tree]) -> list[Tree]:
    """The items without those that have the name or the path of another."""
    kept: dict[Tree, Tree] = {}
    for number, item in enumerate(items):
        own = item.get("mountPath", item.get("name", number)) if isinstance(item, dict) else number
        kept.setdefault(str(own), item)
    return [*kept.values()]


def _drawn(draw: DrawFn, schema: Schema, types: Types, place: Place, depth: int) -> Tree:
    if isinstance(reference := schema.get("$ref"), str):
        name = reference.rpartition("/")[2]
        known = types.get(name)  # another is a form of texts, which is the chart's own
        return _object(draw, known, types, Place(name), depth) if known else _leaf(draw, place.pool)
    if "enum" in schema and place.pool is TEXTS:
        members = schema["enum"]
        assert isinstance(members, list)
        return draw(st.sampled_from(members))
    kind = schema.get("type")
    if kind == "array":
        count = draw(st.sampled_from([1, 1, 1, 2, 2, 3, 0 if depth else 1]))
        items = [_drawn(draw, submap(schema, "items"), types, place, depth + 1) for _ in range(count)]
        return items if _by_chance(draw, _UNSETTLED) else _different(items)
    if kind == "object":
        return _object(draw, schema, types, place, depth)
    return draw(st.booleans()) if kind == "boolean" else _leaf(draw, place.pool)


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


def _mutated(draw: DrawFn, tree: Tree) -> Tree:
    """The tree with one thing in it left out, doubled, renamed, emptied, or of another type."""
    found = [*places(tree)]
    if not found:
        return tree
    at = draw(st.sampled_from(found))
    lists = [one for one in found if isinstance(one[-1], int)]
    turn = draw(st.integers(0, 9))
    if turn < 4 and lists:
        return changed(tree, draw(st.sampled_from(lists)), _twice)
    if turn < 7:
        return changed(tree, at, _without)
    if turn == 7:
        return changed(tree, at, _renamed)
    return changed(tree, at, _replaced(draw(st.sampled_from(_ELSE))))


def values_of(schema: Schema, types: Types, place: Place) -> SearchStrategy[Tree]:
    """Values by a schema, of which a fifth has one change that no schema makes."""

    @st.composite
    def drawn(draw: DrawFn) -> Tree:
        tree = _drawn(draw, schema, types, place, 0)
        return _mutated(draw, tree) if _by_chance(draw, 20) else tree

    return drawn()
