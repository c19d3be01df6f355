"""How a value is printed at a place: as a text, as what it is, or in JSON."""

import json
from dataclasses import dataclass
from enum import Enum

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A template expression, the shape of its value, and the test for it being set; none means not being empty."""

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
        value = self.value if " " not in self.value else f"({self.value})"
        return f"ternary {value} {literal} ({self.is_set}) | {encoder}"


def go_literal(value: Tree) -> str:
    """A scalar as a literal of the template language."""
    return json.dumps(value, ensure_ascii=False)


def style_of(upstream: Tree) -> Style:
    """What a place holds where upstream has a value."""
    return Style.TEXT if isinstance(upstream, str) else Style.NATIVE


def expression(value: str, *, is_set: str = "") -> Printed:
    """A text that an expression of the row's own makes."""
    return Printed(value=value, is_set=is_set)
