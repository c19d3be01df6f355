"""Options that are empty are wrong usage, and help comes whatever else is broken, or says that it cannot."""

import os
import sys
from pathlib import Path

import pytest

from generator.__main__ import exit_status
from generator.base.errors import ProblemsError
from generator.base.process import Output, run
from generator.base.version import VERSION
from generator.releases import lines
from tests.paths import ROOT


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit status of the program."""
    monkeypatch.setattr("sys.argv", ["cni-chart", *arguments])
    return exit_status()


def in_shell(command: str, **environment: str) -> Output:
    """What the program says and ends with when a shell directs its output."""
    command = f"{sys.executable} -m generator {command}"
    return run(["/bin/sh", "-c", command], cwd=ROOT, env={**os.environ, **environment})


EMPTY = {
    ("build", "--line"): "a chart version that `lines` prints",
    ("build", "--flannel"): "a release such as v0.28.9",
    ("build", "--upstream"): "a folder",
    ("build", "--output"): "a folder",
    ("check", "--calico"): "a release such as v3.32.1",
    ("update", "--flannel"): "a release such as v0.28.9",
    ("update", "--from"): "a folder or an https url",
    ("schemas", "--wheels"): "a folder",
    ("try", "--values"): "a file",
}


@pytest.mark.parametrize(("command", "expected"), EMPTY.items(), ids=map(" ".join, EMPTY))
def test_an_option_that_is_empty_is_wrong_usage(
    command: tuple[str, str], expected: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, *command, "") == 2
    said = f"{command[1]}: expected {expected}, found an empty text; give one, or leave the option out\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("option", ["--flannel", "--calico"])
def test_an_update_to_what_is_no_release_is_wrong_usage(option: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ended(monkeypatch, "update", option, "banana") == 2


UNPRINTED = {
    "help": ("-h > /dev/full", 1),
    "help of a command": ("build -h > /dev/full", 1),
    "the version": ("--version > /dev/full", 1),
    "a table": ("lines > /dev/full", 1),
    "wrong usage": ("build --line 9 2> /dev/full", 2),
    "a command that there is not": ("x 2> /dev/full", 2),
    "a problem": ("build --calico v3.0.0 --output /dev/null/x 2> /dev/full", 1),
}


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(("command", "status"), UNPRINTED.values(), ids=UNPRINTED)
def test_what_cannot_be_printed_is_said_where_it_can_be(command: str, status: int, unbuffered: str) -> None:
    output = in_shell(command, PYTHONUNBUFFERED=unbuffered)
    assert output.status == status
    full = "standard output or another stream: expected one that can be used, found No space left on device\n"
    assert output.stderr == ("" if "2>" in command else full)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--version",), f"cni-chart {VERSION}\n"),
        (("-h",), "lines.yaml: expected a list of lines"),
        (("build", "-h"), "Exit status: 0 clean"),
        (("tools", "-h"), "helm4"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, tuple) else "",
)
def test_help_needs_no_table_of_lines(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "lines.yaml").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(lines.read_lines, "__defaults__", (tmp_path / "lines.yaml",))
    with pytest.raises(ProblemsError):
        lines.read_lines()
    assert ended(monkeypatch, *arguments) == 0
    assert said in " ".join(capsys.readouterr().out.split()) + "\n"
