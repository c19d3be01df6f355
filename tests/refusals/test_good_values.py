"""Each row of good_values.yaml is taken by both helms and by the Python jsonschema, and shows in the objects."""

from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.trees import Tree, canonical
from generator.schemas.validation import schema_problems, with_defaults
from tests.builds import current
from tests.rendering import DEFAULTS, HELMS, Values, load, overlay, problems, rendered, scenario, strings


class Row(Struct, frozen=True, kw_only=True):
    """Values that are taken, and strings of what they render."""

    values: Values
    shows: frozenset[str]


def _row(row: Tree) -> Row:
    assert isinstance(row, dict)
    base = scenario(str(row["over"])) if "over" in row else {}
    shows = row.get("shows", [])
    assert isinstance(shows, list)
    return Row(values=overlay(base, row["values"]), shows=frozenset(map(str, shows)))


ROWS = {name: _row(row) for name, row in load(Path(__file__).with_name("good_values.yaml")).items()}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_both_helms_take_and_render_the_same_of(row: Row) -> None:
    first, second = (rendered(row.values, name) for name in HELMS)
    assert canonical(list(first)) == canonical(list(second))
    assert {text for _, text in strings(first)} >= row.shows


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_the_python_jsonschema_takes(row: Row) -> None:
    assert problems(row.values) == []
    assert schema_problems(current().people_schema, with_defaults(DEFAULTS, dict(row.values))) == []


def test_defaults_written_out_change_nothing() -> None:
    assert rendered(ROWS["defaults of the other plugin written out"].values) == rendered(scenario("calico"))
