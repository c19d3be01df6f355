"""ReplacesMember: prints another member of a JSON object in place of one if a condition holds."""

import json

from generator.base.json_spans import json_spans
from generator.base.trees import Tree
from generator.features.conditions import Condition
from generator.settings.actions.action import Beside, Inside, JsonAction
from generator.settings.json_text import JsonEdit
from generator.template.nodes import Node


class ReplacesMember(JsonAction, Beside, frozen=True, kw_only=True):
    """The action on a member: the name and the value of the other one. A further action may override the member."""

    name: str
    value: Tree
    when: Condition

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"print {self.name} in place of a member"

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """It needs a member of a JSON object in a text."""
        return "no member of a JSON object"

    def unfit_inside(self, inside: Inside) -> str:
        """It needs a member that stands on one line with its name."""
        spans = json_spans(inside.text)
        if not inside.path or (*inside.path, "key") not in spans:
            return "no member of a JSON object"
        start, end = spans[*inside.path, "key"][0], spans[inside.path][1]
        return "a member of several lines" if "\n" in inside.text[start:end] else ""

    def json_edit(self, inside: Inside) -> JsonEdit:
        """The other member, where the condition holds."""
        return JsonEdit(inside.path, json.dumps(self.value), self.name, self.when, instead=True)
