"""The table of lines reads in columns, and as JSON with the same facts."""

import json

from generator.releases.lines import ReleaseLine
from generator.report.line_table import lines_json, lines_text

LINES = (
    ReleaseLine(
        version="1.2.3",
        flannel="v0.1.2",
        calico="v3.0.0",
        kubernetes=">=1.31.0-0",
        tested="1.34 - 1.36",
        validated=("1.31.0", "1.34.0"),
    ),
    ReleaseLine(
        version="0.0.10", flannel="v0.1.10", calico="v2.0.0", kubernetes="<1.2.0", tested="", validated=("1.1.0",)
    ),
)


def test_the_columns_are_aligned_and_what_is_unknown_is_said() -> None:
    assert lines_text(LINES).splitlines() == [
        "version  flannel  calico  kubernetes  tested upstream  validated",
        "1.2.3    v0.1.2   v3.0.0  >=1.31.0-0  1.34 - 1.36      1.31.0, 1.34.0",
        "0.0.10   v0.1.10  v2.0.0  <1.2.0      not known        1.1.0",
    ]


def test_the_json_has_every_field() -> None:
    first, second = json.loads(lines_json(LINES))
    assert first == {
        "version": "1.2.3",
        "flannel": "v0.1.2",
        "calico": "v3.0.0",
        "kubernetes": ">=1.31.0-0",
        "tested": "1.34 - 1.36",
        "validated": ["1.31.0", "1.34.0"],
    }
    assert second["tested"] == ""
