"""Every legal sample of every setting arrives, unchanged, at each place that the plan names, and nowhere else."""

import json
import re
from collections.abc import Iterator, Mapping

import pytest
from msgspec import Struct

from generator.base.trees import Tree, canonical
from generator.learn.release_merge import SAME_OBJECT
from generator.releases.release import Document
from generator.settings.actions.assigning import FieldAction
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.expressions import Printed
from generator.settings.actions.flags import SetsFlag
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.actions.text_lines import InsertsLine, SwitchesLine
from generator.settings.actions.uses_image import UsesImage
from generator.settings.catalogue import nested
from generator.settings.plan import Step
from generator.settings.setting import Setting, printed
from generator.template import nodes
from generator.template.addresses import Place
from tests.declared import VALUES
from tests.landings import child, field_has, found
from tests.rendering import by_identity, differing, overlay, scenario, without_crds
from tests.rounds import (
    ELSEWHERE,
    FEATURES,
    NEEDS,
    ORDINARY,
    REFUSED,
    ROUNDS,
    SWITCHES,
    VARIANTS,
    places,
    sample,
    tried,
)

# The chart's own object, which upstream's pods read where it is there: test_server.
OWN = "ConfigMap/kubernetes-services-endpoint"


class Landing(Struct, frozen=True, kw_only=True):
    """A sample of a setting, the step that carries it, and the object and steps where it should be."""

    setting: Setting
    sample: Tree
    step: Step
    place: Place


def landings(variant: str, number: int) -> Iterator[Landing]:
    """What should be where after a round."""
    for path, value in tried(variant, number).items():
        for step, place in places(variant, path):
            yield Landing(setting=VALUES[path], sample=value, step=step, place=place)


def as_text(value: Tree) -> str:
    """A value as a template prints it into a text."""
    return json.dumps(value) if isinstance(value, bool) else str(value)


def is_own(landing: Landing, by: Printed | None) -> bool:
    """Whether the setting's own value is printed, not an expression of the row's."""
    return by == printed(landing.setting.path, landing.setting.kind)


def arrived(landing: Landing, tree: Tree) -> bool:
    """Whether the sample is at its place, as the action puts it there."""
    action, value = landing.step.target.action, landing.sample
    if isinstance(action, Overrides):
        members = f"{json.dumps(value)}", f"{json.dumps(value)},"
        return not is_own(landing, action.printed) or tree in (value, as_text(value)) or str(tree).endswith(members)
    if isinstance(action, SetsEnv):
        item = child(tree, action.name, "env")
        assert isinstance(item, dict)
        return not is_own(landing, action.printed) or item["value"] == (action.constant or as_text(value))
    if isinstance(action, Inserts) and action.loop:
        assert isinstance(tree, list)
        assert isinstance(value, list)
        return [f"{action.key}={item}" for item in value] == [
            one for one in tree if str(one).startswith(action.key + "=")
        ]
    if isinstance(action, Inserts) and action.key not in {"args"}:
        expected = action.node.value if isinstance(action.node, nodes.Scalar) else value
        held = child(tree, action.key, "")
        return bool(held) if action.kept else held == expected
    if isinstance(action, UsesImage):
        assert isinstance(tree, dict)
        return str(value) in f"{tree['image']} {tree.get('imagePullPolicy')}"
    return not isinstance(action, SwitchesLine) or action.text.partition("{{")[0] in str(tree)


def line_has(action: InsertsLine, tree: Tree, value: Tree) -> bool:
    """Whether a text has a line with the value, or has it not where the value is false."""
    start, _, expression = action.text.partition("{{")
    if expression.startswith(" if "):
        return start in str(tree)
    line = re.sub(r"\{\{.*\}\}", lambda _: json.dumps(value), action.text)
    return (line in str(tree)) == (value is not False)


def has_arrived(landing: Landing, tree: Tree) -> bool:
    """Whether the sample is at its place, whatever the action."""
    action = landing.step.target.action
    if isinstance(action, InsertsLine):
        return line_has(action, tree, landing.sample)
    if isinstance(action, SetsFlag):
        assert isinstance(tree, list)
        return f"--{action.name}={as_text(landing.sample)}" in tree
    return field_has(action, tree, landing.sample) if isinstance(action, FieldAction) else arrived(landing, tree)


def at(landing: Landing) -> tuple[str, ...]:
    """Where a landing changes an object: at its place, or at a field of it."""
    action = landing.step.target.action
    return (*landing.place.steps, *((action.key,) if isinstance(action, FieldAction) and action.key else ()))


CASES = [
    pytest.param(variant, number, id=f"{variant}, round {number + 1}")
    for variant in VARIANTS
    for number in range(ROUNDS)
]


def rendered_with(variant: str, values: Mapping[str, Tree]) -> dict[str, Document]:
    """The objects of a variant with values by path."""
    return by_identity(overlay(scenario(variant), nested(values)))


@pytest.mark.parametrize(("variant", "number"), CASES)
def test_samples_arrive_in(variant: str, number: int) -> None:
    objects = rendered_with(variant, tried(variant, number))
    missing = [
        f"{landing.setting.path}: {landing.sample!r} at {landing.place}: {found(objects, landing.place)!r}"[:300]
        for landing in landings(variant, number)
        if not has_arrived(landing, found(objects, landing.place))
    ]
    assert missing == []


def with_addons(variant: str, number: int) -> dict[str, Document]:
    """The objects of a variant with the add-ons alone that a round has."""
    return rendered_with(variant, {path: True for path in tried(variant, number) if path in SWITCHES})


@pytest.mark.parametrize("variant", VARIANTS)
def test_expressions_of_rows_change_their_places_in(variant: str) -> None:
    before = with_addons(variant, 0)
    after = [rendered_with(variant, tried(variant, number)) for number in range(ROUNDS)]
    own = {
        (landing.setting.path, landing.place)
        for number in range(ROUNDS)
        for landing in landings(variant, number)
        if isinstance(action := landing.step.target.action, Overrides | SetsEnv) and not is_own(landing, action.printed)
    }
    unchanged = {
        path
        for path, place in own
        if all(canonical(found(objects, place)) == canonical(found(before, place)) for objects in after)
    }
    assert unchanged <= {"podCIDRv6"}  # an IPv4 address is given up where podCIDR is not set: test_ipv6


@pytest.mark.parametrize("variant", VARIANTS)
def test_nothing_else_changes_in(variant: str) -> None:
    names = {merged: alias for alias, merged in SAME_OBJECT.items()}
    planned = {
        (name, *at(landing)[:2])
        for landing in landings(variant, 0)
        for name in (landing.place.document, names.get(landing.place.document, ""))
    }
    changes = differing(with_addons(variant, 0), rendered_with(variant, tried(variant, 0)))
    assert {one for one in changes if one[:3] not in planned and one[0] != OWN} == set()


def test_every_setting_is_tested_here_or_elsewhere() -> None:
    assert {path for path in ORDINARY if not any(places(variant, path) for variant in VARIANTS)} == set()
    assert set(ELSEWHERE) | FEATURES <= set(VALUES)


@pytest.mark.parametrize("path", ORDINARY)
def test_a_setting_changes_something(path: str) -> None:
    variant = next(one for one in VARIANTS if places(one, path) and (one, path) not in REFUSED)
    needed = NEEDS.get(path, {})
    if needed.get("flannel.backend.type") == "ipsec":
        needed = {**needed, "flannel.backend.psk.existingSecret": "key"}
    base = without_crds(scenario(variant))

    def lean(values: Mapping[str, Tree]) -> dict[str, Document]:
        return by_identity(overlay(base, nested({**values, "allowOtherImageReleases": True})))

    before = lean({one: value for one, value in needed.items() if one not in NEEDS})
    samples = [sample(VALUES[path], number) for number in range(len(VALUES[path].kind.legal))]
    assert any(differing(before, lean({**needed, path: value})) for value in samples)


def test_a_sample_that_does_not_arrive_is_seen() -> None:
    [landing, *_] = (one for one in landings("calico", 0) if one.setting.path == "calico.pool.blockSize")
    objects = rendered_with("calico", {"calico.pool.blockSize": 24})
    assert not has_arrived(landing, found(objects, landing.place))
