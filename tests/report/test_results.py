"""`build` writes a chart where there is none, is one, or is nothing, and never in the place of other files."""

from pathlib import Path

import pytest

from generator import cli
from generator.base.errors import ProblemsError


@pytest.mark.parametrize("name", ["new", "empty", "chart"])
def test_a_chart_is_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").write_text("name: old\n", encoding="utf-8")
    assert cli.main(["build", "--output", str(tmp_path / name)]) == cli.CLEAN
    assert "name: cni\n" in (tmp_path / name / "Chart.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["home", "home/file"], ids=["a folder with other files", "a file"])
def test_other_files_are_not_lost(name: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "file").write_text("precious", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        cli.main(["build", "--output", str(tmp_path / name)])
    assert str(caught.value) == (
        f"{tmp_path / name}: expected a chart, an empty folder or none, found something else; "
        "name another folder, the chart takes its whole place"
    )
    assert (tmp_path / "home" / "file").read_text(encoding="utf-8") == "precious"


def test_one_byte_of_a_template_makes_the_chart_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(["build", "--output", str(tmp_path / "cni")])
    path = tmp_path / "cni" / "templates" / "calico" / "node" / "daemonset.yaml"
    path.write_bytes(path.read_bytes().replace(b"hostNetwork: true", b"hostNetwork: trUe"))
    assert cli.main(["build", "--check", "--output", str(tmp_path / "cni")]) == cli.FINDINGS
    assert capsys.readouterr().err == f"{path}: differs; run nox -s generate\n"
