"""What each action of a knob makes of the node that it is for."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import singledispatch

from generator.base.errors import problem
from generator.base.trees import Tree
from generator.features.conditions import ALWAYS, Condition, given
from generator.releases.images import image_name
from generator.settings.knob import Ensure, Image, Insert, InsertLine, Override, Replace, ReplaceLine, SetEnv, Spread
from generator.template import nodes

Node = nodes.Node
Edit = Callable[[Node], Node]


def go_literal(value: Tree) -> str:
    """The value as a literal of the template language."""
    return json.dumps(value, ensure_ascii=False)


def changed(node: Node, steps: tuple[str, ...], edit: Edit) -> Node:
    """The tree with the node that the steps lead to edited."""
    if not steps:
        return edit(node)
    first, rest = steps[0], steps[1:]
    if isinstance(node, nodes.Choice):
        number = int(first.removeprefix("#"))
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


def _indent(line: nodes.TextLine) -> str:
    return line.text[: len(line.text) - len(line.text.lstrip())]


def _line_changed(line: nodes.TextLine, edit: Edit) -> nodes.TextLine:
    """The line, edited; upstream's indentation stays."""
    edited_text = edit(nodes.Text((line,)))
    assert isinstance(edited_text, nodes.Text)
    return replace(line, text=_indent(line) + edited_text.lines[0].text)


@singledispatch
def edited(action: object, node: Node, place: str) -> Node:
    """The node as the action wants it; `place` is for messages. Raises ProblemsError where a neighbour is missing."""
    raise TypeError(f"{place}: {type(action).__name__} has no node of its own to change, {type(node).__name__} given")


@edited.register
def _(action: Replace, node: Node, place: str) -> Node:
    if "{upstream}" not in action.text:
        return nodes.Expression(action.text)
    if isinstance(node, nodes.Choice):
        options = tuple(replace(option, node=edited(action, option.node, place)) for option in node.options)
        return nodes.Choice(options)
    assert isinstance(node, nodes.Scalar)
    return nodes.Expression(action.text.replace("{upstream}", go_literal(node.value)))


def _condition(override: Override) -> Condition:
    return given(override.test or override.value)


@edited.register
def _(action: Override, node: Node, place: str) -> Node:  # noqa: ARG001 - the dispatcher's signature
    if isinstance(node, nodes.Scalar) and not action.test and not action.block:
        return nodes.Expression(f"{action.value} | default {go_literal(node.value)} | {action.encode}")
    value = nodes.Block(action.value) if action.block else nodes.Expression(f"{action.value} | {action.encode}")
    chosen = nodes.Option(value, _condition(action))
    if isinstance(node, nodes.Choice):
        return nodes.Choice((chosen, *node.options))
    return nodes.Choice((chosen, nodes.Option(node, otherwise=True)))


def _position(entries: Sequence[nodes.Entry], insert: Insert, place: str) -> int:
    anchor = insert.before or insert.after
    if not anchor:
        return len(entries)
    for index, entry in enumerate(entries):
        if entry.key == anchor:
            return index + bool(insert.after)
    raise problem(
        place,
        expected=f"{anchor} to put {insert.key} {'before' if insert.before else 'after'}",
        found=", ".join(entry.key for entry in entries),
        remedy="name another neighbour in the knob's row",
    )


@edited.register
def _(action: Insert, node: Node, place: str) -> Node:
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    if any(entry.key == action.key for entry in node.entries):
        raise problem(place, expected=f"no {action.key}", found="one", remedy="override it instead of adding one")
    at = _position(node.entries, action, place)
    entry = nodes.Entry(action.key, action.node, action.condition, action.loop)
    return replace(node, entries=(*node.entries[:at], entry, *node.entries[at:]))


def env_entry(name: str, value: Node) -> nodes.MapNode:
    """An item of an `env` list."""
    return nodes.MapNode((nodes.Entry("name", nodes.Scalar(name)), nodes.Entry("value", value)))


def _has(node: Node, key: str, place: str) -> bool:
    """Whether the node has the child, in all variants; one that only some have would lose the value in the others."""
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    found = [entry for entry in node.entries if entry.key == key]
    for condition in (entry.condition for entry in found if entry.condition):
        raise problem(
            place,
            expected=f"{key} in all variants or in none",
            found=f"one only where {condition}",
            remedy="give each case a row of its own",
        )
    return bool(found)


@edited.register
def _(action: SetEnv, node: Node, place: str) -> Node:
    assert isinstance(node, nodes.ListNode)
    override = action.override
    if _has(node, action.name, place):
        item = next(entry.node for entry in node.entries if entry.key == action.name)
        if not _has(item, "value", f"{place}[{action.name}]"):
            raise problem(f"{place}[{action.name}]", expected="a value", found="none", remedy="mend the knob's row")
        return changed(node, (action.name, "value"), lambda value: edited(override, value, place))
    insert = Insert(
        key=action.name,
        node=env_entry(action.name, nodes.Expression(f"{override.value} | {override.encode}")),
        condition=_condition(override),
        before=action.before,
    )
    return edited(insert, node, place)


def _with_child(node: Node, edit: Edit, made: nodes.Entry, place: str) -> Node:
    """The mapping with its child edited, or with the child `made` where it has none."""
    assert isinstance(node, nodes.MapNode)
    if _has(node, made.key, place):
        return changed(node, (made.key,), edit)
    return replace(node, entries=(*node.entries, made))


@edited.register
def _(action: Ensure, node: Node, place: str) -> Node:
    insert = action.insert
    only = nodes.MapNode((nodes.Entry(insert.key, insert.node),))
    made = nodes.Entry(action.parent, only, insert.condition)
    return _with_child(node, lambda child: edited(insert, child, place), made, place)


@edited.register
def _(action: Spread, node: Node, place: str) -> Node:
    def add(child: Node) -> Node:
        assert isinstance(child, nodes.MapNode)
        return replace(child, spread=action.text)

    made = nodes.Entry(action.parent, nodes.MapNode(spread=action.text))
    return _with_child(node, add, made, place)


@edited.register
def _(action: ReplaceLine, node: Node, place: str) -> Node:  # noqa: ARG001 - the dispatcher's signature
    return nodes.Text((nodes.TextLine(action.text),))


@edited.register
def _(action: InsertLine, node: Node, place: str) -> Node:
    assert isinstance(node, nodes.Text)
    for index, line in enumerate(node.lines):
        if line.key == action.before:
            new = nodes.TextLine(_indent(line) + action.text, line.condition & action.condition)
            return nodes.Text((*node.lines[:index], new, *node.lines[index:]))
    raise problem(
        place,
        expected=f"the line {action.before!r} to put {action.text!r} before",
        found="no such line",
        remedy="name another line in the knob's row",
    )


def _image_expression(node: Node) -> Node:
    if isinstance(node, nodes.Choice):
        return nodes.Choice(tuple(replace(one, node=_image_expression(one.node)) for one in node.options))
    assert isinstance(node, nodes.Scalar)
    name, reference = go_literal(image_name(str(node.value))), go_literal(node.value)
    return nodes.Expression(f'include "cni.image" (list . {name} {reference}) | quote')


def _first_reference(node: Node) -> str:
    while isinstance(node, nodes.Choice):
        node = node.options[0].node
    assert isinstance(node, nodes.Scalar)
    return str(node.value)


@edited.register
def _(action: Image, node: Node, place: str) -> Node:  # noqa: ARG001 - the dispatcher's signature
    assert isinstance(node, nodes.MapNode)
    image = next((entry.node for entry in node.entries if entry.key == "image"), None)
    if image is None:
        raise problem(place, expected="an image", found="none", remedy="give the row an address of containers only")
    policy = Override(value=f".Values.images.{image_name(_first_reference(image))}.pullPolicy")
    with_image = changed(node, ("image",), _image_expression)
    if any(entry.key == "imagePullPolicy" for entry in node.entries):
        return changed(with_image, ("imagePullPolicy",), lambda child: edited(policy, child, place))
    value = nodes.Expression(f"{policy.value} | {policy.encode}")
    insert = Insert(key="imagePullPolicy", node=value, condition=_condition(policy), after="image")
    return edited(insert, with_image, place)


def with_condition(node: Node, steps: tuple[str, ...], condition: Condition) -> Node:
    """The tree with one more condition on the child that the steps lead to."""
    *parents, last = steps

    def add(parent: Node) -> Node:
        assert isinstance(parent, nodes.MapNode | nodes.ListNode)
        entries = tuple(
            replace(entry, condition=entry.condition & condition) if entry.key == last else entry
            for entry in parent.entries
        )
        return replace(parent, entries=entries)

    return changed(node, tuple(parents), add) if condition != ALWAYS else node
