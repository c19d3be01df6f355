"""Concerns: says which of upstream's objects a value is about, if any, that an object of the chart's own reads."""

from dataclasses import dataclass
from typing import ClassVar

from generator.template.nodes import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerns:
    """The action, which changes nothing: the value has its effect where the place is rendered, and nowhere else.

    Without a place it has its effect with whatever features. `file` is the chart's own template that reads it, below
    `templates/`.
    """

    purpose: ClassVar[str] = "have its effect beside it"
    file: str = ""

    def unfit(self, node: Node) -> str:  # noqa: ARG002 - the actions' common signature
        """Any node will do."""
        return ""

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """The node as it is."""
        return node
