"""Defines a rule that the chart's templates check."""

from msgspec import Struct


class TemplateRule(Struct, frozen=True, kw_only=True):
    """A template test and the message that the chart fails with where it holds; `{...}` in it is an expression."""

    test: str
    message: str
