"""Affects: names the upstream objects that a value is about if only an object of the chart's own reads the value."""

from dataclasses import dataclass

from generator.template.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Affects:
    """The action, which changes nothing: the value has an effect if the place is rendered, and otherwise none.

    `file` is the chart's own template that reads it, below `templates/`.
    """

    file: str = ""

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return "have its effect beside it"

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """Accept any node."""
        return ""

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """Return the node unchanged."""
        return node
