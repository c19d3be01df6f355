"""The chart checks what values put into pods beside Kubernetes' types, as the Python jsonschema checks it."""

import functools
import json
import random
import re
from collections.abc import Iterator, Sequence

import pytest

from generator.base.trees import Tree
from generator.rows import pod_kinds
from generator.schemas.validation import schema_problems
from generator.settings.catalogue import nested
from generator.settings.setting import setting
from generator.values.pod_fields import pod_fields, pod_values
from tests.builds import current
from tests.declared import TYPES, VALUES, people
from tests.properties.cases import drawn
from tests.refusals.test_refusal import rounds, sample_round, told_of
from tests.rendering import HELMS, refusal

OTHERS: tuple[Tree, ...] = ("", "a", 0, 1.5, -1, True, [], ["a"], {}, {"a": "b"}, None)
# What the chart says by types, and not across the fields of a value that is right by them.
BY_TYPES = re.compile(r": expected (?!a whole number of|runtime/default|250000)|: missing; |: no field of ")


@functools.cache
def walked() -> tuple[str, ...]:
    """The values that the chart checks so."""
    return tuple(path for path, row in VALUES.items() if row.kind.walked)


def refused(values: dict[str, Tree], helm: str) -> list[str]:
    """What helm says against values by path, but for those that nothing reads."""
    said = refusal(nested(values), helm).partition(": ")[2].partition(": ")[2].splitlines()
    return [line for line in said if "has no effect" not in line]


def told_in_brackets(lines: list[str], path: str) -> list[str]:
    """The lines about one value, or about an item of its."""
    return [line for line in lines if line.startswith((f"{path}:", f"{path}.", f"{path}["))]


def of_type(path: str, samples: Sequence[Tree]) -> list[Tree]:
    """The samples that are lists or mappings as the value is."""
    return [one for one in samples if isinstance(one, type(VALUES[path].default))]


@pytest.mark.parametrize("helm", HELMS)
def test_what_is_wrong_in_pods_is_told_with_its_place(helm: str) -> None:
    samples = {path: of_type(path, VALUES[path].kind.illegal) for path in walked()}
    assert all(samples.values())
    for number in rounds(samples):
        values = sample_round(samples, number)
        lines = refused(values, helm)
        assert [path for path in values if not told_in_brackets(lines, path)] == []


def changed(tree: Tree, chance: random.Random) -> Tree:
    """The tree with one thing in it that is another, is missing or has another name."""
    if isinstance(tree, dict) and tree:
        key = chance.choice([*tree])
        turn = chance.random()
        if turn < 0.2:
            return {name: one for name, one in tree.items() if name != key}
        if turn < 0.4:
            return {(f"{name}x" if name == key else name): one for name, one in tree.items()}
        return {**tree, key: changed(tree[key], chance)}
    if isinstance(tree, list) and tree:
        at = chance.randrange(len(tree))
        return [*tree[:at], changed(tree[at], chance), *tree[at + 1 :]]
    return chance.choice(OTHERS)


def some(path: str, chance: random.Random) -> Tree:
    """A value by chance with one change, of the type that the value has."""
    return [*of_type(path, [changed(chance.choice(drawn(path)), chance)]), VALUES[path].default][0]


@pytest.mark.parametrize("seed", range(40))
def test_helm_and_python_refuse_the_same_of_round(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - values for a test
    values = {path: some(path, chance) for path in walked()}
    by_python = schema_problems(people(), nested(values))
    wrong = {path for path in values if told_of(by_python, path)}
    lines = refused(values, "helm4")
    told = {path for path in values if told_in_brackets(lines, path)}
    assert wrong - told == set()
    assert [path for path in told - wrong if any(map(BY_TYPES.search, told_in_brackets(lines, path)))] == []
    assert lines == refused(values, "helm3")
    assert len(wrong) > 10


def test_every_value_with_a_walked_name_beside_one_is_walked() -> None:
    known = pod_values(current().catalogue.settings)
    named = {f"{section}.{name}".removeprefix(".") for section in known["pod_sections"] for name in known["pod_names"]}
    assert {path for path in VALUES if path in named} == {*walked()}
    assert len(walked()) > 100


def references(tree: Tree) -> Iterator[str]:
    """The types that a tree of schemas refers to."""
    if isinstance(tree, dict):
        if isinstance(tree.get("$ref"), str):
            yield str(tree["$ref"])
        tree = [*tree.values()]
    if isinstance(tree, list):
        for one in tree:
            yield from references(one)


def test_a_name_with_two_schemas_is_said_by_path_where_it_differs() -> None:
    rows = [
        setting("a.updateStrategy", pod_kinds.DAEMON_SET_STRATEGY, "What it does."),
        setting("b.updateStrategy", pod_kinds.DEPLOYMENT_STRATEGY, "What it does."),
        setting("c.updateStrategy", pod_kinds.DAEMON_SET_STRATEGY, "What it does."),
        setting("c.dnsPolicy", pod_kinds.DNS_POLICY, "What it does."),
    ]
    found = json.loads(pod_fields(rows, TYPES, "A note."))
    assert found["fields"] == {
        "updateStrategy": {"$ref": "DaemonSetUpdateStrategy"},
        "b.updateStrategy": {"$ref": "DeploymentStrategy"},
    }
    assert {*references(found)} == {*found["types"]}
    assert "Toleration" not in found["types"]
