"""Draws Calico's resources by chance: a good one, changed in some of the fields that the line's CRDs have."""

import copy
import functools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct

from generator.base.trees import Tree
from generator.rows.resource_schemas import specs
from generator.settings.kind import Schema
from tests.builds import current
from tests.differential.resource_texts import ANY_NUMBER, ANY_TEXT, KEYS, LABELS, NAMES, of_field
from tests.rendering import rendered, scenario
from tests.resources import good

_T = TypeVar("_T")
Draw = Callable[[st.SearchStrategy[Any]], Any]

# Kinds that calicoctl's module does not know, or that no `apply` makes.
NOT_JUDGED = frozenset(
    {
        *("Tier", "StagedGlobalNetworkPolicy", "StagedNetworkPolicy", "StagedKubernetesNetworkPolicy"),
        "IPAMConfiguration",
    }
)
_WRONG: Sequence[Tree] = ("x", 1, True, ["x"], {"x": "y"}, None)
# How many in a hundred values are of another type, of any text, and members that are left out.
_ODD, _OTHER, _GONE = 3, 12, 8


class Case(Struct, frozen=True, kw_only=True):
    """A resource, and the paths of the fields that were changed in it."""

    resource: dict[str, Tree]
    changed: tuple[str, ...]

    @property
    def field(self) -> str:
        """The kind of the resource, by which cases are counted."""
        return str(self.resource["kind"])

    def __str__(self) -> str:
        return f"{', '.join(self.changed)} of {json.dumps(self.resource)}"


class _Drawing(Struct, frozen=True, kw_only=True):
    """What values are drawn with, and the paths that were changed."""

    draw: Draw
    changed: list[str]

    def chance(self, hundredths: int) -> bool:
        """Report whether something that is so in some of a hundred cases is so."""
        return bool(self.draw(st.integers(0, 99)) < hundredths)

    def one_of(self, options: Sequence[_T]) -> _T:
        """Return one of some options."""
        chosen: _T = self.draw(st.sampled_from([*options]))
        return chosen


def _text(drawing: _Drawing, schema: Schema, name: str) -> Tree:
    words = schema.get("enum", [])
    assert isinstance(words, list)
    if words and not drawing.chance(_OTHER):
        return drawing.one_of([*words, *(str(one).lower() for one in words[:1])])
    return drawing.one_of(ANY_TEXT if drawing.chance(_OTHER) else of_field(name))


def _number(drawing: _Drawing, schema: Schema, _: str) -> Tree:
    edges = [one for key in ("minimum", "maximum") if isinstance(one := schema.get(key), int)]
    near = [one + step for one in edges for step in (-1, 0, 1)]
    return drawing.one_of([*near, *ANY_NUMBER])


def _object(drawing: _Drawing, schema: Schema, _: str) -> Tree:
    fields = schema.get("properties")
    if not isinstance(fields, dict) or not fields:
        return {drawing.one_of(NAMES): drawing.one_of(ANY_TEXT) for _ in range(drawing.one_of((0, 1, 1, 2)))}
    needed = schema.get("required", [])
    assert isinstance(needed, list)
    others = [one for one in fields if one not in needed]
    more = [drawing.one_of(others) for _ in range(drawing.one_of((0, 1, 1, 2)))] if others else []
    kept = [str(one) for one in [*needed, *more] if not drawing.chance(_GONE)]
    return {one: value(drawing, fields[one], one) for one in dict.fromkeys(kept)}


def _list(drawing: _Drawing, schema: Schema, name: str) -> Tree:
    return [value(drawing, schema["items"], name) for _ in range(drawing.one_of((0, 1, 1, 1, 2)))]


_BY_TYPE: Mapping[str, Callable[[_Drawing, Schema, str], Tree]] = {
    "string": _text,
    "integer": _number,
    "number": _number,
    "object": _object,
    "array": _list,
    "boolean": lambda drawing, _schema, _name: drawing.one_of((True, False)),
}


def value(drawing: _Drawing, schema: Tree, name: str) -> Tree:
    """Return a value of a field by its schema, now and then one of another type."""
    assert isinstance(schema, dict)
    if drawing.chance(_ODD):
        return copy.deepcopy(drawing.one_of(_WRONG))
    if isinstance(schema.get("type"), list) or "anyOf" in schema:
        return drawing.one_of((*of_field(name), *ANY_NUMBER))
    return _BY_TYPE[str(schema.get("type", "object"))](drawing, schema, name)


def _change(drawing: _Drawing, tree: dict[str, Tree], schema: Schema, path: str) -> None:
    """Change a field below a mapping: give it another value, take it away, or go on below it."""
    fields = schema.get("properties")
    assert isinstance(fields, dict)
    # What stands there already is changed as often as all that does not.
    there = [one for one in tree if one in fields]
    name = drawing.one_of(there if there and drawing.chance(50) else [*fields])
    at, known, below = f"{path}.{name}" if path else name, fields[name], tree.get(name)
    assert isinstance(known, dict)
    items = known.get("items", {})
    if isinstance(below, dict) and "properties" in known and drawing.chance(80):
        _change(drawing, below, known, at)
    elif isinstance(below, list) and below and isinstance(items, dict) and "properties" in items and drawing.chance(80):
        item = drawing.one_of(below)
        if isinstance(item, dict):
            _change(drawing, item, items, f"{at}[]")
    elif name in tree and drawing.chance(_GONE):
        del tree[name]
        drawing.changed.append(f"-{at}")
    else:
        tree[name] = value(drawing, known, name)
        drawing.changed.append(at)


def _changed(draw: Draw, samples: Sequence[Tree], spec: Schema) -> Case:
    """Return a sample with one change to three."""
    drawing = _Drawing(draw=draw, changed=[])
    resource = json.loads(json.dumps(drawing.one_of(samples)))
    for _ in range(drawing.one_of((1, 1, 1, 2, 3))):
        _change(drawing, resource["spec"], spec, "")
    if drawing.chance(_ODD):
        resource["metadata"]["name"] = drawing.one_of(NAMES)
        drawing.changed.append("metadata.name")
    for part in ("labels", "annotations"):
        if drawing.chance(_ODD):
            resource["metadata"][part] = {drawing.one_of(KEYS): drawing.one_of(LABELS)}
            drawing.changed.append(f"metadata.{part}")
    return Case(resource=resource, changed=tuple(drawing.changed))


@functools.cache
def _specs() -> Mapping[str, Schema]:
    """The schemas of specs in the chart's CRDs, by kind."""
    return specs(rendered(scenario("calico")), current().catalogue.resources)


def samples(kind: str) -> list[dict[str, Tree]]:
    """Return the good resources of a kind."""
    return [one for one in good(current().line.version) if isinstance(one, dict) and one["kind"] == kind]


def drawn(kind: str, known: Sequence[Tree], most: int, number: int) -> list[Case]:
    """Return as many cases of a kind, changed from some that are known; the same for the same number."""
    spec, found = _specs()[kind], list[Case]()

    @seed(number)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def take(data: st.DataObject) -> None:
        found.append(_changed(data.draw, known, spec))

    take()
    return found[:most]
