"""The page of compatibility has a row for each line, from the table of lines and that of tools."""

import pytest
from msgspec.structs import replace

from generator.releases.lines import read_lines
from generator.report.compatibility import compatibility, is_within, servers_of
from generator.tools.tool_table import TOOLS

CURRENT, *OTHERS = read_lines()


def rows(page: str) -> list[list[str]]:
    """The cells of the table below its head."""
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if line.startswith("| ")][1:]


def test_each_line_has_a_row() -> None:
    found = rows(compatibility(read_lines()))
    assert [row[:3] for row in found] == [[line.version, line.flannel, line.calico] for line in read_lines()]


def test_what_is_not_known_is_said() -> None:
    [row] = rows(compatibility([replace(OTHERS[-1], tested="")]))
    assert row[4:] == ["not known", "1.18, 1.21", "none"]


def test_the_current_line_is_installed_into_both_servers_and_the_others_into_the_oldest() -> None:
    oldest, newest = (TOOLS[name].version for name in ("kube-apiserver-oldest", "kube-apiserver"))
    assert servers_of(CURRENT, current=True) == [oldest, newest]
    assert [servers_of(line, current=False) for line in OTHERS] == [*[[oldest]] * (len(OTHERS) - 1), []]
    assert servers_of(OTHERS[-1], current=True) == [], "none of that age can be built"


@pytest.mark.parametrize(
    ("version", "kubernetes", "expected"),
    [
        ("1.31.0", ">=1.31.0-0", True),
        ("1.30.9", ">=1.31.0-0", False),
        ("1.21.9", ">=1.16.0-0 <1.22.0-0", True),
        ("1.22.0", ">=1.16.0-0 <1.22.0-0", False),
        ("1.9.0", ">=1.16.0-0 <1.22.0-0", False),
    ],
)
def test_a_version_is_within_a_range(version: str, kubernetes: str, expected: bool) -> None:
    assert is_within(version, kubernetes) == expected
