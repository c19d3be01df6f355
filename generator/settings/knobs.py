"""Turns the table of knobs into records: what can be set elsewhere, the values here that set it, or why none does."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator.settings.tables.knobs import SOURCES

_SIGN = re.compile(r" ([=:]) ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One knob: where it was found, its name there, the paths of values or sections that set it, or why none does."""

    source: str
    name: str
    paths: tuple[str, ...] = ()
    reason: str = ""


def _knob(source: str, line: str) -> Knob:
    """A row; one without a sign has neither values nor a reason."""
    name, *rest = _SIGN.split(line, maxsplit=1)
    sign, told = rest or ("", "")
    values, reason = (tuple(told.split()), "") if sign == "=" else ((), told.strip())
    return Knob(source=source, name=name.strip(), paths=values, reason=reason)


def read_knobs(sources: Mapping[str, str] = SOURCES) -> tuple[Knob, ...]:
    """Every row of the table, in its order."""
    return tuple(_knob(source, line) for source, text in sources.items() for line in text.strip().splitlines())
