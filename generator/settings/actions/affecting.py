"""Concerns: says which of upstream's objects a value is about that only an object of the chart's own reads."""

from dataclasses import dataclass

from generator.template.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Affects:
    """The action, which changes nothing: the value has its effect where the place is rendered, and nowhere else.

    `file` is the chart's own template that reads it, below `templates/`.
    """

    file: str = ""

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return "have its effect beside it"

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """Any node will do."""
        return ""

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """The node as it is."""
        return node
