"""Makes the planned edits in the template tree; every edit makes a new tree."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from generator import template
from generator.address import Place
from generator.canonical import Tree
from generator.conditions import Condition, test
from generator.errors import problem
from generator.images import image_name
from generator.jsontext import JsonEdit, edit_json
from generator.knob import Action, Ensure, Guard, Image, Insert, InsertLine, Knob, Member, Override, Replace, ReplaceLine, SetEnv, Spread
from generator.plan import Plan

Node = template.Node
Edit = Callable[[Node], Node]


def go_literal(value: Tree) -> str:
    """The value as a literal of the template language."""
    return json.dumps(value, ensure_ascii=False)


def _is_set(override: Override) -> Condition:
    return test(override.test or override.value)


def _replaced(action: Replace, node: Node) -> Node:
    if "{upstream}" not in action.text:
        return template.Expression(action.text)
    if isinstance(node, template.Choice):
        options = tuple(replace(option, node=_replaced(action, option.node)) for option in node.options)
        return template.Choice(options)
    assert isinstance(node, template.Scalar)
    return template.Expression(action.text.replace("{upstream}", go_literal(node.value)))


def _overridden(action: Override, node: Node) -> Node:
    if isinstance(node, template.Scalar) and not action.test and not action.block:
        return template.Expression(f"{action.value} | default {go_literal(node.value)} | {action.encode}")
    value = template.Block(action.value) if action.block else template.Expression(f"{action.value} | {action.encode}")
    chosen = template.Option(value, _is_set(action))
    if isinstance(node, template.Choice):
        return template.Choice((chosen, *node.options))
    return template.Choice((chosen, template.Option(node, otherwise=True)))


def _position(entries: Sequence[template.Entry], insert: Insert, place: str) -> int:
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


def _inserted(insert: Insert, node: Node, place: str) -> Node:
    assert isinstance(node, template.Mapping | template.Sequence)
    at = _position(node.entries, insert, place)
    entry = template.Entry(insert.key, insert.node, insert.condition, insert.loop)
    return replace(node, entries=(*node.entries[:at], entry, *node.entries[at:]))


def env_entry(name: str, value: Node) -> template.Mapping:
    """An item of an `env` list."""
    return template.Mapping((template.Entry("name", template.Scalar(name)), template.Entry("value", value)))


def _with_env(action: SetEnv, node: Node, place: str) -> Node:
    assert isinstance(node, template.Sequence)
    if any(entry.key == action.name for entry in node.entries):
        return _changed(node, (action.name, "value"), lambda value: _overridden(action.override, value))
    value = template.Expression(f"{action.override.value} | {action.override.encode}")
    insert = Insert(
        key=action.name,
        node=env_entry(action.name, value),
        condition=_is_set(action.override),
        before=action.before,
    )
    return _inserted(insert, node, place)


def _with_parent(parent: str, node: Node, made: template.Mapping, change: Edit, condition: Condition) -> Node:
    """The mapping with `change` made to its child `parent`, or with the child `made` where it has none."""
    assert isinstance(node, template.Mapping)
    if any(entry.key == parent for entry in node.entries):
        return _changed(node, (parent,), change)
    return replace(node, entries=(*node.entries, template.Entry(parent, made, condition)))


def _ensured(action: Ensure, node: Node, place: str) -> Node:
    insert = action.insert
    made = template.Mapping((template.Entry(insert.key, insert.node),))
    return _with_parent(action.parent, node, made, lambda child: _inserted(insert, child, place), insert.condition)


def _spread(action: Spread, node: Node) -> Node:
    def add(child: Node) -> Node:
        assert isinstance(child, template.Mapping)
        return replace(child, spread=action.text)

    return _with_parent(action.parent, node, template.Mapping(spread=action.text), add, Condition())


def _image_expression(node: Node) -> Node:
    if isinstance(node, template.Choice):
        return template.Choice(tuple(replace(one, node=_image_expression(one.node)) for one in node.options))
    assert isinstance(node, template.Scalar)
    reference = str(node.value)
    return template.Expression(f'include "cni.image" (list . {go_literal(image_name(reference))} {go_literal(reference)}) | quote')


def _first_reference(node: Node) -> str:
    while isinstance(node, template.Choice):
        node = node.options[0].node
    assert isinstance(node, template.Scalar)
    return str(node.value)


def _with_image(node: Node, place: str) -> Node:
    """The container with the image and the pull policy that its value of `images` says."""
    assert isinstance(node, template.Mapping)
    image = next((entry.node for entry in node.entries if entry.key == "image"), None)
    if image is None:
        raise problem(place, expected="an image", found="none", remedy="give the row an address of containers only")
    policy = f".Values.images.{image_name(_first_reference(image))}.pullPolicy"
    node = _changed(node, ("image",), _image_expression)
    assert isinstance(node, template.Mapping)
    if any(entry.key == "imagePullPolicy" for entry in node.entries):
        return _changed(node, ("imagePullPolicy",), lambda child: _overridden(Override(value=policy), child))
    insert = Insert(
        key="imagePullPolicy", node=template.Expression(f"{policy} | quote"), condition=test(policy), after="image"
    )
    return _inserted(insert, node, place)


def _line_inserted(action: InsertLine, node: Node, place: str) -> Node:
    assert isinstance(node, template.Text)
    for index, line in enumerate(node.lines):
        if line.key == action.before:
            indent = line.text[: len(line.text) - len(line.text.lstrip())]
            new = template.Line(indent + action.text, line.condition & action.condition)
            return template.Text((*node.lines[:index], new, *node.lines[index:]))
    raise problem(
        place,
        expected=f"the line {action.before!r} to put {action.text!r} before",
        found="no such line",
        remedy="name another line in the knob's row",
    )


def _edit(action: Action, place: Place) -> Edit:
    def edit(node: Node) -> Node:
        match action:
            case Replace():
                return _replaced(action, node)
            case Override():
                return _overridden(action, node)
            case Insert():
                return _inserted(action, node, str(place))
            case SetEnv():
                return _with_env(action, node, str(place))
            case Ensure():
                return _ensured(action, node, str(place))
            case Spread():
                return _spread(action, node)
            case InsertLine():
                return _line_inserted(action, node, str(place))
            case ReplaceLine():
                return template.Text((template.Line(action.text),))
            case Image():
                return _with_image(node, str(place))
            case Guard() | Member():
                raise TypeError(f"{type(action).__name__} has no node of its own to change")

    return edit


def _changed(node: Node, steps: tuple[str, ...], edit: Edit) -> Node:
    """The tree with the node that the steps lead to edited."""
    if not steps:
        return edit(node)
    first, rest = steps[0], steps[1:]
    if isinstance(node, template.Choice):
        number = int(first.removeprefix("#"))
        options = list(node.options)
        options[number] = replace(options[number], node=_changed(options[number].node, rest, edit))
        return template.Choice(tuple(options))
    if isinstance(node, template.Text):
        return template.Text(tuple(_edited_line(line, edit) if line.key == first else line for line in node.lines))
    assert isinstance(node, template.Mapping | template.Sequence)
    entries = tuple(
        replace(entry, node=_changed(entry.node, rest, edit)) if entry.key == first else entry for entry in node.entries
    )
    return replace(node, entries=entries)


def _edited_line(line: template.Line, edit: Edit) -> template.Line:
    """The line, edited; upstream's indentation stays."""
    indent = line.text[: len(line.text) - len(line.text.lstrip())]
    edited = edit(template.Text((line,)))
    assert isinstance(edited, template.Text)
    return replace(line, text=indent + edited.lines[0].text)


def _guarded(node: Node, steps: tuple[str, ...], condition: Condition) -> Node:
    *parents, last = steps

    def add(parent: Node) -> Node:
        assert isinstance(parent, template.Mapping | template.Sequence)
        entries = tuple(
            replace(entry, condition=entry.condition & condition) if entry.key == last else entry
            for entry in parent.entries
        )
        return replace(parent, entries=entries)

    return _changed(node, tuple(parents), add)


def _json_edit(action: Action, path: tuple[str, ...], text: str) -> JsonEdit:
    if isinstance(action, Member):
        return JsonEdit((*path, action.before), action.text, action.name, action.condition)
    assert isinstance(action, Override)
    return JsonEdit(path, f"{action.value} | default {text} | {action.encode}")


def _text_steps(document: template.Document, steps: tuple[str, ...]) -> tuple[str, ...] | None:
    """The part of the steps that leads to a text they go on into, None where they do not."""
    node: Node = document.body
    for index, step in enumerate(steps):
        if isinstance(node, template.Choice):
            node = node.options[int(step.removeprefix("#"))].node
        elif isinstance(node, template.Mapping | template.Sequence):
            node = next(entry.node for entry in node.entries if entry.key == step)
        elif isinstance(node, template.Scalar):
            return steps[:index]
    return None


def apply_plan(documents: Sequence[template.Document], plan: Plan) -> list[template.Document]:
    """The documents with every planned edit made; the edits of one JSON text are made together."""
    found = {(document.project, document.name): document for document in documents}
    texts: dict[tuple[str, str, tuple[str, ...]], list[tuple[Knob, tuple[str, ...]]]] = defaultdict(list)
    for step in plan.steps:
        for place in step.places:
            key = (place.project, place.document)
            inside = _text_steps(found[key], place.steps)
            if isinstance(step.knob.do, Member) and inside is None:
                inside = place.steps
            if inside is not None:
                texts[(*key, inside)].append((step.knob, place.steps[len(inside) :]))
            else:
                found[key] = _applied(found[key], step.knob.do, place)
    for (project, name, steps), edits in texts.items():
        document = found[project, name]
        body = _changed(document.body, steps, lambda node, edits=edits: _with_json(node, edits))  # type: ignore[misc]
        assert isinstance(body, template.Mapping)
        found[project, name] = replace(document, body=body)
    return list(found.values())


def _with_json(node: Node, edits: Sequence[tuple[Knob, tuple[str, ...]]]) -> Node:
    assert isinstance(node, template.Scalar)
    text = str(node.value)
    values = json.loads(text)

    def upstream(path: tuple[str, ...]) -> str:
        value: Tree = values
        for step in path:
            assert isinstance(value, dict)
            value = value[step]
        return go_literal(value)

    return edit_json(text, [_json_edit(knob.do, path, upstream(path)) for knob, path in edits])


def _applied(document: template.Document, action: Action, place: Place) -> template.Document:
    if isinstance(action, Guard):
        if not place.steps:
            return replace(document, condition=document.condition & action.condition)
        body = _guarded(document.body, place.steps, action.condition)
    else:
        body = _changed(document.body, place.steps, _edit(action, place))
    assert isinstance(body, template.Mapping)
    return replace(document, body=body)
