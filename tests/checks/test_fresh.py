"""Files that are not what the generator makes are found."""

from pathlib import Path

from generator.checks.fresh import check_fresh
from tests.paths import CHART
from tests.subjects import copied, current, messages, of


def test_the_chart_in_the_repository_is_fresh() -> None:
    outcome = check_fresh(of())
    assert messages(outcome) == []
    assert outcome.counts == {"files": sum(path.is_file() for path in CHART.rglob("*"))}


def test_a_stale_file_is_found(tmp_path: Path) -> None:
    outcome = check_fresh(copied(tmp_path, "Chart.yaml", "name: cni", "name: cni2"))
    assert messages(outcome) == [f"{tmp_path}/cni/Chart.yaml: differs; run nox -s generate"]


def test_a_missing_chart_is_found_file_by_file(tmp_path: Path) -> None:
    one = copied(tmp_path, "Chart.yaml", "name: cni", "name: cni")
    (one.chart / "values.yaml").unlink()
    (one.chart / "values.yaml~").touch()
    assert messages(check_fresh(one)) == [
        f"{one.chart}/values.yaml: missing; run nox -s generate",
        f"{one.chart}/values.yaml~: not generated; run nox -s generate",
    ]
    assert "values.yaml" in current().chart.files
