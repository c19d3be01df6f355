"""What every action can do: say what it takes care of, refuse a place that it cannot change, and change one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from generator.base.trees import Tree
from generator.settings.actions.printed import Printed
from generator.settings.json_text import JsonEdit
from generator.template.nodes import Node

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A place inside a JSON text: its path in the text, and what upstream has there."""

    path: Steps
    value: Tree


class Action(Protocol):
    """An action of a target; `place` is the place in words, for messages."""

    def bound(self, own: Printed) -> "Action":
        """The action with the row's value where it names none itself."""

    def claims(self, steps: Steps) -> Iterator[Steps]:
        """The leaves that the action at these steps takes care of."""

    def unfit(self, node: Node | Inside) -> str:
        """Why the action cannot change what stands at a place; empty where it can."""

    def edited(self, node: Node, place: str) -> Node:
        """The node as the action wants it; raises ProblemsError where a neighbour is missing."""

    def json_edit(self, inside: Inside) -> JsonEdit:
        """The edit of a place inside a JSON text."""


IN_JSON = "it stands inside a JSON text, where this action can do nothing"


def not_in_json(action: object) -> NotImplementedError:
    """The bug of asking an action for an edit that it refuses."""
    return NotImplementedError(f"{type(action).__name__} refuses places inside JSON texts")
