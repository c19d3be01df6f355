"""Turns the table of knobs into text, a group a source, or JSON."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from generator.rows.knobs import Knob


def _answer(knob: Knob) -> str:
    """The values, or the reason."""
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
    """A heading with counts for each source, and below it a line for each knob; the sums at the end."""
    return "\n".join([*_lines(knobs), f"{len(knobs)} knobs: {_counts(knobs)}"])


def knobs_json(knobs: Sequence[Knob]) -> str:
    """The same as a JSON list."""
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
