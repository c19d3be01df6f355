"""Guards, Concerns: renders a place only where a condition holds, too, or ties a value to a place that is rendered."""

from typing import ClassVar

from msgspec.structs import replace

from generator.features.conditions import Condition
from generator.settings.actions.action import Beside, ValueAction
from generator.settings.actions.expressions import Printed
from generator.settings.actions.text_lines import is_line
from generator.template.nodes import Node


class Guards(ValueAction, Beside, frozen=True, kw_only=True):
    """The action; without a condition the place is there when the row's value is set.

    With `instead`, the condition takes the place of the learned one, by which only some variants have the place.
    """

    purpose: ClassVar[str] = "leave out what stands there"
    when: Condition | None = None
    instead: bool = False

    def bound(self, own: Printed) -> "Guards":
        """The action with the row's value as its condition where it names none itself."""
        return replace(self, when=self.when or own.condition)

    def unfit(self, node: Node) -> str:
        """Refuse a line of a text; any other node can be guarded by a condition on its parent's entry."""
        return "a line of a text" if is_line(node) else ""


class Affects(Beside, frozen=True, kw_only=True):
    """The action, which changes nothing: the value has its effect where the place is rendered, and nowhere else.

    Without a place it has its effect with whatever features. `file` is the chart's own template that reads it, below
    `templates/`.
    """

    purpose: ClassVar[str] = "have its effect beside it"
    file: str = ""

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """Any node will do."""
        return ""
