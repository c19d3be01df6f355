"""Turns the table of knobs into text, a group a source, or JSON."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.settings.knobs import Knob


def _answer(knob: Knob, pending: frozenset[str]) -> str:
    """The values, those that are not there yet in brackets, or the reason."""
    shown = (f"({path})" if path in pending else path for path in knob.paths)
    return ", ".join(shown) or f"none: {knob.reason}"


def _counts(knobs: Sequence[Knob], pending: frozenset[str]) -> str:
    waiting = sum(bool(pending & set(knob.paths)) for knob in knobs)
    met = sum(bool(knob.paths) for knob in knobs) - waiting
    yet = f", {waiting} not yet" if waiting else ""
    return f"{met} by values{yet}, {len(knobs) - met - waiting} not"


def _lines(knobs: Sequence[Knob], pending: frozenset[str]) -> Iterator[str]:
    for source, group in groupby(knobs, key=lambda knob: knob.source):
        rows = [*group]
        yield f"{source}: {len(rows)}, {_counts(rows, pending)}"
        width = max(len(knob.name) for knob in rows)
        yield from (f"  {knob.name:{width}}  {_answer(knob, pending)}" for knob in rows)
        yield ""


def knobs_text(knobs: Sequence[Knob], pending: frozenset[str]) -> str:
    """A heading with counts for each source, and below it a line for each knob; the sums at the end."""
    return "\n".join([*_lines(knobs, pending), f"{len(knobs)} knobs: {_counts(knobs, pending)}"])


def knobs_json(knobs: Sequence[Knob], pending: frozenset[str]) -> str:
    """The same as a JSON list."""
    rows = [
        {
            "source": knob.source,
            "knob": knob.name,
            "values": list(knob.paths),
            "pending": [path for path in knob.paths if path in pending],
            "reason": knob.reason,
        }
        for knob in knobs
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)
