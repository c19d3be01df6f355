"""Tells what upstream's manifests have where a setting goes: the value's default, variant by variant, in words."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.base.trees import Steps, Tree, canonical
from generator.features.feature_table import FeatureTable, Point
from generator.settings.actions.action import Inside
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.overriding import Overrides
from generator.settings.places import option_number, standing_at
from generator.settings.setting import Setting, Target
from generator.template import nodes
from generator.template.addresses import find_places


def _entered(node: nodes.Node, step: str, point: Point) -> nodes.Node | None:
    """The child at a step, where the point has it."""
    if isinstance(node, nodes.Choice):
        number = option_number(step)
        return node.options[number].node if _option(node, point) == number else None
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    entry = next(entry for entry in node.entries if entry.key == step)
    return entry.node if entry.condition.holds(point) else None


def _option(node: nodes.Choice, point: Point) -> int:
    """The number of the alternative that a point takes."""
    holding = (
        number for number, option in enumerate(node.options) if option.otherwise or option.condition.holds(point)
    )
    return next(holding)


def _value(node: nodes.Node, steps: Steps, point: Point) -> tuple[Tree, ...]:
    """What the point has at the steps: one scalar, else nothing."""
    for index, step in enumerate(steps):
        if isinstance(node, nodes.Scalar):
            _, inside = standing_at(node, steps[index:])
            return (inside.value,) if isinstance(inside, Inside) else ()
        if isinstance(node, nodes.Text):
            line = next(line for line in node.lines if line.key == step)
            return (_member(line.key),) if line.condition.holds(point) else ()
        child = _entered(node, step, point)
        if child is None:
            return ()
        node = child
    while isinstance(node, nodes.Choice):
        node = node.options[_option(node, point)].node
    return (node.value,) if isinstance(node, nodes.Scalar) else ()


def _member(line: str) -> Tree:
    value: Tree = json.loads(f"{{{line.rstrip(',')}}}").popitem()[1]
    return value


def _address(target: Target) -> Iterator[str]:
    """The addresses of the values that a target overrides."""
    if isinstance(target.action, Overrides):
        yield from target.at
    elif isinstance(target.action, SetsEnv):
        yield from (f"{at}[{target.action.name}].value" for at in target.at)


def by_variant(setting: Setting, templates: Sequence[nodes.Template], features: FeatureTable) -> dict[str, Tree]:
    """What each variant has where the setting goes, by stem; the first target that it has decides."""
    places = [
        (template, place)
        for target in setting.targets
        for at in _address(target)
        for place in find_places(templates, at)
        for template in templates
        if (template.project, template.name) == (place.project, place.document)
    ]
    found: dict[str, Tree] = {}
    for stem, manifest in features.variants.items():
        for template, place in places:
            if manifest.project == template.project and template.condition.holds(manifest.point):
                for value in _value(template.body, place.steps, manifest.point):
                    found.setdefault(stem, value)
    return found


def _shown(value: Tree) -> str:
    if isinstance(value, str):
        return value or '""'
    return canonical(value)


def _named(stems: Sequence[str], every: Sequence[str], features: FeatureTable) -> str:
    """Variants in words: a plugin stands for all of its variants."""
    plugins = {stem: manifest.point["plugin"] for stem, manifest in features.variants.items()}
    names: dict[str, None] = {}
    for stem in stems:
        plugin = plugins[stem]
        whole = all(other in stems for other in every if plugins[other] == plugin)
        names[plugin if whole else stem] = None
    return ", ".join(names)


def upstream_text(setting: Setting, templates: Sequence[nodes.Template], features: FeatureTable) -> str:
    """Upstream's value in words: `kube-flannel (flannel), kube-system (calico, canal)`; empty where it has none."""
    values = by_variant(setting, templates, features)
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for stem, value in values.items():
        groups[_shown(value)].append(stem)
    if len(groups) <= 1:
        return "".join(groups)
    return ", ".join(f"{shown} ({_named(stems, list(values), features)})" for shown, stems in groups.items())
