"""Defines the outcome of a check: what it found, and what it counted."""

from collections.abc import Mapping

from msgspec import Struct


class Finding(Struct, frozen=True, kw_only=True):
    """One fault of the chart: where, and what."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class Outcome(Struct, frozen=True, kw_only=True):
    """What one check found and counted, such as compared objects."""

    findings: tuple[Finding, ...] = ()
    counts: Mapping[str, int] = {}


class Result(Struct, frozen=True, kw_only=True):
    """The outcome of a check, its label, and the line, named by the chart's version."""

    line: str
    check: str
    outcome: Outcome
