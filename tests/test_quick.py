"""The quick loop runs what is selected, says what it leaves out, and ends as its commands do."""

import shutil
import subprocess
from pathlib import Path

import pytest

from generator.base.files import write_tree
from tests import quick
from tests.selection import Selection

FILES = {
    "generator/__init__.py": "",
    "generator/base.py": "ONE = 1\n",
    "generator/other.py": "TWO = 2\n",
    "tests/test_base.py": "from generator.base import ONE\n\n\ndef test_one() -> None:\n    assert ONE == 1\n",
    "tests/test_other.py": "from generator.other import TWO\n\n\ndef test_two() -> None:\n    assert TWO == 2\n",
    "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
}


def git(root: Path, *arguments: str) -> None:
    """One command of git's in a checkout, as somebody."""
    program = shutil.which("git") or "git"
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    subprocess.run([program, *who, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout on a branch that left main with a commit of its own."""
    root = tmp_path / "root"
    write_tree(root, FILES)
    git(root, "init", "--initial-branch", "main")
    git(root, "add", ".")
    git(root, "commit", "--message", "One")
    git(root, "switch", "--create", "branch")
    (root / "generator" / "base.py").write_text("ONE = 2 - 1\n", encoding="utf-8")
    git(root, "commit", "--all", "--message", "Two")
    monkeypatch.setattr(quick, "ROOT", root)
    monkeypatch.setattr(quick, "LINT", ())
    monkeypatch.setattr(quick, "TYPES", ("compileall", "-q"))
    return root


@pytest.mark.usefixtures("checkout")
def test_it_runs_the_tests_of_the_branch(capfd: pytest.CaptureFixture[str]) -> None:
    assert quick.main([]) == 0
    said = capfd.readouterr().out
    assert "1 files changed since " in said
    assert "1 test modules, whole or in part:\n  tests/test_base.py\n" in said
    assert "1 passed" in said


def test_it_fails_with_a_test(checkout: Path) -> None:
    (checkout / "generator" / "base.py").write_text("ONE = 3\n", encoding="utf-8")
    assert quick.main([]) == 1


def test_it_fails_with_a_check_of_the_files(checkout: Path) -> None:
    (checkout / "generator" / "new.py").write_text("return 1\n", encoding="utf-8")
    assert quick.main([]) == 1


def test_a_file_that_is_no_python_is_told(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "generator" / "new.py").write_text("def\n", encoding="utf-8")
    assert quick.main([]) == 1
    assert capsys.readouterr().out == "invalid syntax (new.py, line 1)\n"


def test_what_is_not_committed_or_not_tracked_counts(checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (checkout / "generator" / "other.py").write_text("TWO = 1 + 1\n", encoding="utf-8")
    (checkout / "tests" / "test_new.py").write_text("def test_new() -> None:\n    assert True\n", encoding="utf-8")
    assert quick.main(["--since", "HEAD", "--list"]) == 0
    said = capsys.readouterr().out
    assert "2 files changed since " in said
    assert "  tests/test_new.py\n  tests/test_other.py\n" in said
    assert "test_base" not in said


@pytest.mark.usefixtures("checkout")
def test_where_nothing_changed_nothing_runs(capfd: pytest.CaptureFixture[str]) -> None:
    assert quick.main(["--since", "HEAD"]) == 0
    assert capfd.readouterr().out.startswith("nothing has changed since ")


def test_cases_are_asked_for_by_name_and_files_are_linted() -> None:
    selection = Selection(tests=("tests/test_a.py::test_b",), cases=("tests/test_c.py",), keyword="x.y or z")
    assert quick.steps(selection, ["a.py"]) == [
        ("pytest", "-q", "tests/test_a.py::test_b"),
        ("pytest", "-q", "-k", "x.y or z", "tests/test_c.py"),
        ("ruff", "check", "a.py"),
        ("ruff", "format", "--check", "a.py"),
        ("mypy", "a.py"),
    ]


@pytest.mark.usefixtures("checkout")
def test_no_case_of_a_name_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    selection = Selection(cases=("tests/test_base.py",), keyword="nothing")
    monkeypatch.setattr(quick, "select", lambda *_: selection)
    assert quick.main([]) == 0


def test_what_is_left_out_is_told() -> None:
    selection = Selection(
        tests=("a.py", "b.py::c", "b.py::d"), cases=("e.py",), keyword="x", left_out=("2 tests: why",)
    )
    assert quick.told(selection) == (
        "2 test modules, whole or in part:\n  a.py\n  b.py, 2 tests\n"
        "of 1 further modules the cases of x\nleft out: 2 tests: why"
    )
