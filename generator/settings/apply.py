"""Makes the planned edits in the template tree; every edit makes a new tree."""

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from generator.base.trees import Steps
from generator.settings.actions.action import Inside, JsonAction
from generator.settings.actions.guarding import Guards
from generator.settings.json_text import JsonEdit, edit_json
from generator.settings.places import changed, standing_at, with_condition
from generator.settings.plan import Plan, Step
from generator.template import nodes
from generator.template.addresses import Place


def _with_json(node: nodes.Node, *, edits: Sequence[JsonEdit]) -> nodes.Node:
    """A JSON text with all its edits made together: each is at a place of upstream's text."""
    assert isinstance(node, nodes.Scalar)
    return edit_json(str(node.value), edits)


def guarded(template: nodes.Template, action: Guards, place: Place) -> nodes.Template:
    """Return the template with the condition of the action at a place."""
    assert action.when
    if not place.steps:
        return replace(template, condition=template.condition & action.when)
    return template.with_body(with_condition(template.body, place.steps, action.when, instead=action.instead))


def _applied(template: nodes.Template, step: Step, place: Place) -> nodes.Template:
    action = step.target.action
    if isinstance(action, Guards):
        return guarded(template, action, place)
    return template.with_body(changed(template.body, place.steps, lambda node: action.edited(node, step.where(place))))


def _apply_texts(template: nodes.Template, texts: dict[Steps, list[JsonEdit]]) -> nodes.Template:
    body: nodes.Node = template.body
    for steps, edits in texts.items():
        body = changed(body, steps, partial(_with_json, edits=edits))
    return template.with_body(body)


def apply_plan(templates: Sequence[nodes.Template], plan: Plan) -> list[nodes.Template]:
    """The templates with every planned edit made.

    Members of JSON texts come first: each is at a place of upstream's text, which other edits may change.
    """
    learned = {(template.project, template.name): template for template in templates}
    texts: defaultdict[tuple[str, str], dict[Steps, list[JsonEdit]]] = defaultdict(dict)
    others: list[tuple[Step, Place]] = []
    for step in plan.steps:
        action = step.target.action
        for place in step.places:
            key = (place.project, place.document)
            at, standing = standing_at(learned[key].body, place.steps)
            if isinstance(standing, Inside) and isinstance(action, JsonAction):
                texts[key].setdefault(at, []).append(action.json_edit(standing))
            else:
                others.append((step, place))
    made = {key: _apply_texts(template, texts[key]) for key, template in learned.items()}
    for step, place in others:
        key = (place.project, place.document)
        made[key] = _applied(made[key], step, place)
    return list(made.values())
