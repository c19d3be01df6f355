"""Says what upstream's manifests have where a setting goes: the value's default, in words, and when it is which."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from generator.base.trees import Tree, canonical
from generator.features.conditions import ALWAYS
from generator.features.table import FeatureTable, Literal, Point
from generator.settings.actions.action import Action, Inside
from generator.settings.actions.assigning import Merges, Sets
from generator.settings.actions.chaining import ChainsPlugins
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.parameters import TakesParameters
from generator.settings.actions.uses_image import UsesImage
from generator.settings.places import standing_at
from generator.settings.plan import Plan, Step
from generator.settings.reach import having, points
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.scalars import scalar

Numbers = frozenset[int]

# Texts that are numbers and booleans.
_TYPED = re.compile("true|false|[0-9]+")


def _under(*entries: nodes.Entry) -> nodes.Choice:
    """What is in entries, with their conditions."""
    return nodes.Choice(tuple(nodes.Option(entry.node, entry.condition) for entry in entries))


def _child(node: nodes.Node, key: str) -> nodes.Node:
    """The child of that key, with its condition; no alternative where there is none."""
    if isinstance(node, nodes.Choice):
        return nodes.Choice(tuple(replace(option, node=_child(option.node, key)) for option in node.options))
    if isinstance(node, nodes.MapNode | nodes.ListNode):
        return _under(*(one for one in node.entries if one.key == key))
    members = node.value if isinstance(node, nodes.Scalar) and isinstance(node.value, dict) else {}
    return nodes.Scalar(members[key]) if key in members else _under()


def _lines(node: nodes.Node) -> nodes.Node:
    """The values of members of JSON objects, a line each; what is no text is as it is."""
    if not isinstance(node, nodes.Text):
        return node
    members = ((json.loads(f"{{{line.key.rstrip(',')}}}"), line.condition) for line in node.lines)
    return nodes.Choice(tuple(nodes.Option(nodes.Scalar(*member.values()), when) for member, when in members))


def _members(node: nodes.Node, names: Sequence[str]) -> nodes.Node:
    """The mapping with these members alone."""
    assert isinstance(node, nodes.MapNode)
    return nodes.MapNode(tuple(one for one in node.entries if one.key in names))


def _parameters(node: nodes.Node, names: Mapping[str, str]) -> nodes.Node:
    """The variables of parameters as a mapping by the parameters' names."""
    assert isinstance(node, nodes.ListNode)
    mine = (one for one in node.entries if one.key in names)
    return nodes.MapNode(tuple(replace(one, key=names[one.key], node=_child(one.node, "value")) for one in mine))


def _flag(action: SetsFlag, node: nodes.Node) -> nodes.Node:
    """The value of a flag; one without a value is true."""
    assert isinstance(node, nodes.ListNode)
    mine = (one for one in node.entries if action.is_mine(one))
    return _under(*(replace(one, node=nodes.Scalar(one.key.partition("=")[2] or True)) for one in mine))


def _plugin(node: nodes.Node, name: str) -> nodes.Node:
    """Whether a CNI configuration has a plugin."""
    if isinstance(node, nodes.Scalar):
        return nodes.Scalar(f'"type":"{name}"' in canonical(node.value))
    lines = node.lines if isinstance(node, nodes.Text) else ()
    there = (line.condition for line in lines if f'"type": "{name}"' in line.key)
    options = [nodes.Option(nodes.Scalar(value=True), condition) for condition in there]
    return nodes.Choice((*options, nodes.Option(nodes.Scalar(value=False), otherwise=True)))


# What a value takes the place of, by the action, which works on the node, and the value's path.
_REPLACED: Mapping[type, Callable[[Any, nodes.Node, str], nodes.Node]] = {
    Overrides: lambda _action, node, _: _lines(node),
    Sets: lambda action, node, _: _child(node, action.key),
    Merges: lambda action, node, _: _child(node, action.key) if action.key else _members(node, action.members),
    Inserts: lambda action, node, _: _child(node, action.key),
    SetsEnv: lambda action, node, _: _child(_child(node, action.name), "value"),
    SetsFlag: lambda action, node, _: _flag(action, node),
    TakesParameters: lambda action, node, _: _parameters(node, action.names),
    UsesImage: lambda _action, node, _: _child(node, "imagePullPolicy"),
    ChainsPlugins: lambda _action, node, path: _plugin(node, path.rpartition(".")[2]),
}


def _taken(node: nodes.Choice, numbers: Numbers, every: Sequence[Point]) -> Iterator[tuple[nodes.Node, Numbers]]:
    """The alternatives with the points that take them."""
    for option in node.options:
        holding = numbers if option.otherwise else frozenset(n for n in numbers if option.condition.holds(every[n]))
        if holding:
            yield option.node, holding
        numbers -= holding


def _trees(node: nodes.Node, numbers: Numbers, every: Sequence[Point]) -> Iterator[tuple[Tree, Numbers]]:
    """What stands at a node, with the points that have it; of some points nothing may stand there."""
    if isinstance(node, nodes.Choice):
        for option, holding in _taken(node, numbers, every):
            yield from _trees(option, holding, every)
        return
    if isinstance(node, nodes.Scalar):
        yield node.value, numbers
        return
    if not isinstance(node, nodes.MapNode | nodes.ListNode):
        return
    found: list[tuple[dict[str, Tree], Numbers]] = [({}, numbers)]
    for entry in node.entries:
        split: list[tuple[dict[str, Tree], Numbers]] = []
        for value, holding in _trees(_under(entry), numbers, every):
            split += [({**members, entry.key: value}, those & holding) for members, those in found if those & holding]
            found = [(members, those - holding) for members, those in found if those - holding]
        found += split
    for members, those in found:
        yield members if isinstance(node, nodes.MapNode) else [*members.values()], those


def _flow(value: Tree) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{scalar(key)}: {_flow(inner)}' for key, inner in value.items())}}}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else scalar(value)


def _shown(value: Tree) -> str:
    """A value in words; nothing for what is empty."""
    if isinstance(value, str):
        return value or '""'
    return _flow(value) if value not in ({}, []) else ""


def _typed(value: Tree) -> Tree:
    """The texts of variables as the numbers and booleans that parameters take."""
    assert isinstance(value, dict)
    texts = {name: str(text) for name, text in value.items()}
    return {name: json.loads(text) if _TYPED.fullmatch(text) else text for name, text in texts.items()}


def _said(chosen: Sequence[tuple[Literal, ...]], features: FeatureTable) -> str:
    """Alternatives in words, each of them literals that hold together."""
    alone: defaultdict[str, list[str]] = defaultdict(list)
    for literals in chosen:
        *first, (name, value) = literals
        before = "".join(f"{features.feature(one).path} is {other} and " for one, other in first)
        alone[f"{before}{features.feature(name).path} is"].append(value)
    parts = [f"{subject} {' or '.join(values)}" for subject, values in alone.items()]
    return (", or " if any(" and " in part for part in parts) else " or ").join(parts)


class UpstreamValues:
    """What upstream's manifests have where the settings of a plan go, with which features."""

    def __init__(self, plan: Plan, templates: Sequence[nodes.Template], features: FeatureTable) -> None:
        self._features, self._every = features, points(features)
        self._templates = {(template.project, template.name): template for template in templates}
        self._standing: dict[Place, tuple[nodes.Node, Numbers]] = {}
        self._reading: defaultdict[str, list[Step]] = defaultdict(list)
        for step in plan.steps:
            for path in step.settings:
                self._reading[path].append(step)

    def _targets(self, path: str) -> Iterator[tuple[Action, Place]]:
        """The places of a setting's own targets, in their order; where it has none, of those that read it."""
        reading = self._reading[path]
        for step in [step for step in reading if step.settings[0] == path] or reading:
            if type(step.target.action) in _REPLACED:
                yield from ((step.target.action, place) for place in step.places)

    def _found(self, place: Place) -> tuple[nodes.Node, Numbers]:
        """The node at a place, and the points that have it."""
        template = self._templates[place.project, place.document]
        _, standing = standing_at(template.body, place.steps)
        node = nodes.Scalar(standing.value) if isinstance(standing, Inside) else standing
        return node, having(place, template, self._every)

    def _at(self, action: Action, place: Place, path: str) -> Iterator[tuple[str, Numbers]]:
        """What a place has, in words; nothing where it lacks what the value stands for."""
        if place not in self._standing:
            self._standing[place] = self._found(place)
        node, numbers = self._standing[place]
        for value, holding in _trees(_REPLACED[type(action)](action, node, path), numbers, self._every):
            yield _shown(_typed(value) if isinstance(action, TakesParameters) else value), holding
            numbers -= holding
        when = action.when if isinstance(action, SetsEnv | Inserts) else ALWAYS
        yield "", frozenset(number for number in numbers if when.holds(self._every[number]))

    def values(self, path: str) -> dict[str, Numbers]:
        """What upstream has, in words, with the points that have it; the first place that has anything decides."""
        found: dict[str, Numbers] = {}
        lacking, having_one = Numbers(), Numbers()
        for action, place in self._targets(path):
            for shown, numbers in self._at(action, place, path):
                if not shown:
                    lacking |= numbers
                elif new := numbers - having_one:
                    found[shown] = found.get(shown, Numbers()) | new
                    having_one |= new
        return {**found, "": lacking - having_one} if lacking - having_one else found

    def _condition(self, those: Numbers, others: Numbers) -> str:
        """What tells points from others, in words: the fewest features that do."""
        every, names = self._every, [feature.name for feature in self._features.features]
        known = dict.fromkeys((name, every[number][name]) for name in names for number in sorted(those))
        holding = {one: frozenset(n for n in those | others if every[n][one[0]] == one[1]) for one in known}
        chosen: list[tuple[Literal, ...]] = []
        for size in range(1, len(names) + 1):
            if not those:
                break
            alike = {one: frozenset.intersection(*map(holding.__getitem__, one)) for one in combinations(known, size)}
            only = {one: numbers for one, numbers in alike.items() if not numbers & others}
            for literals in sorted(only, key=lambda one: -len(only[one] & those)):
                if only[literals] & those:
                    chosen.append(literals)
                    those -= only[literals]
        return _said(chosen, self._features)

    def text(self, path: str, otherwise: str = "none") -> str:
        """Upstream's value in words: `kube-flannel if plugin is flannel; otherwise kube-system`."""
        values = self.values(path)
        every = Numbers().union(*values.values())
        # What Calico has at its defaults goes without a condition; flannel is the first of the points.
        usual = min(values, key=lambda shown: min(values[shown] - {0}, default=len(self._every)), default="")
        told = [
            f"{shown or otherwise} if {self._condition(numbers, every - numbers)}"
            for shown, numbers in values.items()
            if shown != usual
        ]
        return "; ".join([*told, f"{'otherwise ' if told else ''}{usual or otherwise}"])
