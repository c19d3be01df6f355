"""The command line builds, explains and checks the line that it is told, and never puts one in another's place."""

import json
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from generator import cli
from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.chart.build import Build
from generator.checks.registry import CHECKS
from generator.cli import CHART, CLEAN, FINDINGS, main
from generator.features.manifests import FEATURES
from generator.pipeline import build
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.snapshot import read_snapshot
from tests import upstream
from tests.subjects import of

CURRENT, *OTHERS = read_lines()
OLDEST = OTHERS[-1]
UNLISTED = ["--flannel", CURRENT.flannel, "--calico", OLDEST.calico]


def refused(*arguments: str) -> str:
    """What is wrong with the command."""
    with pytest.raises(ProblemsError) as caught:
        main(arguments)
    return str(caught.value)


def about(folder: Path) -> str:
    """The Chart.yaml of a chart."""
    return (folder / "Chart.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_line_is_built_by_its_version(line: ReleaseLine, tmp_path: Path) -> None:
    assert main(["build", "--line", line.version, "--output", str(tmp_path / "cni")]) == CLEAN
    made = about(tmp_path / "cni")
    assert f"\nversion: {line.version}\n" in made
    assert f'\nkubeVersion: "{line.kubernetes}"\n' in made
    assert f"cni/calico: {line.calico}" in made


def test_an_unlisted_pair_is_built_without_a_range_of_kubernetes_versions(tmp_path: Path) -> None:
    assert main(["build", *UNLISTED, "--output", str(tmp_path / "cni")]) == CLEAN
    assert "\nversion: 0.0.0\n" in about(tmp_path / "cni")
    assert "kubeVersion" not in about(tmp_path / "cni")


@pytest.mark.parametrize("chosen", [["--line", OLDEST.version], UNLISTED], ids=["another line", "an unlisted pair"])
@pytest.mark.parametrize("more", [[], ["--check"]], ids=["to write", "to compare"])
def test_the_chart_of_the_current_line_is_not_replaced(chosen: list[str], more: list[str]) -> None:
    before = about(CHART)
    assert refused("build", *chosen, *more).startswith(
        f"{CHART}: expected line {CURRENT.version} in it, found flannel "
    )
    assert about(CHART) == before


@pytest.mark.parametrize("command", ["build", "explain", "check"])
def test_a_line_that_is_not_listed_is_refused(command: str) -> None:
    assert refused(command, "--line", "9.9.9").startswith("line 9.9.9: expected one of the chart versions 0.1.0, ")


def test_a_line_and_a_release_are_not_named_together() -> None:
    assert refused("build", "--line", OLDEST.version, "--calico", "v3.0.0") == (
        "--line: expected no --flannel or --calico beside it, found one; leave one out"
    )


def test_the_committed_chart_is_the_current_line() -> None:
    assert main(["build", "--check"]) == CLEAN


def test_the_plan_of_a_line_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--line", OLDEST.version]) == CLEAN
    assert capsys.readouterr().out.startswith(f"flannel {OLDEST.flannel} and calico {OLDEST.calico}\n")


def test_the_lines_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lines", "--json"]) == CLEAN
    assert [row["version"] for row in json.loads(capsys.readouterr().out)] == [line.version for line in read_lines()]
    assert main(["lines"]) == CLEAN
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(read_lines())


def test_a_line_that_lost_an_object_is_found(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def without_service(line: ReleaseLine, upstream: Path | None = None) -> Build:
        made = build(line, upstream)
        files = {name: text for name, text in made.chart.files.items() if "typha/service" not in name}
        return replace(made, chart=replace(made.chart, files=files))

    monkeypatch.setattr(cli, "build", without_service)
    assert main(["check", "--line", OLDEST.version]) == FINDINGS
    assert f"{OLDEST.version} parity: calico-typha > Service/calico-typha: missing" in capsys.readouterr().out


@pytest.mark.parametrize("before", [None, (), ("build", "--line", OLDEST.version)], ids=["none", "empty", "ours"])
def test_a_chart_is_written(before: Sequence[str] | None, tmp_path: Path) -> None:
    folder = tmp_path / "cni"
    if before:
        assert main([*before, "--output", str(folder)]) == CLEAN
    elif before is not None:
        folder.mkdir()
    assert main(["build", "--output", str(folder)]) == CLEAN
    assert f"\nversion: {CURRENT.version}\n" in about(folder)
    assert main(["build", "--check", "--output", str(folder)]) == CLEAN


@pytest.mark.parametrize("option", ["--flannel", "--calico", "--line"])
@pytest.mark.parametrize("command", ["build", "explain", "check"])
def test_an_empty_release_is_not_the_current_one(command: str, option: str) -> None:
    assert ": expected " in refused(command, option, "")


def test_all_lines_are_not_named_with_a_release() -> None:
    assert refused("check", "--all-lines", "--calico", "v3.0.0") == (
        "--all-lines: expected no release beside it, found one; leave one out"
    )


def test_one_byte_of_a_template_makes_the_chart_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["build", "--output", str(tmp_path / "cni")])
    path = tmp_path / "cni" / "templates" / "calico" / "node" / "daemonset.yaml"
    path.write_bytes(path.read_bytes().replace(b"hostNetwork: true", b"hostNetwork: trUe"))
    assert main(["build", "--check", "--output", str(tmp_path / "cni")]) == FINDINGS
    assert capsys.readouterr().err == f"{path}: differs; run nox -s generate\n"


@pytest.fixture
def one_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry of one check, which finds something."""
    outcome = Outcome(findings=(Finding(where="here", message="wrong"),), counts={"things": 1})
    monkeypatch.setattr(cli, "subject_of", lambda *_: of())
    monkeypatch.setattr(cli, "staged", lambda *_: nullcontext(Path()))
    results = [Result(line="1.2.3", check="only", outcome=outcome)]
    monkeypatch.setattr(cli, "verify", lambda _, progress: progress.say("only") or results)


@pytest.mark.usefixtures("one_finding")
def test_findings_are_a_status_and_progress_stands_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == FINDINGS
    said = capsys.readouterr()
    assert said.out == "1.2.3 only: here: wrong\n1.2.3  only  1 findings  things 1\n1 findings\n"
    assert said.err == "only\n"


@pytest.mark.usefixtures("one_finding")
def test_json_is_all_that_standard_output_holds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json"]) == FINDINGS
    assert json.loads(capsys.readouterr().out) == {
        "findings": [{"line": "1.2.3", "check": "only", "where": "here", "message": "wrong"}],
        "checks": {"only": {"things": 1}},
        "lines": {"1.2.3": {"only": {"things": 1}}},
    }


@pytest.mark.usefixtures("one_finding")
def test_an_unlisted_pair_is_proven_as_the_current_line_is_and_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *UNLISTED]) == FINDINGS
    versions = ", ".join(CURRENT.validated)
    assert capsys.readouterr().err == (
        f"flannel {CURRENT.flannel} with Calico {OLDEST.calico} is not in the table of lines: "
        f"proven for Kubernetes {versions}, as line {CURRENT.version} is\nonly\n"
    )


@pytest.mark.usefixtures("one_finding")
def test_an_update_ends_with_the_checks(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(cli, "update", lambda wanted, _: [read_snapshot(one) for one in wanted])
    assert main(["update"]) == FINDINGS
    said = capsys.readouterr()
    assert said.out.splitlines()[:3] == [
        f"flannel {CURRENT.flannel}: upstream/flannel/{CURRENT.flannel} written",
        f"calico {CURRENT.calico}: upstream/calico/{CURRENT.calico} written",
        "1.2.3 only: here: wrong",
    ]
    assert f"calico {CURRENT.calico}: left as they are: the images beside its own, docker.io/flannel/" in said.err


def test_a_raw_release_is_proven(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = upstream.write(upstream.current(), tmp_path)
    assert main(["check", "--upstream", str(raw), "--json"]) == CLEAN
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert checks["parity"]["variants"] == len(FEATURES.variants)
    assert set(checks) == {label for label, _ in CHECKS}


def test_a_raw_release_that_is_rendered_otherwise_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def with_other_port(line: ReleaseLine, folder: Path | None = None) -> Build:
        made = build(line, folder)
        name = "templates/calico/typha/service.yaml"
        files = {**made.chart.files, name: made.chart.files[name].replace("5473", "5474")}
        return replace(made, chart=replace(made.chart, files=files))

    monkeypatch.setattr(cli, "build", with_other_port)
    raw = upstream.write(upstream.current(), tmp_path)
    assert main(["check", "--upstream", str(raw)]) == FINDINGS
    assert "parity: calico-typha > Service/calico-typha: spec.ports[0].port: expected 5473" in capsys.readouterr().out
