"""Guards: renders a place only where a condition holds, too."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.features.conditions import Condition
from generator.settings.actions.action import IN_JSON, Inside, Steps, not_in_json
from generator.settings.actions.printed import Printed
from generator.settings.json_text import JsonEdit
from generator.template.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Guards:
    """The action; without a condition the place is there when the row's value is set."""

    when: Condition | None = None

    def bound(self, own: Printed) -> "Guards":
        """The action with the row's value as its condition where it names none itself."""
        return Guards(when=self.when or own.condition)

    def claims(self, steps: Steps) -> Iterator[Steps]:
        """Nothing: what it guards stays as it is."""
        yield from ()

    def unfit(self, node: Node | Inside) -> str:
        """Members of a JSON text cannot be left out."""
        return IN_JSON if isinstance(node, Inside) else ""

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """The node as it is: the condition stands on what holds it."""
        return node

    def json_edit(self, inside: Inside) -> JsonEdit:
        """Never asked for: it refuses places inside JSON texts."""
        raise not_in_json(self)
