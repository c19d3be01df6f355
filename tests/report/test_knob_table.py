"""The table of knobs reads in groups with counts, and as JSON with the same facts."""

import json

from generator.report.knob_table import knobs_json, knobs_text
from generator.rows.knobs import Knob

KNOBS = (
    Knob(source="flags", name="--a", paths=("b.c", "d")),
    Knob(source="flags", name="--long", reason="No pod reads it."),
    Knob(source="needs", name="e", paths=("f",)),
)


def test_the_text_has_a_group_for_each_source() -> None:
    assert knobs_text(KNOBS).splitlines() == [
        "flags: 2, 1 by values, 1 not",
        "  --a     b.c, d",
        "  --long  none: No pod reads it.",
        "",
        "needs: 1, 1 by values, 0 not",
        "  e  f",
        "",
        "3 knobs: 2 by values, 1 not",
    ]


def test_the_json_has_every_field() -> None:
    first, second, _ = json.loads(knobs_json(KNOBS))
    assert first == {"source": "flags", "knob": "--a", "values": ["b.c", "d"], "reason": ""}
    assert second["reason"] == "No pod reads it."
