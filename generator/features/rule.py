"""Defines a rule that the chart's templates check."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRule:
    """A template test and the message that the chart fails with where it holds; `{...}` in it is an expression."""

    test: str
    message: str
