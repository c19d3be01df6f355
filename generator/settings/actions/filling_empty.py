"""FillsEmpty: prints a node of the chart's own in place of an empty one of upstream's if a condition holds."""

from dataclasses import dataclass

from generator.features.conditions import Condition
from generator.template.nodes import Choice, Node, Option, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class FillsEmpty:
    """The action on an empty value of upstream's, which stays if the condition does not hold."""

    node: Node
    when: Condition

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return "print its own in place of nothing"

    def unfit(self, node: Node) -> str:
        """Require a null, or an empty list or mapping: anything else of upstream's would be lost."""
        return "" if isinstance(node, Scalar) and node.value in (None, [], {}) else "something that upstream has there"

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """Return the node of the chart's own under the condition, and otherwise upstream's."""
        return Choice((Option(self.node, self.when), Option(node, otherwise=True)))
