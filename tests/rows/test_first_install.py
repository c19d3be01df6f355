"""What only the first install reads is marked so in the rows, in the reference and in values.yaml."""

import pytest

from generator.releases.lines import named_line, read_lines
from generator.rows.first_install import FIRST_INSTALL
from generator.settings.setting import FirstInstall
from tests.declared import VALUES
from tests.later import Later
from tests.paths import CHART

MARKED = Later(
    lambda: {path: one.first for path, one in VALUES.items() if one.first},
    [path for path in VALUES if any(one.holds(path) for one in FIRST_INSTALL)],
)
TABLE = (CHART / "VALUES.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("pattern", [pattern for one in FIRST_INSTALL for pattern in one.paths])
def test_every_row_of_the_table_marks_values(pattern: str) -> None:
    row = next(one for one in FIRST_INSTALL if pattern in one.paths)
    assert [path for path, first in MARKED.items() if first == row] != []
    assert pattern in MARKED or "*" in pattern


@pytest.mark.parametrize("path", MARKED)
def test_the_reference_tells_of(path: str) -> None:
    first = MARKED[path]
    assert first
    [line] = [line for line in TABLE if line.startswith(f"| `{path}` |")]
    assert first.sentence in line
    assert line.endswith(f"first install only; lives {first.lives}: `{first.shown}` |")


def test_the_reference_tells_it_of_no_other_value() -> None:
    assert sum("first install only" in line for line in TABLE) == len(MARKED)
    assert {"plugin", "podCIDR", "calico.ipip", "calico.pool.blockSize", "flannel.backend.type"} <= set(MARKED)
    assert "flannel.mtu" not in MARKED


def test_values_yaml_tells_it() -> None:
    text = " ".join(line.strip(" #") for line in (CHART / "values.yaml").read_text(encoding="utf-8").splitlines())
    assert [path for path, first in MARKED.items() if first and first.sentence not in text] == []


def test_a_section_is_named_by_a_star() -> None:
    one = FirstInstall(paths=("a.b*.*", "c"), lives="", shown="", sentence="")
    assert [one.holds(path) for path in ("a.b.x", "a.bb.x", "a.b", "c", "c.d")] == [True, True, False, True, False]


def test_the_tested_range_is_as_helm_reads_it() -> None:
    assert read_lines()[0].tested_range == ">=1.34.0-0 <1.37.0-0"
    assert named_line("0.0.1").tested_range == ""
