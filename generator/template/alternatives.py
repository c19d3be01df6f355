"""Reads upstream's values at an address, each with the conditions that it stands under."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.base.errors import problem
from generator.base.trees import Steps, Tree, canonical
from generator.features.conditions import NOT_FLANNEL, Condition
from generator.features.feature_table import FeatureTable, Point
from generator.template import nodes
from generator.template.addresses import Place, find_places


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A value of upstream's: its place, the conditions under which it stands, and those under which it does not. Tests
    are those of the edge only.
    """

    place: Place
    condition: Condition
    unless: tuple[Condition, ...]
    value: Tree

    def holds(self, point: Point) -> bool:
        """Whether the value stands there at a point; flannel's is outside of what calico and canal share."""
        is_outside = NOT_FLANNEL in self.condition.tests and point.get("plugin") == "flannel"
        return not is_outside and self.condition.holds(point) and not any(one.holds(point) for one in self.unless)


@dataclass(frozen=True, slots=True)
class _Way:
    """The conditions on the way to a value."""

    condition: Condition
    unless: tuple[Condition, ...] = ()

    def through(self, condition: Condition, unless: tuple[Condition, ...] = ()) -> "_Way":
        return _Way(self.condition & condition, self.unless + unless)


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


def _options(node: nodes.Choice, way: _Way) -> Iterator[tuple[nodes.Node, _Way]]:
    for number, option in enumerate(node.options):
        earlier = (other.condition for other in node.options[:number])
        yield (
            option.node,
            way.through(option.condition, tuple(one for one in earlier if not one.excludes(option.condition))),
        )


def _values(node: nodes.Node, steps: Steps, way: _Way) -> Iterator[tuple[_Way, Tree]]:
    """What stands where the steps lead, every alternative with the conditions on the way."""
    if isinstance(node, nodes.Choice):
        options = list(_options(node, way))
        if steps and steps[0].startswith("#"):
            options, steps = [options[int(steps[0].removeprefix("#"))]], steps[1:]
        for option, through in options:
            yield from _values(option, steps, through)
    elif isinstance(node, nodes.Scalar):
        yield way, json_value(str(node.value), steps) if steps else node.value
    elif isinstance(node, nodes.Text) and steps:
        yield from ((way.through(line.condition), line.key) for line in node.lines if line.key == steps[0])
    elif isinstance(node, nodes.MapNode | nodes.ListNode) and steps:
        entry = next(entry for entry in node.entries if entry.key == steps[0])
        yield from _values(entry.node, steps[1:], way.through(entry.condition))


def values_of(node: nodes.Node, place: Place, condition: Condition) -> list[Alternative]:
    """The values at a place below the node, which stands under the condition; none where mappings or lists stand."""
    return [
        Alternative(place=place, condition=way.condition, unless=way.unless, value=value)
        for way, value in _values(node, place.steps, _Way(condition))
    ]


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


def rendered_points(table: FeatureTable) -> list[Point]:
    """What a chart may render: the supported points, and those of variants outside of the table, flannel's."""
    supported = table.supported()
    published = (manifest.point for manifest in table.variants.values())
    return [*supported, *(point for point in published if point not in supported)]


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
