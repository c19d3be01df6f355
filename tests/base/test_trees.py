"""Trees are compared by type and value, and differences are named by path."""

import json

import pytest

from generator.base.trees import (
    LIST_KEYS,
    Encoded,
    Tree,
    canonical,
    differences,
    digest,
    is_json,
    laid_over,
    leaves,
    show_path,
    show_place,
)

SAME: dict[str, tuple[Tree, Tree]] = {
    "keys in another order": ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    "equal texts": ("é", "\u00e9"),
}
DIFFERENT: dict[str, tuple[Tree, Tree]] = {
    "true and 1": (True, 1),
    "false and 0": (False, 0),
    "1 and 1.0": (1, 1.0),
    "1 and its text": (1, "1"),
    "null and an empty text": (None, ""),
    "an empty mapping and an empty list": ({}, []),
    "an empty list and null": ([], None),
    "lists in another order": ([1, 2], [2, 1]),
    "a key with null and no key": ({"a": None}, {}),
}


@pytest.mark.parametrize(("one", "two"), SAME.values(), ids=SAME.keys())
def test_trees_are_the_same(one: Tree, two: Tree) -> None:
    assert canonical(one) == canonical(two)
    assert list(differences(one, two)) == []


@pytest.mark.parametrize(("one", "two"), DIFFERENT.values(), ids=DIFFERENT.keys())
def test_trees_differ(one: Tree, two: Tree) -> None:
    assert canonical({"a": one}) != canonical({"a": two})
    assert len(list(differences({"a": one}, {"a": two}))) in {1, 2}


def test_differences_are_named_by_path() -> None:
    expected: Tree = {"a": [{"b": 1}, "x"], "gone": {}, "c": [1, 2], "k/8": True}
    found: Tree = {"a": [{"b": True}, "x"], "new": "1", "c": [1], "k/8": "true"}
    assert list(differences(expected, found)) == [
        "a.0.b: expected 1, found true",
        "gone: missing, expected {}",
        "c: expected [1,2], found [1]",
        '[k/8]: expected true, found "true"',
        'new: unexpected "1"',
    ]


def test_leaves_are_scalars_and_what_is_empty() -> None:
    tree: Tree = {"a": {"b": [1, {"c": None}]}, "d": {}, "e": []}
    assert list(leaves(tree)) == [(("a", "b", "0"), 1), (("a", "b", "1", "c"), None), (("d",), {}), (("e",), [])]


@pytest.mark.parametrize(
    ("text", "found"),
    [('{"a": 1}', True), (' {\n"a": [1]}\n', True), ("[1]", False), ("1", False), ('{"a": __A__}', False), ("", False)],
    ids=["an object", "an object with space around", "a list", "a number", "a text with placeholders", "nothing"],
)
def test_only_an_object_counts_as_json(text: str, found: bool) -> None:
    assert is_json(text) is found


def test_paths_and_places_read_as_people_write_them() -> None:
    assert show_path(("spec", "matchLabels", "k8s.io/os", "0", "a-b_c")) == "spec.matchLabels[k8s.io/os].0.a-b_c"
    assert show_path(("rules", '[""]')) == 'rules[[""]]'
    assert show_place(("calico v3", "Job/a", "spec", "x.y")) == "calico v3 > Job/a > spec[x.y]"
    assert show_place(("calico v3", "Job/a")) == "calico v3 > Job/a"


def test_the_digest_is_sha256_of_utf_8() -> None:
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


@pytest.mark.parametrize("key", LIST_KEYS)
def test_items_of_lists_with_keys_are_shown_by_them(key: str) -> None:
    assert show_path((key, "x")) == f"{key}[x]"


@pytest.mark.parametrize(
    "text",
    ["{" * 5, '{"a": ' + "[" * 50_000, '{"a": ' + "[" * 100 + "]" * 100 + "}", "[1]", "x"],
    ids=["open", "deep", "deeper than is read", "a list", "prose"],
)
def test_what_is_no_json_object_is_a_text(text: str) -> None:
    assert not is_json(text)


def test_mappings_are_merged_and_all_else_is_replaced() -> None:
    below: Tree = {"a": {"b": 1, "c": [1, 2]}, "d": {"e": 1}}
    above: Tree = {"a": {"c": [3], "f": {}}, "d": "x", "g": {"h": None}}
    assert laid_over(below, above) == {"a": {"b": 1, "c": [3], "f": {}}, "d": "x", "g": {"h": None}}


def test_the_text_of_a_tree_is_what_the_encoder_makes_of_it_whole() -> None:
    tree: Tree = {
        "b": ['\ud800"\\\n\x00é\u2028', 1, -0.0, 1e22, True, None, {}, []],
        "a": {"é": {"z": [[1]], "y": {}}, "": ""},
    }
    assert Encoded().of(tree) == canonical(tree)
    assert Encoded(sort=False).of(tree) == json.dumps(tree, ensure_ascii=False, separators=(",", ":"))
    assert (Encoded().of("a"), Encoded().of({}), Encoded().of([])) == ("", "{}", "[]")
