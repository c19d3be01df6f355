"""Finds with which features a setting is read: those with which a place of the plan is rendered."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from generator.features.feature_table import Feature, FeatureTable, Point
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Guards
from generator.settings.actions.init_containers import AddsInitContainer
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.renaming import RenamesByInput
from generator.settings.actions.text_lines import InsertsLine
from generator.settings.apply import guarded
from generator.settings.plan import Plan, Step
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.ways import walk


class Applicability(Struct, frozen=True, kw_only=True):
    """The values of features that a setting needs to be read, those of a plugin first; all of them must hold."""

    needs: Mapping[str, tuple[str, ...]]


def reading(step: Step, place: Place, template: nodes.Template) -> Callable[[Point], bool]:
    """The test for a step changing anything at a place that the features of a point have; a name that follows other
    settings changes nothing of its own."""
    action = step.target.action
    if isinstance(action, RenamesByInput):
        return lambda _: False
    if isinstance(action, InsertsLine):
        *_, line = walk(template.body, (*place.steps, action.before))
        return line.holds
    if isinstance(action, SetsEnv | Inserts | AddsInitContainer):
        return action.when.holds
    return lambda _: True


def having(place: Place, template: nodes.Template, every: Sequence[Point]) -> frozenset[int]:
    """Return the numbers of the points at which a place is rendered."""
    needed = [part for part in walk(template.body, place.steps) if any(part.conditions) or part.unless]

    def has(point: Point) -> bool:
        return template.condition.holds(point) and all(part.holds(point) for part in needed)

    return frozenset(number for number, point in enumerate(every) if has(point))


def _opened(plan: Plan, templates: Sequence[nodes.Template]) -> dict[tuple[str, str], nodes.Template]:
    """Return the templates by project and name, with the conditions that take the place of learned ones."""
    opened = {(template.project, template.name): template for template in templates}
    for step in plan.steps:
        action = step.target.action
        for place in step.places if isinstance(action, Guards) and action.instead else ():
            assert isinstance(action, Guards)
            name = (place.project, place.document)
            opened[name] = guarded(opened[name], action, place)
    return opened


def points(table: FeatureTable) -> list[Point]:
    """Return the points that the chart renders, flannel's first; features that a plugin does not have are as by
    default.
    """
    defaults = {feature.name: feature.default for feature in table.features}
    found = ({**defaults, **point} for point in table.supported())
    return sorted(found, key=lambda point: point["plugin"] != "flannel")


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


def _has(point: Point, feature: Feature) -> bool:
    """Report whether the plugin at a point has a feature."""
    return point["plugin"] == feature.of if feature.of else point["plugin"] != "flannel"


def applicabilities(plan: Plan, templates: Sequence[nodes.Template], table: FeatureTable) -> dict[str, Applicability]:
    """Return the applicability of every setting that the plan reads, and of the features."""
    bodies = _opened(plan, templates)
    every = points(table)
    all_numbers = frozenset(range(len(every)))
    found = {
        feature.path: frozenset(number for number in all_numbers if _has(every[number], feature))
        for feature in table.features
        if feature.name != "plugin"
    }
    there = {
        place: having(place, bodies[place.project, place.document], every)
        for place in {place for step in plan.steps for place in step.places}
    }
    for step in plan.steps:
        tests = ((place, reading(step, place, bodies[place.project, place.document])) for place in step.places)
        read = frozenset(number for place, reads in tests for number in there[place] if reads(every[number]))
        if not step.target.at:  # an object of the chart's own
            read = all_numbers
        for path in step.settings:
            found[path] = found.get(path, frozenset()) | read
    needs = {read: _needs([every[number] for number in sorted(read)], every, table) for read in {*found.values()}}
    return {path: needs[read] for path, read in found.items() if read}
