"""Makes the planned edits in the template tree; every edit makes a new tree."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from generator.base.trees import Tree
from generator.settings.edits import changed, edited, go_literal, with_condition
from generator.settings.json_text import JsonEdit, edit_json
from generator.settings.knob import Action, Guard, Member, Override
from generator.settings.plan import Plan
from generator.template import nodes
from generator.template.addresses import Place

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Inside:
    """An action on a part of a JSON text: the path in the text, and what to do there."""

    path: Steps
    action: Action


def _text_steps(document: nodes.Template, steps: Steps) -> Steps | None:
    """The part of the steps that leads to a text they go on into, None where they do not."""
    node: nodes.Node = document.body
    for index, step in enumerate(steps):
        if isinstance(node, nodes.Choice):
            node = node.options[int(step.removeprefix("#"))].node
        elif isinstance(node, nodes.MapNode | nodes.ListNode):
            node = next(entry.node for entry in node.entries if entry.key == step)
        elif isinstance(node, nodes.Scalar):
            return steps[:index]
    return None


def _json_edit(inside: _Inside, values: Tree) -> JsonEdit:
    action = inside.action
    if isinstance(action, Member):
        return JsonEdit((*inside.path, action.before), action.text, action.name, action.condition)
    assert isinstance(action, Override)
    for step in inside.path:
        assert isinstance(values, dict)
        values = values[step]
    return JsonEdit(inside.path, f"{action.value} | default {go_literal(values)} | {action.encode}")


def _with_json(node: nodes.Node, *, edits: Sequence[_Inside]) -> nodes.Node:
    """A JSON text with all its edits made together: each is at a place of upstream's text."""
    assert isinstance(node, nodes.Scalar)
    text = str(node.value)
    values: Tree = json.loads(text)
    return edit_json(text, [_json_edit(inside, values) for inside in edits])


def _applied(document: nodes.Template, action: Action, place: Place) -> nodes.Template:
    if isinstance(action, Guard) and not place.steps:
        return replace(document, condition=document.condition & action.condition)
    if isinstance(action, Guard):
        body = with_condition(document.body, place.steps, action.condition)
    else:
        body = changed(document.body, place.steps, lambda node: edited(action, node, str(place)))
    assert isinstance(body, nodes.MapNode)
    return replace(document, body=body)


def _apply_texts(document: nodes.Template, texts: dict[Steps, list[_Inside]]) -> nodes.Template:
    body: nodes.Node = document.body
    for steps, edits in texts.items():
        body = changed(body, steps, partial(_with_json, edits=edits))
    assert isinstance(body, nodes.MapNode)
    return replace(document, body=body)


def apply_plan(documents: Sequence[nodes.Template], plan: Plan) -> list[nodes.Template]:
    """The documents with every planned edit made."""
    made = {(document.project, document.name): document for document in documents}
    texts: defaultdict[tuple[str, str], dict[Steps, list[_Inside]]] = defaultdict(dict)
    for step in plan.steps:
        action = step.knob.do
        for place in step.places:
            key = (place.project, place.document)
            inside = _text_steps(made[key], place.steps)
            if isinstance(action, Member) and inside is None:
                inside = place.steps
            if inside is None:
                made[key] = _applied(made[key], action, place)
            else:
                edits = texts[key].setdefault(inside, [])
                edits.append(_Inside(place.steps[len(inside) :], action))
    return [_apply_texts(document, texts[key]) for key, document in made.items()]
