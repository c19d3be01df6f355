"""Says what upstream's manifests have where a setting goes: the value's default, in words, and when it is which."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from msgspec import Struct

from generator.base.trees import Tree, below
from generator.features.conditions import ALWAYS
from generator.features.feature_table import FeatureTable, Literal, Point
from generator.refusals.applicability import having, points
from generator.settings.actions.action import Action, Inside
from generator.settings.actions.assigning import Merges, Sets
from generator.settings.actions.chaining import ChainsPlugins
from generator.settings.actions.environment import SetsEnv, SetsParameters
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.text_lines import is_line
from generator.settings.actions.uses_image import UsesImage
from generator.settings.places import standing_at
from generator.settings.plan import Plan, Step
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.scalars import scalar

Numbers = frozenset[int]

# Texts that are numbers and booleans.
_TYPED = re.compile("true|false|[0-9]+")


def _tree(node: nodes.Node, point: Point, keys: Collection[str] = ()) -> Tree:
    """What stands at a node at a point, None where nothing does; where keys are named, of its members those alone."""
    if isinstance(node, nodes.Choice):
        accepted = (option.node for option in node.options if option.otherwise or option.condition.holds(point))
        return next((_tree(one, point, keys) for one in accepted), None)
    if isinstance(node, nodes.Text):
        return "\n".join(line.key for line in node.lines if line.condition.holds(point))
    if isinstance(node, nodes.Scalar):
        return node.value
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    entries = (one for one in node.entries if (not keys or one.key in keys) and one.condition.holds(point))
    members: dict[str, Tree] = {entry.key: tree for entry in entries if (tree := _tree(entry.node, point)) is not None}
    return members if isinstance(node, nodes.MapNode) else [*members.values()]


def _line(node: nodes.Node) -> nodes.Node:
    """The value of the member that a line of a text is; what is no line is as it is."""
    if not isinstance(node, nodes.Text) or not is_line(node):
        return node
    [value] = json.loads(f"{{{node.lines[0].key.rstrip(',')}}}").values()
    return nodes.Scalar(value)


def _flag(name: str, arguments: Sequence[str]) -> Tree:
    """The value of a flag, which Go takes with one dash, too; one without a value is true."""
    flags = dict(argument.lstrip("-").partition("=")[::2] for argument in arguments)
    return (flags[name] or True) if name in flags else None


def _parameters(names: Mapping[str, str], variables: Sequence[Mapping[str, str]]) -> Tree:
    """The parameters that variables set, numbers and booleans as such."""
    found = {names[one["name"]]: one["value"] for one in variables if "value" in one}
    return {name: json.loads(text) if _TYPED.fullmatch(text) else text for name, text in found.items()}


def _has_plugin(tree: Tree, name: str) -> bool:
    """Whether a CNI configuration, or its text, has a plugin."""
    return re.search(rf'"type": ?"{name}"', tree if isinstance(tree, str) else json.dumps(tree)) is not None


class _Replaced(Struct, frozen=True):
    """What the value of an action takes the place of: the keys to look at, none for all, and what is taken of them."""

    keys: Callable[[Any], Collection[str]]
    accepted: Callable[[Any, Any, str], Tree]


_BY_ACTION: Mapping[type, _Replaced] = {
    Overrides: _Replaced(lambda _: (), lambda _action, tree, _: tree),
    Sets: _Replaced(lambda action: (action.key,), lambda action, tree, _: below(tree, action.key)),
    Inserts: _Replaced(lambda action: (action.key,), lambda action, tree, _: below(tree, action.key)),
    Merges: _Replaced(
        lambda action: (action.key,) if action.key else action.members,
        lambda action, tree, _: below(tree, action.key) if action.key else tree,
    ),
    SetsEnv: _Replaced(lambda action: (action.name,), lambda _action, tree, _: tree[0].get("value") if tree else None),
    SetsFlag: _Replaced(lambda _: (), lambda action, tree, _: _flag(action.name, tree)),
    SetsParameters: _Replaced(lambda action: action.names, lambda action, tree, _: _parameters(action.names, tree)),
    UsesImage: _Replaced(lambda _: ("imagePullPolicy",), lambda _action, tree, _: below(tree, "imagePullPolicy")),
    ChainsPlugins: _Replaced(lambda _: (), lambda _action, tree, path: _has_plugin(tree, path.rpartition(".")[2])),
}


def _flow(value: Tree) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{scalar(key)}: {_flow(inner)}' for key, inner in value.items())}}}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, list) else scalar(value)


def _shown(value: Tree) -> str:
    """A value in words; nothing for what is empty."""
    if isinstance(value, str):
        return value or '""'
    return "" if value in (None, {}, []) else _flow(value)


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
        self._reading: defaultdict[str, list[Step]] = defaultdict(list)
        for step in plan.steps:
            for path in step.settings:
                self._reading[path].append(step)
        self._standing: dict[Place, tuple[nodes.Node, Numbers]] = {}

    def _at(self, place: Place) -> tuple[nodes.Node, Numbers]:
        """The node at a place, and the points that have it."""
        if place not in self._standing:
            template = self._templates[place.project, place.document]
            _, standing = standing_at(template.body, place.steps)
            node = nodes.Scalar(standing.value) if isinstance(standing, Inside) else _line(standing)
            self._standing[place] = node, having(place, template, self._every)
        return self._standing[place]

    def _targets(self, path: str) -> Iterator[tuple[Action, Place]]:
        """The places of a setting's own targets, in their order; where it has none, of those that read it."""
        reading = self._reading[path]
        for step in [step for step in reading if step.settings[0] == path] or reading:
            if type(step.target.action) in _BY_ACTION:
                yield from ((step.target.action, place) for place in step.places)

    def values(self, path: str) -> dict[str, Numbers]:
        """What upstream has, in words, with the points that have it; the first place that has anything decides."""
        found: dict[int, str] = {}
        for action, place in self._targets(path):
            node, numbers = self._at(place)
            replaced, when = _BY_ACTION[type(action)], getattr(action, "when", ALWAYS)
            for number in sorted(numbers):
                if not found.get(number):
                    tree = _tree(node, self._every[number], replaced.keys(action))
                    shown = _shown(replaced.accepted(action, tree, path))
                    if shown or when.holds(self._every[number]):
                        found[number] = shown
        return {shown: frozenset(n for n in found if found[n] == shown) for shown in dict.fromkeys(found.values())}

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
        # What Calico has at its defaults goes without a condition; flannel's points come before.
        flannel = frozenset(number for number, point in enumerate(self._every) if point["plugin"] == "flannel")
        usual = min(values, key=lambda shown: min(values[shown] - flannel, default=len(self._every)), default="")
        told = [
            f"{shown or otherwise} if {self._condition(numbers, every - numbers)}"
            for shown, numbers in values.items()
            if shown != usual
        ]
        return "; ".join([*told, f"{'otherwise ' if told else ''}{usual or otherwise}"])
