"""Reads the rows of bad_values.yaml: values that are refused, and what the message tells."""

from pathlib import Path

from msgspec import Struct

from generator.base.trees import Tree
from tests.rendering import Values, load, overlay, scenario


class Row(Struct, frozen=True, kw_only=True):
    """Values that are refused, by the schema or else by the chart, and what the message tells."""

    by_schema: bool
    values: Values
    at: str
    says: str


def _row(section: str, row: Tree) -> Row:
    assert isinstance(row, dict)
    base = scenario(str(row["over"])) if "over" in row else {}
    return Row(
        by_schema=section == "schema",
        values=overlay(base, row["values"]),
        at=str(row["at"]),
        says=str(row.get("says", "")),
    )


def _rows() -> dict[str, Row]:
    table = load(Path(__file__).with_name("bad_values.yaml"))
    return {
        name: _row(section, row)
        for section, rows in table.items()
        if isinstance(rows, dict)
        for name, row in rows.items()
    }


ROWS = _rows()
