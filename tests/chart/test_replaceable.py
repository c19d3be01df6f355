"""A chart takes the place of nothing but an empty folder or a chart of ours, and of no file that is not generated."""

import os
import shutil
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.chart.replaceable import check_replaceable
from tests.paths import CHART

FILES = {path.relative_to(CHART).as_posix(): "" for path in CHART.rglob("*") if path.is_file()}
KIND = "a chart that this generator made, an empty folder or none"


def refused(folder: Path) -> str:
    """Why the chart may not be written there, the folder left out."""
    with pytest.raises(ProblemsError) as caught:
        check_replaceable(folder, FILES)
    return str(caught.value).removeprefix(f"{folder}: ")


@pytest.fixture(name="chart")
def _chart(tmp_path: Path) -> Path:
    """A chart of ours."""
    return Path(shutil.copytree(CHART, tmp_path / "cni"))


def test_none_an_empty_folder_and_a_chart_of_ours_are_replaced(chart: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "none", tmp_path / "empty", chart):
        check_replaceable(folder, FILES)


def test_files_of_an_older_chart_are_replaced(chart: Path) -> None:
    check_replaceable(chart, {"Chart.yaml": ""})


def test_an_older_banner_will_do(chart: Path) -> None:
    (chart / "templates" / "gone.yaml").write_text(
        "# Generated from calico v3.0.0 by python -m generator build; edit the generator, not this file.\n", "utf-8"
    )
    check_replaceable(chart, FILES)


@pytest.mark.parametrize(
    "text",
    [
        *("name: x\n", "name: x\nannotations: {a: b}\n", "annotations: null", "annotations: [a]", "- a", "", "a: ["),
        *("annotations: cni/source-digest", "\t"),
    ],
)
def test_somebody_elses_chart_is_not_replaced(text: str, tmp_path: Path) -> None:
    (tmp_path / "Chart.yaml").write_text(text, encoding="utf-8")
    assert refused(tmp_path) == (
        f"expected {KIND}, found somebody else's chart; name another folder, the chart takes its whole place"
    )


def test_a_folder_of_something_else_and_a_file_are_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("precious", encoding="utf-8")
    assert refused(tmp_path).startswith(f"expected {KIND}, found something else; ")
    assert refused(tmp_path / "file").startswith(f"expected {KIND}, found a file; ")


@pytest.mark.parametrize(
    "names",
    [
        pytest.param((".git/HEAD",), id="a repository"),
        pytest.param(("templates/mine.yaml",), id="a template"),
        pytest.param(("values.yaml~",), id="an editor's copy"),
        pytest.param(("ci/mine.yaml", "notes.md"), id="several"),
        pytest.param(("ci/mine-values.yaml",), id="values of one's own"),
    ],
)
def test_files_that_are_not_generated_stop(names: tuple[str, ...], chart: Path) -> None:
    for name in names:
        (chart / name).parent.mkdir(exist_ok=True)
        (chart / name).write_text("mine", encoding="utf-8")
    shown = ", ".join(names)
    assert refused(chart) == (
        f"expected generated files only, found {shown}; move what is yours elsewhere, it would be lost"
    )


def test_many_of_them_are_counted(chart: Path) -> None:
    for number in range(5):
        (chart / f"mine{number}").write_text("", encoding="utf-8")
    assert "found mine0, mine1, mine2 and 2 more; " in refused(chart)


def test_a_link_in_the_chart_and_what_cannot_be_read_are_not_generated(chart: Path) -> None:
    (chart / "values.yaml").unlink()
    (chart / "values.yaml").symlink_to("/etc/hostname")
    (chart / "templates" / "odd.yaml").write_bytes(b"\xff")
    assert "found templates/odd.yaml, values.yaml; " in refused(chart)


def test_folders_that_are_empty_are_not_generated(chart: Path) -> None:
    (chart / "crds").mkdir()
    (chart / "mine" / "inner").mkdir(parents=True)
    assert "found crds/, mine/inner/; " in refused(chart)


def test_an_empty_folder_that_the_chart_has_files_in_is_replaced(chart: Path) -> None:
    shutil.rmtree(chart / "ci")
    (chart / "ci").mkdir()
    check_replaceable(chart, FILES)


def test_the_values_of_any_variant_are_replaced(chart: Path) -> None:
    check_replaceable(chart, {name: "" for name in FILES if not name.startswith("ci/")})


def test_a_pipe_for_a_chart_is_no_chart_of_ours(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Chart.yaml")
    assert refused(tmp_path).startswith(f"expected {KIND}, found something else; ")
