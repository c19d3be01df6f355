"""Finds with which features a setting is read: those with which a place of the plan is rendered."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generator.features.conditions import Condition
from generator.features.feature_table import FeatureTable, Point
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.init_containers import AddsInitContainer
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.printing_own import PrintsOwn
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.actions.text_lines import InsertsLine
from generator.settings.places import option_number
from generator.settings.plan import Plan, Step
from generator.template import nodes
from generator.template.addresses import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicability:
    """The values of features that a setting needs to be read, those of a plugin first; all of them must hold."""

    needs: Mapping[str, tuple[str, ...]]


def _chosen(node: nodes.Choice, point: Point) -> int:
    """Return the number of the alternative that a point takes. If it takes none, return one more than there are."""
    holding = (n for n, option in enumerate(node.options) if option.otherwise or option.condition.holds(point))
    return next(holding, len(node.options))


def _takes(node: nodes.Choice, number: int, point: Point) -> bool:
    return _chosen(node, point) == number


def _some_hold(conditions: Sequence[Condition], point: Point) -> bool:
    return any(condition.holds(point) for condition in conditions)


def _needed(node: nodes.Node, place: Place) -> Iterator[Callable[[Point], bool]]:
    """Yield a test of a point for each part on the way to a place. A part that all points have needs none."""
    for step in place.steps:
        if isinstance(node, nodes.Choice):
            number, choice = option_number(step), node
            yield partial(_takes, choice, number)
            node = node.options[number].node
        elif isinstance(node, nodes.Text):
            lines = [line.condition for line in node.lines if line.key == step]
            yield partial(_some_hold, lines)
            return
        elif isinstance(node, nodes.MapNode | nodes.ListNode):
            entry = next(entry for entry in node.entries if entry.key == step)
            if entry.condition.literals:
                yield entry.condition.holds
            node = entry.node
        else:
            return


def _standing(node: nodes.Node, place: Place) -> nodes.Node:
    for step in place.steps:
        if isinstance(node, nodes.MapNode | nodes.ListNode):
            node = next(entry.node for entry in node.entries if entry.key == step)
    return node


def _adds(action: object, node: nodes.Node) -> Callable[[Point], bool]:
    """Return the test of whether an action adds something. A name that follows other settings adds nothing."""
    if isinstance(action, RenamesByInput):
        return lambda _: False
    if isinstance(action, InsertsLine):
        assert isinstance(node, nodes.Text)
        return partial(_some_hold, [line.condition for line in node.lines if line.key == action.before])
    if isinstance(action, SetsEnv | Inserts | AddsInitContainer):
        return action.when.holds
    return lambda _: True


def having(place: Place, template: nodes.Template, every: Sequence[Point]) -> frozenset[int]:
    """Return the numbers of the points at which a place is rendered."""
    needed = [*_needed(template.body, place)]

    def has(point: Point) -> bool:
        if point["plugin"] == "flannel" or template.project == "flannel":
            here = (point["plugin"], template.project) == ("flannel", "flannel")
        else:
            here = template.condition.holds(point)
        return here and all(need(point) for need in needed)

    return frozenset(number for number, point in enumerate(every) if has(point))


def reading(step: Step, place: Place, template: nodes.Template) -> Callable[[Point], bool]:
    """Return the test of whether a step changes anything at a place, for points that have the place."""
    return _adds(step.target.action, _standing(template.body, place))


def points(table: FeatureTable) -> list[Point]:
    """Return the points that the chart renders: flannel, and every supported point of calico and canal."""
    return [{**{feature.name: feature.default for feature in table.features}, "plugin": "flannel"}, *table.supported()]


def _needs(read: Sequence[Point], every: Sequence[Point], table: FeatureTable) -> Applicability:
    """Return the fewest features that tell the points where a setting is read from all others; the plugin is always
    named.

    If no conjunction does, return one that holds at more points: too few refusals are better than wrong ones.
    """
    needs = {
        feature.name: tuple(dict.fromkeys(point[feature.name] for point in read))
        for feature in table.features
        if {point[feature.name] for point in read} != {point[feature.name] for point in every}
    }

    def holds(names: Mapping[str, tuple[str, ...]]) -> list[Point]:
        return [point for point in every if all(point[name] in allowed for name, allowed in names.items())]

    held = holds(needs)
    for name in [name for name in reversed(needs) if name != "plugin"]:
        fewer = {other: allowed for other, allowed in needs.items() if other != name}
        if holds(fewer) == held:
            needs = fewer
    return Applicability(needs=needs)


def applicabilities(plan: Plan, templates: Sequence[nodes.Template], table: FeatureTable) -> dict[str, Applicability]:
    """Return the applicability of every setting that the plan reads, and of the features, which all of calico and canal
    read.
    """
    bodies = {(template.project, template.name): template for template in templates}
    every = points(table)
    all_numbers = frozenset(range(len(every)))
    nodes_only = frozenset(number for number in all_numbers if every[number]["plugin"] != "flannel")
    found = {feature.path: nodes_only for feature in table.features if feature.name != "plugin"}
    there = {
        place: having(place, bodies[place.project, place.document], every)
        for place in {place for step in plan.steps for place in step.places}
    }
    for step in plan.steps:
        tests = ((place, reading(step, place, bodies[place.project, place.document])) for place in step.places)
        read = frozenset(number for place, reads in tests for number in there[place] if reads(every[number]))
        if isinstance(step.target.action, PrintsOwn):
            read = all_numbers
        for path in step.settings:
            found[path] = found.get(path, frozenset()) | read
    needs = {read: _needs([every[number] for number in sorted(read)], every, table) for read in {*found.values()}}
    return {path: needs[read] for path, read in found.items() if read}
