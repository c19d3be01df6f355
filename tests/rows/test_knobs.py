"""The table of knobs is read row by row, and its rows are sentences or paths."""

import re

from generator.rows.knobs import Knob, read_knobs


def test_a_row_has_values_or_a_reason() -> None:
    table = {"here": "\n--a = b.c d\n--e : It is f = g.\n", "there": "h\n"}
    assert read_knobs(table) == (
        Knob(source="here", name="--a", paths=("b.c", "d")),
        Knob(source="here", name="--e", reason="It is f = g."),
        Knob(source="there", name="h"),
    )


def test_reasons_are_sentences_and_paths_are_paths() -> None:
    knobs = read_knobs()
    assert [knob.name for knob in knobs if knob.reason and not re.fullmatch(r"[A-Z].*\.|[a-z].*\.", knob.reason)] == []
    assert [path for knob in knobs for path in knob.paths if not re.fullmatch(r"[A-Za-z0-9]+(\.\w+)*", path)] == []


def test_every_need_names_where_it_was_asked_for() -> None:
    needs = [knob.name for knob in read_knobs() if knob.source == "needs of users"]
    assert [name for name in needs if not re.search(r" \([a-z0-9-]+#[0-9]+(, [a-z0-9-]+#[0-9]+)*\)$", name)] == []
