"""How a value is printed at a place: as a text, as what it is, or in JSON."""

import json
from enum import Enum

from msgspec import Struct

from generator.base.trees import Tree
from generator.features.conditions import Condition, given
from generator.settings.kind import Shape


class Style(Enum):
    """What a place holds: a text, a value of its own type, or a value in a JSON text."""

    TEXT = "text"
    NATIVE = "native"
    JSON = "json"


_ENCODERS = {
    (Shape.TEXT, Style.TEXT): "quote",
    (Shape.TEXT, Style.NATIVE): "quote",
    (Shape.TEXT, Style.JSON): "toJson",
    (Shape.INTEGER, Style.TEXT): "int64 | quote",
    (Shape.INTEGER, Style.NATIVE): "int64",
    (Shape.INTEGER, Style.JSON): "int64 | toJson",
    (Shape.BOOLEAN, Style.TEXT): "quote",
    (Shape.BOOLEAN, Style.NATIVE): "toJson",
    (Shape.BOOLEAN, Style.JSON): "toJson",
    (Shape.TREE, Style.JSON): "toJson",
}

# The beginnings of template tests that are true or false, as `ternary` needs them. Other tests are a value or nothing.
_BOOLEAN_TESTS = ("not ", "eq ", "ne ", "kindIs ")


class Printed(Struct, frozen=True, kw_only=True):
    """A template expression, the shape of its value, and the test for it being set. Without a test, a value that is not
    empty counts as set.
    """

    value: str
    shape: Shape = Shape.TEXT
    is_set: str = ""

    @property
    def condition(self) -> Condition:
        """When the value is set."""
        return given(self.is_set or self.value)

    @property
    def has_empty(self) -> bool:
        """Whether every value that is not set is empty, so that `default` tells them apart."""
        return not self.is_set

    @property
    def in_line(self) -> bool:
        """Whether the value and upstream's fit into one expression that reads well."""
        return self.has_empty or self.value.startswith('"')

    def encoded(self, style: Style) -> str:
        """The expression with its encoder."""
        return f"{self.value} | {_ENCODERS[self.shape, style]}"

    def or_upstream(self, upstream: Tree, style: Style) -> str:
        """The expression of the value, or of upstream's where it is not set, with its encoder."""
        literal, encoder = go_literal(upstream), _ENCODERS[self.shape, style]
        if self.has_empty:
            return f"{self.value} | default {literal} | {encoder}"
        test = self.is_set if self.is_set.startswith(_BOOLEAN_TESTS) else f"not (empty {_operand(self.is_set)})"
        return f"ternary {_operand(self.value)} {literal} ({test}) | {encoder}"

    @property
    def block(self) -> str:
        """The expression that prints a list or mapping as YAML; what a helper prints is YAML already."""
        return self.value if self.value.startswith("include ") else f"toYaml {_operand(self.value)}"

    @property
    def lost_false(self) -> str:
        """Why the value would give way to upstream's although it is set; empty where it would not."""
        if self.shape is Shape.BOOLEAN and self.has_empty:
            return "a value whose false would be taken for not set: its kind must be a switch"
        return ""


def _operand(text: str) -> str:
    """An expression as an argument: a text in quotes or a value's path as it is, a call in parentheses."""
    return f"({text})" if " " in text and not text.startswith('"') else text


def go_literal(value: Tree) -> str:
    """Return a scalar as a literal of the template language."""
    return "nil" if value is None else json.dumps(value, ensure_ascii=False)


def style_of(upstream: Tree) -> Style:
    """What a place holds where upstream has a value."""
    return Style.TEXT if isinstance(upstream, str) else Style.NATIVE


def expression(value: str, *, is_set: str = "") -> Printed:
    """A text that an expression of the row's own makes."""
    return Printed(value=value, is_set=is_set)
