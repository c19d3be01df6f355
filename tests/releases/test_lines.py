"""The table of lines says which releases make a chart, and another pair makes one that is not published."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.snapshot import SNAPSHOT
from tests.paths import SCHEMAS

CURRENT = read_lines()[0]
ROW = {
    "version": "1.2.3",
    "flannel": "v0.1.2",
    "calico": "v3.0.0",
    "kubernetes": "'>=1.31.0-0'",
    "tested": "1.34 - 1.36",
    "validated": "[1.31.0, 1.34.0]",
}
COLUMNS = "version, flannel, calico, kubernetes, tested, validated"


def put(folder: Path, *rows: dict[str, str]) -> Path:
    """A table of these rows."""
    texts = ["- {" + ", ".join(f"{key}: {value}" for key, value in row.items()) + "}\n" for row in rows]
    (folder / "lines.yaml").write_text("".join(texts), encoding="utf-8")
    return folder / "lines.yaml"


def refused(path: Path) -> list[str]:
    """What is wrong with the table, a line each, its path left out."""
    with pytest.raises(ProblemsError) as caught:
        read_lines(path)
    return [line.removeprefix(f"{path} > ") for line in str(caught.value).splitlines()]


def test_an_empty_release_is_none() -> None:
    for pair in (("", None), (None, ""), ("", "")):
        with pytest.raises(ProblemsError, match=r"version: expected a release such as v3\.32\.1, found ''"):
            choose_line(*pair)


@pytest.mark.parametrize("text", [b"", b"{}", b"a: b", b"# nothing\n", b"---\n", b"- \xff"])
def test_what_is_no_table_is_refused(text: bytes, tmp_path: Path) -> None:
    (tmp_path / "lines.yaml").write_bytes(text)
    with pytest.raises(ProblemsError, match=r"lines\.yaml: expected (?:a list of lines|UTF-8), found "):
        read_lines(tmp_path / "lines.yaml")


def test_without_a_choice_it_is_the_first_line() -> None:
    assert choose_line(None, None) == CURRENT
    assert choose_line(CURRENT.flannel, CURRENT.calico) == CURRENT
    assert choose_line(CURRENT.flannel, None) == CURRENT


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_line_is_found_by_its_version_and_by_its_releases(line: ReleaseLine) -> None:
    assert named_line(line.version) == line
    assert choose_line(line.flannel, line.calico) == line


def test_a_version_that_is_not_listed_is_refused() -> None:
    listed = ", ".join(line.version for line in read_lines())
    with pytest.raises(ProblemsError) as caught:
        named_line("9.9.9")
    assert str(caught.value) == f"line 9.9.9: expected one of the chart versions {listed}, found another"


@pytest.mark.parametrize(
    ("flannel", "calico"), [("v0.1.2", None), (None, "v3.0.0"), ("v0.1.2", "v3.0.0")], ids=["flannel", "calico", "both"]
)
def test_another_pair_is_a_chart_of_version_0_0_0_that_inherits_nothing(
    flannel: str | None, calico: str | None
) -> None:
    assert choose_line(flannel, calico) == ReleaseLine(
        version="0.0.0",
        flannel=flannel or CURRENT.flannel,
        calico=calico or CURRENT.calico,
        kubernetes="",
        tested="",
        validated=(),
    )


@pytest.mark.parametrize("version", ["0.1.2", "v0.1", "master", "v0.1.2-rc1", "v0.1.2\n", "../v0.1.2", ""], ids=ascii)
def test_what_is_no_release_is_refused(version: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        choose_line(None, version or "v")
    assert str(caught.value) == f"version: expected a release such as v3.32.1, found {version or 'v'!r}"


def test_every_line_has_its_snapshot_and_every_snapshot_its_line() -> None:
    found = {path.parent.relative_to(SNAPSHOT).parts for path in SNAPSHOT.glob("*/*/lock.yaml")}
    assert found == {release for line in read_lines() for release in line.releases()}


def test_the_schemas_are_those_that_the_lines_are_validated_with() -> None:
    validated = {f"v{version}" for line in read_lines() for version in line.validated}
    assert {path.name for path in (SCHEMAS / "kubernetes").iterdir()} == validated
    assert {path.name for path in (SCHEMAS / "crds").iterdir()} == {line.calico for line in read_lines()}


def test_a_table_is_read(tmp_path: Path) -> None:
    assert read_lines(put(tmp_path, ROW)) == (
        ReleaseLine(
            version="1.2.3",
            flannel="v0.1.2",
            calico="v3.0.0",
            kubernetes=">=1.31.0-0",
            tested="1.34 - 1.36",
            validated=("1.31.0", "1.34.0"),
        ),
    )


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        pytest.param("version", "0.1", "expected a version such as 1.2.3, found 0.1", id="a number"),
        pytest.param("version", "1.2.3-rc1", 'expected a version such as 1.2.3, found "1.2.3-rc1"', id="a prerelease"),
        pytest.param("flannel", "0.1.2", 'expected a release such as v0.28.9, found "0.1.2"', id="no v"),
        pytest.param("calico", "", "expected a release such as v3.32.1, found null", id="nothing"),
        pytest.param("kubernetes", "''", "expected a range such as '>=1.31.0-0', found \"\"", id="no range"),
        pytest.param("tested", "[1.34]", "expected a range such as 1.34 - 1.36, or '', found [1.34]", id="a list"),
        pytest.param("validated", "[]", "expected a list of versions such as 1.31.0, found []", id="no version"),
        pytest.param("validated", "[1.31]", "expected a list of versions such as 1.31.0, found [1.31]", id="a minor"),
    ],
)
def test_a_malformed_cell_is_a_problem(column: str, value: str, problem: str, tmp_path: Path) -> None:
    assert refused(put(tmp_path, ROW, {**ROW, column: value})) == [f"row 2 > {column}: {problem}"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param("- {flannel: v0.1.2}", "flannel", id="keys missing"),
        pytest.param("- {version: 1.2.3, other: x}", "version, other", id="another key"),
        pytest.param("- v0.1.2", '"v0.1.2"', id="no mapping"),
    ],
)
def test_a_row_with_other_keys_is_refused(row: str, found: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text(f"{row}\n", encoding="utf-8")
    assert refused(path) == [f"row 1: expected the keys {COLUMNS}, found {found}"]


def test_everything_malformed_is_shown_at_once(tmp_path: Path) -> None:
    broken = {**ROW, "version": "1", "calico": "x"}
    assert len(refused(put(tmp_path, broken, {**ROW, "validated": "x"}))) == 3


def test_a_version_or_a_pair_of_two_rows_is_refused(tmp_path: Path) -> None:
    assert refused(put(tmp_path, ROW, {**ROW, "flannel": "v0.1.3"})) == ["1.2.3: expected one row, found 2"]
    assert refused(put(tmp_path, ROW, {**ROW, "version": "1.2.4"})) == [
        "flannel v0.1.2 with calico v3.0.0: expected one row, found 2"
    ]


@pytest.mark.parametrize(
    "text",
    ["", "a: 1\n", "[]\n", "text\n", "---\n---\n"],
    ids=["empty", "a mapping", "no row", "a text", "empty documents"],
)
def test_a_table_without_rows_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text(text, encoding="utf-8")
    [line] = refused(path)
    assert line.startswith(f"{path}: expected a list of lines, found ")
    assert line.endswith("; restore the file, or give it a row for each chart version")


def test_a_second_document_is_not_passed_over(tmp_path: Path) -> None:
    path = put(tmp_path, ROW)
    path.write_text(f"{path.read_text(encoding='utf-8')}---\na: 1\n", encoding="utf-8")
    assert refused(path)[1].startswith(f"row 2: expected the keys {COLUMNS}, found a")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["no file", "not UTF-8"])
def test_a_table_that_cannot_be_read_is_a_problem(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "lines.yaml"
    if content is not None:
        path.write_bytes(content)
    [line] = refused(path)
    assert line.startswith(f"{path}: expected ")
    assert "Traceback" not in line
