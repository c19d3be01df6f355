"""The table of lines says which releases make a chart, and another pair makes one that is not published."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.releases.lines import ReleaseLine, choose_line, read_lines
from generator.releases.snapshot import SNAPSHOT

CURRENT = read_lines()[0]


def test_without_a_choice_it_is_the_first_line() -> None:
    assert choose_line(None, None) == CURRENT
    assert choose_line(CURRENT.flannel, CURRENT.calico) == CURRENT
    assert choose_line(CURRENT.flannel, None) == CURRENT


@pytest.mark.parametrize(
    ("flannel", "calico"), [("v0.1.2", None), (None, "v3.0.0"), ("v0.1.2", "v3.0.0")], ids=["flannel", "calico", "both"]
)
def test_another_pair_is_a_chart_of_version_0_0_0(flannel: str | None, calico: str | None) -> None:
    line = choose_line(flannel, calico)
    assert (line.flannel, line.calico) == (flannel or CURRENT.flannel, calico or CURRENT.calico)
    assert line.version == "0.0.0"


@pytest.mark.parametrize("version", ["0.1.2", "v0.1", "master", "v0.1.2-rc1", "v0.1.2\n", "../v0.1.2", ""], ids=ascii)
def test_what_is_no_release_is_refused(version: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        choose_line(None, version or "v")
    assert str(caught.value) == f"version: expected a release such as v3.32.1, found {version or 'v'!r}"


def test_lines_are_listed_once_with_plain_versions() -> None:
    lines = read_lines()
    assert len({line.releases() for line in lines}) == len({line.version for line in lines}) == len(lines)
    assert all(line.version.replace(".", "").isdecimal() for line in lines)


def test_every_line_has_its_snapshot() -> None:
    found = {path.parent.relative_to(SNAPSHOT).parts for path in SNAPSHOT.glob("*/*/lock.yaml")}
    assert found == {release for line in read_lines() for release in line.releases()}


def test_a_table_is_read(tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text("- {flannel: v0.1.2, calico: v3.0.0, version: 1.2.3, kubernetes: '>=1.31.0-0'}\n", encoding="utf-8")
    assert read_lines(path) == (
        ReleaseLine(flannel="v0.1.2", calico="v3.0.0", version="1.2.3", kubernetes=">=1.31.0-0"),
    )


@pytest.mark.parametrize(
    "row", ["{flannel: v0.1.2}", "{flannel: a, calico: b, version: c, kubernetes: d, e: f}", "v0.1.2"]
)
def test_a_row_with_other_keys_is_refused(row: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text(f"- {row}\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        read_lines(path)
    assert str(caught.value).startswith(f"{path} line 1: expected flannel, calico, version, kubernetes, found ")
