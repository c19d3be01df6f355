"""StandsIn: prints a node of the chart's own in place of upstream's where a condition holds."""

from dataclasses import dataclass

from generator.features.conditions import Condition
from generator.template.nodes import Choice, Node, Option, Scalar


@dataclass(frozen=True, slots=True, kw_only=True)
class FillsEmpty:
    """The action on a value that holds nothing upstream; where the condition does not hold, upstream's stays."""

    node: Node
    when: Condition

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return "print its own in place of nothing"

    def unfit(self, node: Node) -> str:
        """It needs a null, or an empty list or mapping: of what upstream has there it would lose something."""
        return "" if isinstance(node, Scalar) and node.value in (None, [], {}) else "something that upstream has there"

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """The node, or upstream's."""
        return Choice((Option(self.node, self.when), Option(node, otherwise=True)))
