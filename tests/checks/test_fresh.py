"""Files that are not what the generator makes are found."""

from pathlib import Path

from msgspec.structs import replace

from generator.checks.fresh import check_fresh
from tests.paths import CHART
from tests.subjects import changed, copied, messages, of


def test_the_chart_in_the_repository_is_fresh() -> None:
    outcome = check_fresh(of())
    assert messages(outcome) == []
    assert outcome.counts == {"files": sum(path.is_file() for path in CHART.rglob("*")) + 1}


def test_a_stale_file_is_found(tmp_path: Path) -> None:
    outcome = check_fresh(changed(copied(tmp_path), "Chart.yaml", "name: cni", "name: cni2"))
    assert messages(outcome) == [f"{tmp_path}/cni/Chart.yaml: differs; run nox -s generate"]


def test_a_stale_schema_for_people_is_found(tmp_path: Path) -> None:
    one = replace(of(), schemas=tmp_path)
    path = tmp_path / "values" / f"{one.build.line.version}.json"
    assert messages(check_fresh(one)) == [f"{path}: missing; run nox -s generate"]
    path.parent.mkdir()
    path.write_text("{}", encoding="utf-8")
    assert messages(check_fresh(one)) == [f"{path}: differs; run nox -s generate"]


def test_files_that_are_missing_or_left_over_are_found(tmp_path: Path) -> None:
    one = copied(tmp_path)
    (one.chart / "values.yaml").rename(one.chart / "values.yaml~")
    assert messages(check_fresh(one)) == [
        f"{one.chart}/values.yaml: missing; run nox -s generate",
        f"{one.chart}/values.yaml~: not generated; run nox -s generate",
    ]
