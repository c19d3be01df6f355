"""What an action can do: refuse a place that it cannot change, change one, and what only some actions do."""

from abc import ABCMeta, abstractmethod
from typing import Protocol, Self

from msgspec import Struct, StructMeta
from msgspec.structs import replace

from generator.base.trees import Steps, Tree
from generator.settings.actions.expressions import Printed
from generator.settings.json_text import JsonEdit
from generator.template.nodes import Node


class Inside(Struct, frozen=True, kw_only=True):
    """A place inside a JSON text: its path in the text, what upstream has there, and the text."""

    path: Steps
    value: Tree
    text: str = ""


class Action(Protocol):
    """An action of a target; `place` is the place in words, for messages."""

    @property
    def purpose(self) -> str:
        """What it does, in words: a place at which it can ..."""

    def unfit(self, node: Node) -> str:
        """Why the action cannot change what stands at a place; empty where it can."""

    def edited(self, node: Node, place: str) -> Node:
        """The node as the action wants it; raises ProblemsError where a neighbour is missing."""


class ValueAction(Struct, frozen=True, kw_only=True):
    """An action that prints, or asks for, a value: that of the row it stands in where it names none itself."""

    printed: Printed | None = None

    @property
    def own(self) -> Printed:
        """The value, which every action in a row has."""
        assert self.printed
        return self.printed

    def bound(self, own: Printed) -> Self:
        """The action with the row's value where it names none itself."""
        return replace(self, printed=self.printed or own)


class Beside(Struct, frozen=True):
    """An action whose work is done elsewhere than at the node it stands at."""

    def edited(self, node: Node, place: str) -> Node:  # noqa: ARG002 - the actions' common signature
        """The node as it is."""
        return node


class Abstract(StructMeta, ABCMeta):
    """What makes records of which some methods are abstract."""


class ClaimingAction(Struct, frozen=True):
    """An action that takes care of a value of upstream's, so that no other row has to."""

    def claim(self, steps: Steps) -> Steps:
        """The leaf that the action at these steps takes care of: what stands there, where the action says no other."""
        return steps


class JsonAction(Struct, frozen=True, metaclass=Abstract):
    """An action that can work inside a JSON text."""

    @abstractmethod
    def unfit_inside(self, inside: Inside) -> str:
        """Why the action cannot change that place; empty where it can."""

    @abstractmethod
    def json_edit(self, inside: Inside) -> JsonEdit:
        """The edit of the place."""


class TextAction(Struct, frozen=True, metaclass=Abstract):
    """An action that works on the lines of a text as a whole, be it JSON or not."""

    @abstractmethod
    def unfit_text(self, text: str) -> str:
        """Why the action cannot change the text; empty where it can."""


def refusal(action: Action, standing: Node | Inside) -> str:
    """Why an action cannot change what stands at a place; empty where it can."""
    if not isinstance(standing, Inside):
        return action.unfit(standing)
    if isinstance(action, TextAction) and not standing.path:
        return action.unfit_text(standing.text)
    if isinstance(action, JsonAction):
        return action.unfit_inside(standing)
    return "a place inside a JSON text, which this action cannot change"
