"""Prints the table of knobs as text, one group a source, or as JSON."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.rows.knobs import Knob


def _answer(knob: Knob) -> str:
    """Return the values of a knob, or the reason why it has none."""
    return ", ".join(knob.paths) or f"none: {knob.reason}"


def _counts(knobs: Sequence[Knob]) -> str:
    met = sum(bool(knob.paths) for knob in knobs)
    return f"{met} by values, {len(knobs) - met} not"


def _lines(knobs: Sequence[Knob]) -> Iterator[str]:
    for source, group in groupby(knobs, key=lambda knob: knob.source):
        rows = [*group]
        yield f"{source}: {len(rows)}, {_counts(rows)}"
        width = max(len(knob.name) for knob in rows)
        yield from (f"  {knob.name:{width}}  {_answer(knob)}" for knob in rows)
        yield ""


def knobs_text(knobs: Sequence[Knob]) -> str:
    """Return a heading with counts for each source, a line for each of its knobs, and the sums at the end."""
    return "\n".join([*_lines(knobs), f"{len(knobs)} knobs: {_counts(knobs)}"])


def knobs_json(knobs: Sequence[Knob]) -> str:
    """Return the same rows as a JSON list."""
    rows = [
        {
            "source": knob.source,
            "knob": knob.name,
            "values": list(knob.paths),
            "reason": knob.reason,
        }
        for knob in knobs
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False)
