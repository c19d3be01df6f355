"""Variants merge into one tree whose parts know which variants have them."""

from collections.abc import Mapping

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import LIST_KEYS, Tree
from generator.learn.merge import Alternatives, Branch, Leaf, Merged, MergedText, list_identities, merge_values

CASES = [
    pytest.param("1", "1", ["[xy]: 1"], id="the same scalar"),
    pytest.param("1", '"1"', ["[x]: 1", "[y]: '1'"], id="the same characters in another type"),
    pytest.param("1", "true", ["[x]: 1", "[y]: True"], id="1 and true"),
    pytest.param("{a: 1}", "{a: 1, b: 2}", ["a[xy]: 1", "b[y]: 2"], id="a key that one has"),
    pytest.param("{b: 1, a: 2}", "{a: 2, b: 1}", ["b[xy]: 1", "a[xy]: 2"], id="keys in another order"),
    pytest.param("{a: {}}", "{a: {b: 1}}", ["a[x]: {}", "a.b[y]: 1"], id="an empty mapping and a full one"),
    pytest.param("{a: []}", "{a: [1]}", ["a[x]: []", "a.1[y]: 1"], id="an empty list and a full one"),
    pytest.param("{a: {}}", "{a: []}", ["a[x]: {}", "a[y]: []"], id="an empty mapping and an empty list"),
    pytest.param("{a: null}", "{}", ["a[x]: None", "[y]: {}"], id="a null and nothing at all"),
    pytest.param("{a: [b]}", "{a: b}", ["a.b[x]: 'b'", "a[y]: 'b'"], id="a list and its only item"),
    pytest.param("{a: [1, 2]}", "{a: [1, 3]}", ["a.1[xy]: 1", "a.3[y]: 3", "a.2[x]: 2"], id="scalars of a list"),
    pytest.param("{a: [1, 1]}", "{a: [1]}", ["a.1[xy]: 1", "a.1#2[x]: 1"], id="an item that occurs twice"),
    pytest.param(
        "{env: [{name: A, value: a}]}",
        "{env: [{name: B}, {name: A, value: b}]}",
        ["env.B.name[y]: 'B'", "env.A.name[xy]: 'A'", "env.A.value[x]: 'a'", "env.A.value[y]: 'b'"],
        id="list items with names",
    ),
    pytest.param(
        "{volumeMounts: [{name: a, mountPath: /x}]}",
        "{volumeMounts: [{name: a, mountPath: /y}]}",
        [
            "volumeMounts.a /y.name[y]: 'a'",
            "volumeMounts.a /y.mountPath[y]: '/y'",
            "volumeMounts.a /x.name[x]: 'a'",
            "volumeMounts.a /x.mountPath[x]: '/x'",
        ],
        id="mounts of one volume at two paths",
    ),
    pytest.param(
        "{rules: [{resources: [a], verbs: [get]}]}",
        "{rules: [{resources: [a], verbs: [get, list]}]}",
        [
            "rules.[\"a\"].resources.a[xy]: 'a'",
            "rules.[\"a\"].verbs.get[xy]: 'get'",
            "rules.[\"a\"].verbs.list[y]: 'list'",
        ],
        id="an RBAC rule with a verb more",
    ),
    pytest.param('{a: "x\\ny"}', '{a: "x\\nz"}', ["a[x]: 'x\\ny'", "a[y]: 'x\\nz'"], id="texts that share too little"),
    pytest.param(
        '{a: "1\\n2\\n3\\n4\\n5"}',
        '{a: "1\\n2\\n3\\n4\\n5\\n6"}',
        ["a 1[xy]", "a 2[xy]", "a 3[xy]", "a 4[xy]", "a 5[xy]", "a 6[y]"],
        id="texts that share lines",
    ),
    pytest.param(
        '{a: "1\\n2\\n3\\n4\\n"}',
        '{a: "1\\n2\\n3\\n4"}',
        ["a[x]: '1\\n2\\n3\\n4\\n'", "a[y]: '1\\n2\\n3\\n4'"],
        id="texts that end otherwise",
    ),
    pytest.param(
        '{a: \'{\n\n"b": 1,\n\n"c": 2,\n\n"d": 3\n\n}\'}',
        '{a: \'{\n\n"b": 1,\n\n"d": 3\n\n}\'}',
        ['a[x]: \'{\\n"b": 1,\\n"c": 2,\\n"d": 3\\n}\'', 'a[y]: \'{\\n"b": 1,\\n"d": 3\\n}\''],
        id="texts that are JSON objects",
    ),
    pytest.param(
        '{a: "1\\r\\n2\\n3\\n4"}',
        '{a: "1\\r\\n2\\n3\\n4\\n5"}',
        ["a[x]: '1\\r\\n2\\n3\\n4'", "a[y]: '1\\r\\n2\\n3\\n4\\n5'"],
        id="texts that no block can hold",
    ),
]


def shown(node: Merged, at: str = "") -> list[str]:
    """Each leaf with its path, the variants that have it and its value."""
    has = f"[{''.join(sorted(node.presence))}]"
    if isinstance(node, Leaf):
        return [f"{at}{has}: {node.value!r}"]
    if isinstance(node, MergedText):
        return [f"{at} {text}[{''.join(sorted(present))}]" for text, present in node.lines]
    if isinstance(node, Alternatives):
        return [line for option in node.options for line in shown(option, at)]
    return [line for key, child in node.children for line in shown(child, f"{at}.{key}".lstrip("."))]


def merged(texts: Mapping[str, str]) -> Merged:
    """The merge of one-document YAML texts."""
    return merge_values(
        {variant: yamltree.load(text, variant)[0] for variant, text in texts.items()}, ("calico v1", "Job/a")
    )


@pytest.mark.parametrize(("one", "two", "leaves"), CASES)
def test_two_variants_merge(one: str, two: str, leaves: list[str]) -> None:
    assert shown(merged({"x": one, "y": two})) == leaves


def test_mappings_and_scalars_are_alternatives_of_their_own_variants() -> None:
    found = merged({"x": "a: {b: 1}", "y": "a: 1", "z": "a: {b: 1, c: 2}"})
    assert shown(found) == ["a.b[xz]: 1", "a.c[z]: 2", "a[y]: 1"]


def test_lists_in_orders_that_contradict_each_other_stop_by_their_path() -> None:
    with pytest.raises(ProblemsError) as caught:
        merged({"x": "{spec: {env: [{name: A}, {name: B}, {name: C}]}}", "y": "{spec: {env: [{name: B}, {name: A}]}}"})
    assert str(caught.value) == (
        "calico v1 > Job/a > spec.env: expected one order of the list in x, y, "
        "found orders that contradict each other at A, B; give the list a key in LIST_KEYS or render the variants apart"
    )


def test_a_list_whose_items_lack_the_key_is_told_apart_by_value() -> None:
    ports: list[Tree] = [{"containerPort": 1}, {"name": "a", "containerPort": 2}]
    assert list_identities("ports", ports) == ['{"containerPort":1}', '{"containerPort":2,"name":"a"}']


def test_a_branch_says_whether_it_is_a_list() -> None:
    found = merged({"x": "a: [1]"})
    assert isinstance(found, Branch)
    [(_, child)] = found.children
    assert isinstance(child, Branch)
    assert (found.is_list, child.is_list) == (False, True)


@pytest.mark.parametrize(("key", "fields"), LIST_KEYS.items())
def test_items_of_lists_with_keys_are_told_apart_by_them(key: str, fields: tuple[str, ...]) -> None:
    item: Tree = {**{field: field for field in fields}, "other": "x"}
    assert list_identities(key, [item]) == [" ".join(fields)]
