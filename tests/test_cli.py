"""The commands: `build` writes a chart and never in the place of other files, `check` tells what it finds."""

import json
from pathlib import Path

import pytest

from generator import cli
from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from tests.subjects import of


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


@pytest.fixture
def one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of one check, which finds something."""
    outcome = Outcome(findings=(Finding(where="here", message="wrong"),), counts={"things": 1})
    monkeypatch.setattr(cli, "subject_of", lambda *_: of())
    results = [Result(line="1.2.3", check="only", outcome=outcome)]
    monkeypatch.setattr(cli, "verify", lambda _, progress: progress.say("only") or results)


@pytest.mark.usefixtures("one_finding")
def test_findings_are_a_status_and_progress_stands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check"]) == cli.FINDINGS
    said = capsys.readouterr()
    assert said.out == "1.2.3 only: here: wrong\n1.2.3  only  1 findings  things 1\n1 findings\n"
    assert said.err == "only\n"


@pytest.mark.usefixtures("one_finding")
def test_json_is_all_that_standard_output_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--json"]) == cli.FINDINGS
    assert json.loads(capsys.readouterr().out) == {
        "findings": [{"line": "1.2.3", "check": "only", "where": "here", "message": "wrong"}],
        "checks": {"only": {"things": 1}},
    }
