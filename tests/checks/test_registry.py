"""The registry names every check once, by its file and function; the runner runs them all, and adding one is easy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.base.errors import problem
from generator.base.findings import Finding, Outcome
from generator.checks.registry import CHECKS, Check, verify
from generator.checks.subject import Subject
from tests.paths import ROOT
from tests.subjects import messages, of

CHECK_FILES = sorted((ROOT / "generator" / "checks").glob("*.py"))
RECIPE = re.compile(r"^## Add a check$(.*?)^## ", re.MULTILINE | re.DOTALL)


def cannot_judge(_: Subject) -> Outcome:
    """A check that finds no ground to stand on."""
    raise problem("the schemas", expected="a folder", found="none", remedy="make them")


def finds(_: Subject) -> Outcome:
    """A check that finds something."""
    return Outcome(findings=(Finding(where="here", message="wrong"),), counts={"things": 1})


@pytest.mark.parametrize(("label", "check"), CHECKS, ids=[label for label, _ in CHECKS])
def test_label_file_and_function_agree(label: str, check: Check) -> None:
    assert (check.__module__, check.__name__) == (f"generator.checks.{label}", f"check_{label}")


def test_every_check_is_registered_once() -> None:
    written = [path.stem for path in CHECK_FILES if f"\ndef check_{path.stem}(" in path.read_text(encoding="utf-8")]
    assert sorted(label for label, _ in CHECKS) == written


def test_a_check_that_cannot_judge_is_a_finding_and_the_others_still_run() -> None:
    results = list(verify(of(), [("broken", cannot_judge), ("finds", finds)]))
    assert [(result.check, messages(result.outcome)) for result in results] == [
        ("broken", ["the schemas: expected a folder, found none; make them"]),
        ("finds", ["here: wrong"]),
    ]


def recipe_blocks() -> list[str]:
    """The blocks of code in the recipe of CONTRIBUTING: the module, then the registry's difference."""
    recipe = RECIPE.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert recipe
    return [re.sub("^   ", "", block, flags=re.M) for block in re.findall(r"```\w+\n(.*?)```", recipe[1], re.DOTALL)]


def follow_recipe(folder: Path) -> None:
    """A copy of the repository without scenarios beside the variants, in which the recipe was followed."""
    shutil.copytree(ROOT / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("charts", "schemas"):
        (folder / name).symlink_to(ROOT / name)
    module, difference = recipe_blocks()
    (folder / "generator" / "checks" / "registries.py").write_text(module, encoding="utf-8")
    registry = folder / "generator" / "checks" / "registry.py"
    text = registry.read_text(encoding="utf-8")
    for before, added in re.findall(r"^ (.*)\n\+(.*)$", difference, re.MULTILINE):
        assert before in text.splitlines()
        text = text.replace(f"{before}\n", f"{before}\n{added}\n", 1)
    registry.write_text(text, encoding="utf-8")


def test_the_recipe_of_contributing_adds_a_check_that_runs(tmp_path: Path) -> None:
    follow_recipe(tmp_path)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, "-m", "generator", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "0 findings"), done.stdout + done.stderr
    assert re.search(r"^\S+ +registries +ok +images \d+$", done.stdout, re.MULTILINE)
