"""The way to a place has a part for each step, each with the conditions that it is rendered under."""

import pytest

from generator.base.trees import Steps
from generator.features.conditions import ALWAYS, Condition, when
from generator.template.nodes import Choice, Entry, ListNode, MapNode, Node, Option, Scalar, Text, TextLine
from generator.template.ways import below, walk

BIRD, VXLAN, BPF = when(backend="bird"), when(backend="vxlan"), when(dataplane="bpf")
CHOICE = Choice((Option(Scalar(1), BIRD), Option(Scalar(2), BPF), Option(MapNode((Entry("c", Scalar(3)),)))))
LINES = Text((TextLine("a", BIRD, "a"), TextLine(" a", VXLAN, "a"), TextLine("b", key="b")))
TREE = MapNode(
    (
        Entry("choice", CHOICE),
        Entry("text", LINES, BPF),
        Entry("list", ListNode((Entry("item", Scalar('{"m": [1]}'), VXLAN),))),
    )
)

# The steps; of each part those that lead to it, its conditions, and those of which none may hold.
WAYS: dict[str, tuple[Steps, list[tuple[Steps, tuple[Condition, ...], tuple[Condition, ...]]]]] = {
    "nowhere": ((), [((), (ALWAYS,), ())]),
    "an item": (("list", "item"), [((), (ALWAYS,), ()), (("list",), (ALWAYS,), ()), (("list", "item"), (VXLAN,), ())]),
    "into a JSON text": (
        ("list", "item", "m", "0"),
        [((), (ALWAYS,), ()), (("list",), (ALWAYS,), ()), (("list", "item"), (VXLAN,), ())],
    ),
    "an alternative": (
        ("choice", "#1"),
        [((), (ALWAYS,), ()), (("choice",), (ALWAYS,), ()), (("choice", "#1"), (BPF,), (BIRD,))],
    ),
    "lines that are alike": (
        ("text", "a"),
        [((), (ALWAYS,), ()), (("text",), (BPF,), ()), (("text", "a"), (BIRD, VXLAN), ())],
    ),
}


@pytest.mark.parametrize(("steps", "parts"), WAYS.values(), ids=WAYS)
def test_a_way_has_its_parts(
    steps: Steps, parts: list[tuple[Steps, tuple[Condition, ...], tuple[Condition, ...]]]
) -> None:
    assert [(one.steps, one.conditions, one.unless) for one in walk(TREE, steps)] == parts


HELD: dict[str, tuple[Steps, dict[str, str], bool]] = {
    "an alternative, where its condition holds": (("choice", "#1"), {"backend": "vxlan", "dataplane": "bpf"}, True),
    "an alternative, where an earlier one holds": (("choice", "#1"), {"backend": "bird", "dataplane": "bpf"}, False),
    "the last alternative": (("choice", "#2", "c"), {"backend": "vxlan", "dataplane": "iptables"}, True),
    "one of two lines": (("text", "a"), {"backend": "vxlan", "dataplane": "bpf"}, True),
    "a line of a text that is not there": (("text", "a"), {"backend": "vxlan", "dataplane": "iptables"}, False),
}


@pytest.mark.parametrize(("steps", "point", "there"), HELD.values(), ids=HELD)
def test_a_place_is_there_where_all_parts_hold(steps: Steps, point: dict[str, str], *, there: bool) -> None:
    assert all(part.holds(point) for part in walk(TREE, steps)) is there


def test_a_line_is_a_text_of_its_own() -> None:
    *_, end = walk(TREE, ("text", "a"))
    assert end.node == Text(LINES.lines[:2])


def test_all_ways_end_somewhere() -> None:
    ends: list[tuple[Steps, Node]] = [
        (("choice", "#0"), Scalar(1)),
        (("choice", "#1"), Scalar(2)),
        (("choice", "#2", "c"), Scalar(3)),
        (("text",), LINES),
        (("list", "item"), Scalar('{"m": [1]}')),
    ]
    assert list(below(TREE)) == ends
