"""The command line builds, explains and checks the line that it is told, and never puts one in another's place."""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator import cli
from generator.__main__ import exit_status
from generator.base.errors import ProblemsError
from generator.base.findings import Finding, Outcome, Result
from generator.base.process import run
from generator.base.statuses import CLEAN, FINDINGS
from generator.base.version import VERSION
from generator.chart.build import Build
from generator.cli import main
from generator.commands import check, checkout, try_
from generator.pipeline import build
from generator.releases.lines import ReleaseLine, read_lines
from generator.tools import gobuild
from generator.tools.tool_table import TOOLS, USUAL
from tests.paths import CHART, ROOT
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
        "--line: expected no release beside it, found one; leave out --flannel and --calico, the line names both"
    )


STATUSES = {
    "a line that is not listed": (["explain", "--line", "9.9.9"], 2),
    "a release that is none": (["explain", "--calico", "3.32.1"], 2),
    "a line and a release": (["explain", "--line", OLDEST.version, "--flannel", "v0.28.9"], 2),
    "a release that was not taken in": (["explain", "--calico", "v3.0.0"], 1),
    "the table of lines": (["lines"], 0),
}


@pytest.mark.parametrize(("arguments", "status"), STATUSES.values(), ids=STATUSES)
def test_a_command_ends_with_the_status_that_its_help_names(
    arguments: list[str], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["cni-chart", *arguments])
    assert exit_status() == status
    assert "Traceback" not in capsys.readouterr().err


UNUSABLE = {
    "a full device": ("explain > /dev/full", "standard output or another stream: expected one that can be used, "),
    "a closed standard output": ("explain >&-", ""),
    "closed streams": ("explain --line 9.9.9 >&- 2>&-", ""),
    "a cache that is a file": ("tools kubeconform", "expected "),
    "a folder that is none": ("build --output /dev/null/x", "/dev/null/x: expected a folder that can be written, "),
    "a file system that takes no files": ("build --output /proc/x", "/proc/x: expected a folder that can be written, "),
}


@pytest.mark.parametrize(("command", "said"), UNUSABLE.values(), ids=UNUSABLE)
def test_what_cannot_be_used_is_said_without_a_traceback(command: str, said: str) -> None:
    environment = {**os.environ, "CNI_TOOLS_CACHE": "/dev/null"}
    output = run(["/bin/sh", "-c", f"{sys.executable} -m generator {command}"], cwd=ROOT, env=environment)
    assert "Traceback" not in output.stderr
    assert said in output.stderr
    assert output.status == 1 or not said


def test_the_help_of_each_command_names_its_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    for name, *_ in cli.COMMANDS:
        with pytest.raises(SystemExit):
            main([name, "-h"])
        assert "Exit status: 0 clean" in capsys.readouterr().out, name


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
    def without_service(line: ReleaseLine) -> Build:
        made = build(line)
        files = {name: text for name, text in made.chart.files.items() if "typha/service" not in name}
        return replace(made, chart=replace(made.chart, files=files))

    monkeypatch.setattr(check, "build", without_service)
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
        "--all-lines: expected no release beside it, found one; leave out --line, --flannel, --calico and --upstream"
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [("home", "something else"), ("home/file", "a file")],
    ids=["a folder with other files", "a file"],
)
def test_other_files_are_not_lost(name: str, found: str, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "file").write_text("precious", encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        main(["build", "--output", str(tmp_path / name)])
    assert str(caught.value) == (
        f"{tmp_path / name}: expected a chart that this generator made, an empty folder or none, found {found}; "
        "name another folder, the chart takes its whole place"
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
    monkeypatch.setattr(check, "subject_of", lambda *_: of())
    monkeypatch.setattr(check, "staged", lambda *_: nullcontext(Path()))
    results = [Result(line="1.2.3", check="only", outcome=outcome)]
    monkeypatch.setattr(check, "verify", lambda _, progress: progress.say("only") or results)


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


def test_the_help_of_the_tools_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tools", "-h"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert not set("{}[]") & set(said.replace("[-h] [NAME ...]", ""))
    assert all(name in " ".join(said.split()) for name in TOOLS)


def test_a_tool_that_is_not_there_is_an_error_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["tools", "helm4", "kubectl"])
    assert ended.value.code == 2
    assert f"error: argument NAME: 'kubectl' is none of {', '.join(TOOLS)}\n" in capsys.readouterr().err


def test_all_tools_are_built_where_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[list[str]] = []
    monkeypatch.setattr(gobuild, "build_tools", lambda names, **_: built.append([*names]))
    assert main(["tools"]) == CLEAN
    assert main(["tools", "etcd", "helm3"]) == CLEAN
    assert built == [[*USUAL], ["etcd", "helm3"]]


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"cni-chart {VERSION}\n")


@pytest.mark.parametrize("installed", [False, True], ids=["in a checkout", "as an installed package"])
def test_a_trial_has_a_chart(installed: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tried: list[Path] = []

    def note(chart: Path, values: list[Path], **_: object) -> None:
        assert (about(chart), values) == (about(CHART), [Path("a.yaml")])
        tried.append(chart)

    if installed:
        monkeypatch.setattr(checkout, "SCHEMAS", tmp_path / "schemas")
    monkeypatch.setattr(try_, "run_trial", note)
    assert main(["try", "-f", "a.yaml"]) == CLEAN
    assert ([chart == CHART for chart in tried], [chart.exists() for chart in tried]) == (
        [not installed],
        [not installed],
    )


def test_a_build_that_fails_gives_back_what_a_killed_one_had_moved(tmp_path: Path) -> None:
    old = tmp_path / ".cni.writing-x" / "old"
    old.mkdir(parents=True)
    (old / "Chart.yaml").write_text("old\n", encoding="utf-8")
    with pytest.raises(ProblemsError):
        main(["build", "--upstream", str(tmp_path / "none"), "--output", str(tmp_path / "cni")])
    assert (tmp_path / "cni" / "Chart.yaml").read_text(encoding="utf-8") == "old\n"
