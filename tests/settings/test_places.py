"""What stands at a place of the tree, and trees with that place changed."""

import pytest

from generator.features.conditions import given, when
from generator.settings.actions.action import Inside
from generator.settings.places import changed, standing_at, with_condition
from generator.template.nodes import Choice, Entry, MapNode, Node, Option, Scalar, Text, TextLine
from tests.trees import node

JSON = '{"B": {"C": 1}}'
TREE = node({"a": {"b": "c"}, "t": "x\n  y", "j": JSON, "env": [{"name": "n", "v": 1}]})
CHOICE = MapNode((Entry("a", Choice((Option(node({"b": 1}), when(typha="true")), Option(node({"b": 2}))))),))

PLACES = [
    pytest.param(TREE, ("a", "b"), ("a", "b"), Scalar("c"), id="a scalar"),
    pytest.param(TREE, ("t", "y"), ("t", "y"), Text((TextLine("  y", key="y"),)), id="a line as a text"),
    pytest.param(
        TREE, ("j", "B", "C"), ("j",), Inside(path=("B", "C"), value=1, text=JSON), id="a member of a JSON text"
    ),
    pytest.param(TREE, ("j",), ("j",), Inside(path=(), value={"B": {"C": 1}}, text=JSON), id="a whole JSON text"),
    pytest.param(TREE, ("env", "n", "v"), ("env", "n", "v"), Scalar(1), id="a field of an item"),
    pytest.param(CHOICE, ("a", "#1", "b"), ("a", "#1", "b"), Scalar(2), id="an alternative"),
]


@pytest.mark.parametrize(("tree", "steps", "at", "standing"), PLACES)
def test_at_a_place_stands(tree: Node, steps: tuple[str, ...], at: tuple[str, ...], standing: Node | Inside) -> None:
    assert standing_at(tree, steps) == (at, standing)


def test_a_change_leaves_everything_else() -> None:
    found = changed(TREE, ("a", "b"), lambda _: Scalar("new"))
    assert isinstance(found, MapNode)
    assert isinstance(TREE, MapNode)
    assert found.entries[0].node == node({"b": "new"})
    assert found.entries[1:] == TREE.entries[1:]


def test_an_alternative_is_changed_alone() -> None:
    found = changed(CHOICE, ("a", "#0", "b"), lambda _: Scalar("new"))
    assert standing_at(found, ("a", "#0", "b"))[1] == Scalar("new")
    assert standing_at(found, ("a", "#1", "b"))[1] == Scalar(2)


def test_a_changed_line_keeps_its_indentation() -> None:
    found = changed(TREE, ("t", "y"), lambda _: Text((TextLine("z"),)))
    assert standing_at(found, ("t",))[1] == Text((TextLine("x", key="x"), TextLine("  z", key="y")))


def test_a_condition_adds_to_that_of_the_child() -> None:
    once = with_condition(TREE, ("a",), when(typha="true"))
    twice = with_condition(once, ("a",), given(".Values.x"))
    assert isinstance(twice, MapNode)
    assert twice.entries[0].condition == when(typha="true") & given(".Values.x")
    assert not any(entry.condition for entry in twice.entries[1:])
