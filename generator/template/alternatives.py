"""Reads upstream's values at an address, each with the conditions that it stands under."""

import json
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from generator.base.errors import problem
from generator.base.trees import Steps, Tree, canonical
from generator.features.conditions import Condition
from generator.features.feature_table import Point
from generator.template import nodes
from generator.template.addresses import Place, find_places
from generator.template.ways import Part, alternative, walk


class Alternative(Struct, frozen=True, kw_only=True):
    """A value of upstream's: its place, the conditions under which it stands, and those under which it does not. Tests
    are those of the edge only.
    """

    place: Place
    condition: Condition
    unless: tuple[Condition, ...]
    value: Tree

    def holds(self, point: Point) -> bool:
        """Whether the value stands there at a point."""
        return self.condition.holds(point) and not any(one.holds(point) for one in self.unless)


class _Way(Struct, frozen=True):
    """The conditions on the way to a value."""

    condition: Condition
    unless: tuple[Condition, ...] = ()

    def through(self, part: Part) -> Iterator["_Way"]:
        """The way on to a part, once for each condition that the part has."""
        return (_Way(self.condition & one, self.unless + part.unless) for one in part.conditions)


def json_value(text: str, steps: Steps) -> Tree:
    """What stands at the steps in a JSON text; items of lists are numbered from 0."""
    value: Tree = json.loads(text)
    for step in steps:
        if isinstance(value, list):
            value = value[int(step)]
        else:
            assert isinstance(value, dict)
            value = value[step]
    return value


def _values(node: nodes.Node, inside: Steps, way: _Way) -> Iterator[tuple[_Way, Tree]]:
    """The scalar at the end of a way, or what is inside of its JSON text; of alternatives each with its conditions."""
    if isinstance(node, nodes.Choice):
        for number in range(len(node.options)):
            part = alternative(node, number)
            for through in way.through(part):
                yield from _values(part.node, inside, through)
    elif isinstance(node, nodes.Scalar):
        yield way, json_value(str(node.value), inside) if inside else node.value


def values_of(node: nodes.Node, place: Place, condition: Condition) -> list[Alternative]:
    """The values at a place below the node, which stands under the condition; none where mappings or lists stand."""
    ways, parts = [_Way(condition)], [*walk(node, place.steps)]
    for part in parts:
        ways = [through for way in ways for through in way.through(part)]
    end = parts[-1]
    if isinstance(end.node, nodes.Text) and isinstance(parts[-2].node, nodes.Text):
        values: Iterable[tuple[_Way, Tree]] = zip(ways, [line.key for line in end.node.lines], strict=True)
    else:
        values = _values(end.node, place.steps[len(end.steps) :], ways[0])
    return [Alternative(place=place, condition=way.condition, unless=way.unless, value=value) for way, value in values]


def alternatives(templates: Sequence[nodes.Template], at: str) -> tuple[Alternative, ...]:
    """Upstream's values at the address, settings not applied; none where no template has the place."""
    named = {(template.project, template.name): template for template in templates}
    found: list[Alternative] = []
    for place in find_places(templates, at):
        template = named[place.project, place.document]
        values = values_of(template.body, place, template.condition)
        if not values:
            raise problem(str(place), expected="a value", found="a mapping or a list", remedy="mend the address")
        found += values
    return tuple(found)


def value_at(found: Iterable[Alternative], point: Point) -> str | None:
    """The value at a point as canonical JSON, None where no template has the place there."""
    values = {str(one.place): canonical(one.value) for one in found if one.holds(point)}
    if len(set(values.values())) > 1:
        raise problem(
            " and ".join(values),
            expected=f"one value where {', '.join(f'{name}={value}' for name, value in point.items())}",
            found=" and ".join(values.values()),
            remedy="narrow the address",
        )
    return next(iter(values.values()), None)
