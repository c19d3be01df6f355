"""Finds what stands at a place of the template tree, and makes trees with that place changed."""

from collections.abc import Callable

from msgspec.structs import replace

from generator.base.trees import Steps, is_json
from generator.features.conditions import ALWAYS, Condition
from generator.settings.actions.action import Inside
from generator.settings.actions.text_lines import indentation
from generator.template import nodes
from generator.template.alternatives import json_value
from generator.template.ways import option_number, walk

Node = nodes.Node
Edit = Callable[[Node], Node]


def standing_at(node: Node, steps: Steps) -> tuple[Steps, Node | Inside]:
    """What the steps lead to: a node, a line as a text of its own, or a place in a JSON text; and the node's steps."""
    *_, end = walk(node, steps)
    inside = steps[len(end.steps) :]
    if isinstance(end.node, nodes.Scalar) and (inside or (isinstance(end.node.value, str) and is_json(end.node.value))):
        text = str(end.node.value)
        return end.steps, Inside(path=inside, value=json_value(text, inside), text=text)
    return end.steps, end.node


def _line_changed(line: nodes.TextLine, edit: Edit) -> nodes.TextLine:
    """The line, edited; upstream's indentation stays."""
    edited = edit(nodes.Text((line,)))
    assert isinstance(edited, nodes.Text)
    return replace(line, text=indentation(line) + edited.lines[0].text)


def changed(node: Node, steps: Steps, edit: Edit) -> Node:
    """The tree with the node that the steps lead to edited."""
    if not steps:
        return edit(node)
    first, rest = steps[0], steps[1:]
    if isinstance(node, nodes.Choice):
        number = option_number(first)
        options = list(node.options)
        options[number] = replace(options[number], node=changed(options[number].node, rest, edit))
        return nodes.Choice(tuple(options))
    if isinstance(node, nodes.Text):
        return nodes.Text(tuple(_line_changed(line, edit) if line.key == first else line for line in node.lines))
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    entries = tuple(
        replace(entry, node=changed(entry.node, rest, edit)) if entry.key == first else entry for entry in node.entries
    )
    return replace(node, entries=entries)


def with_condition(node: Node, steps: Steps, condition: Condition, *, instead: bool = False) -> Node:
    """The tree with one more condition on the child that the steps lead to, or with that one instead of its own."""
    *parents, last = steps

    def add(parent: Node) -> Node:
        assert isinstance(parent, nodes.MapNode | nodes.ListNode)
        entries = tuple(
            replace(entry, condition=(ALWAYS if instead else entry.condition) & condition)
            if entry.key == last
            else entry
            for entry in parent.entries
        )
        return replace(parent, entries=entries)

    return changed(node, tuple(parents), add)
