"""The wheel holds all that the program needs, and works from any folder without a checkout."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from generator.base.files import diff_tree
from generator.base.version import VERSION
from tests.paths import CHART, ROOT

SOURCES = ("pyproject.toml", "README.md", "LICENSE", "NOTICE")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def run(*command: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command with nothing of ours in its environment."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), **environment}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built offline from a copy of the sources."""
    folder = tmp_path_factory.mktemp("sources")
    for name in SOURCES:
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "generator", folder / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    options = ("--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder / "wheels"))
    built = run(sys.executable, "-m", "pip", "wheel", *options, str(folder), cwd=folder)
    assert built.returncode == 0, built.stderr
    [made] = (folder / "wheels").iterdir()
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed package; its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("installed")
    options = ("--no-deps", "--no-index", "--quiet", "--target", str(folder))
    done = run(sys.executable, "-m", "pip", "install", *options, str(wheel), cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def cni_chart(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The console script, run from another folder."""
    script = str(installed / "bin" / "cni-chart")
    return run(sys.executable, script, *arguments, cwd=cwd, PYTHONPATH=str(installed))


def test_the_wheel_holds_every_file_of_the_program_and_nothing_else(wheel: Path) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*") if path.is_file()}
    expected = {name for name in files if "__pycache__" not in name}
    found = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert found == expected


def test_the_wheel_holds_the_licenses(wheel: Path) -> None:
    names = {Path(name).name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name}
    assert names == {"LICENSE", "NOTICE"}


def test_the_script_and_the_module_tell_the_version(installed: Path, tmp_path: Path) -> None:
    module = run(sys.executable, "-m", "generator", "--version", cwd=tmp_path, PYTHONPATH=str(installed))
    for told in (cni_chart(installed, tmp_path, "--version"), module):
        assert (told.returncode, told.stdout, told.stderr) == (0, f"cni-chart {VERSION}\n", "")


def test_the_script_calls_itself_by_its_name(installed: Path, tmp_path: Path) -> None:
    assert cni_chart(installed, tmp_path, "build", "-h").stdout.startswith("usage: cni-chart build [-h] ")


def test_the_installed_package_builds_the_chart_of_the_repository(installed: Path, tmp_path: Path) -> None:
    done = cni_chart(installed, tmp_path, "build", "--output", "made/cni")
    assert (done.returncode, done.stderr) == (0, "")
    files = {path.relative_to(CHART).as_posix(): path for path in CHART.rglob("*") if path.is_file()}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    assert list(diff_tree(tmp_path / "made" / "cni", texts)) == []


@pytest.mark.parametrize("command", ["explain", "lines"])
def test_the_installed_package_can(command: str, installed: Path, tmp_path: Path) -> None:
    here = run(sys.executable, "-m", "generator", command, cwd=tmp_path, PYTHONPATH=str(ROOT))
    there = cni_chart(installed, tmp_path, command)
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout == here.stdout != ""


@pytest.mark.parametrize(
    ("command", "remedy"),
    [
        pytest.param("build", "name an --output", id="build"),
        pytest.param("build --check", "name an --output", id="build --check"),
        pytest.param("check", "run it in a checkout of the repository", id="check"),
        pytest.param("update", "run it in a checkout of the repository", id="update"),
        pytest.param("schemas --wheels .", "run it in a checkout of the repository", id="schemas"),
    ],
)
def test_what_needs_a_checkout_says_so(command: str, remedy: str, installed: Path, tmp_path: Path) -> None:
    done = cni_chart(installed, tmp_path, *command.split())
    name = command.partition(" ")[0]
    message = f"{name}: expected a checkout of the repository, found the installed package; {remedy}\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_names_versions_and_hashes_and_no_place(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rows = text.replace("\\\n", " ").splitlines()
    assert [
        row for row in rows if not re.match(r"[a-z0-9-]+==\S+ +(?:; .+ )?(?: *--hash=sha256:[0-9a-f]{64})+$", row)
    ] == []
    assert not re.search(r"://|@|--index|--find-links", text)


def wanted(lock: str) -> list[Requirement]:
    """What pyproject.toml asks of a lock."""
    groups = PROJECT["dependency-groups"]
    program = PROJECT["project"]["dependencies"] if lock in {"program", "tests", "types"} else []
    named = [groups[name] for name in {"types": ("types", "tests"), "program": ()}.get(lock, (lock,))]
    return [Requirement(text) for text in [*program, *(text for group in named for text in group)]]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_what_the_project_asks_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))
    missing = [
        str(one)
        for one in wanted(path.stem)
        if not one.specifier.contains(found.get(one.name.lower().replace("_", "-"), "0"))
    ]
    assert missing == [], "run nox -s lock"


def test_every_group_has_its_lock() -> None:
    assert {path.stem for path in LOCKS} == {*PROJECT["dependency-groups"], "program"}
    assert {path.stem for path in LOCKS} == {*PROJECT["tool"]["cni-chart"]["locks"]}
