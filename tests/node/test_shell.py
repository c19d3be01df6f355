"""The scripts of the node bundle are clean POSIX shell, say what they do, and are fit to be run."""

import os
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.programs import program
from tests.shell_scripts import CLEANUP, INSTALLER, SCRIPTS, patched

SHELLCHECK = str(Path(sysconfig.get_path("scripts")) / "shellcheck")

SCRIPT = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)


def shellcheck(script: Path) -> str:
    """What shellcheck finds, style included."""
    options = ("--norc", "--shell=sh", "--severity=style", "--format=gcc")
    return subprocess.run([SHELLCHECK, *options, str(script)], capture_output=True, text=True, check=False).stdout


@SCRIPT
def test_shellcheck_finds_nothing(script: Path) -> None:
    assert shellcheck(script) == ""


@pytest.mark.parametrize(
    ("script", "old", "new", "finding"),
    [
        pytest.param(INSTALLER, 'rm -rf -- "$stage"', "rm -rf -- $stage", "SC2086", id="a variable without quotes"),
        pytest.param(CLEANUP, "failed=false\n", "declare failed=false\n", "SC3044", id="a word that only bash knows"),
        pytest.param(CLEANUP, "count=0\n", "count=0\nunused=1\n", "SC2034", id="a variable that nobody reads"),
    ],
)
def test_shellcheck_finds(script: Path, old: str, new: str, finding: str, tmp_path: Path) -> None:
    assert f"[{finding}]" in shellcheck(patched(script, old, new, tmp_path))


@SCRIPT
@pytest.mark.parametrize("shell", ["dash", "busybox sh"])
def test_a_small_shell_reads_it(shell: str, script: Path) -> None:
    first, *others = shell.split()
    assert subprocess.run([program(first), *others, "-n", str(script)], check=False).returncode == 0


@SCRIPT
def test_it_can_be_run(script: Path) -> None:
    assert script.read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert os.access(script, os.X_OK)


@SCRIPT
def test_its_help_names_every_option_and_exit_status(script: Path) -> None:
    done = subprocess.run([script, "-h"], capture_output=True, text=True, check=False)
    text = script.read_text(encoding="utf-8")
    _, _, loop = text.partition("\nwhile [ $# -gt 0 ]; do\n")
    loop, _, _ = loop.partition("\ndone\n")
    options = {word for word in loop.replace("|", " ").replace(")", " ").split() if word.startswith("--")}
    assert (done.returncode, done.stderr) == (0, "")
    assert len(options) > 4
    assert [each for each in sorted(options) if f" {each}" not in done.stdout] == []
    assert all(f" {status} " in done.stdout.partition("Exit status:")[2] for status in (0, 1, 2))
    assert max(map(len, done.stdout.splitlines())) <= 120
