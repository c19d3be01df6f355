"""The recipe of CONTRIBUTING for a value, followed on a copy of the repository, passes everything derived from rows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT

RECIPE = re.compile(r"^## Add a value$.*?```diff\n(.*?)```", re.MULTILINE | re.DOTALL)
TABLE = "generator/rows/calico.py"
PATH = "calico.disableFelix"
COPIED = ("generator", "charts", "schemas", "tests", "golden")
# What is derived from the row: the values in their files, legal samples that arrive, illegal ones that are refused.
DERIVED = (
    "values/test_values.py",
    "values/test_people_schema.py",
    "settings/test_arrival.py",
    "refusals/test_refusal.py",
)


def recipe() -> tuple[list[str], str]:
    """The lines that the recipe adds, and the text that it adds them before."""
    found = RECIPE.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert found
    lines = found[1].splitlines()
    return [line[1:] for line in lines if line.startswith("+")], "\n".join(line[1:] for line in lines if line[0] == " ")


def follow(folder: Path) -> None:
    """A copy of the repository with the recipe's row."""
    for name in COPIED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    added, context = recipe()
    table = folder / TABLE
    text = table.read_text(encoding="utf-8")
    assert text.count(context) == 1
    table.write_text(text.replace(context, "\n".join([*added, context])), encoding="utf-8")


def run(folder: Path, *command: str) -> str:
    """What a module of Python says in the copy; fails where it fails."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHONPATH"))}
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_value_is_one_row(tmp_path: Path) -> None:
    added, _ = recipe()
    assert len(added) <= 3
    follow(tmp_path)
    run(tmp_path, "generator", "build")
    chart = tmp_path / "charts" / "cni"
    for file in ("values.yaml", "values.schema.json", "VALUES.md"):
        assert "disableFelix" in (chart / file).read_text(encoding="utf-8"), file
    assert "disableFelix" in (tmp_path / "schemas" / "values" / "0.1.0.json").read_text(encoding="utf-8")
    modules = [f"tests/{name}" for name in DERIVED]
    wanted = f"{PATH} or test_values or test_people_schema or (test_samples_arrive_in and canal)"
    said = run(tmp_path, "pytest", "-q", "-p", "no:cacheprovider", "-k", wanted, *modules)
    assert re.search(r"\d+ passed", said)
