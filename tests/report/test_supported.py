"""The supported versions are said the same by the table of tools, the lines, `--help`, the project and the README."""

import re
import tomllib

import pytest
from msgspec.structs import replace

from generator.cli import main
from generator.releases.lines import read_lines
from generator.report.supported import supported
from tests.paths import ROOT

CURRENT = read_lines()[0]


def words(text: str) -> str:
    """The text with single spaces, however its lines are broken."""
    return " ".join(text.split())


def test_the_supported_versions_are_said() -> None:
    assert supported(CURRENT) == (
        "The chart needs Kubernetes 1.31 or newer (API servers 1.34.4 and 1.37.2 prove it) and helm 4.3 or newer, or "
        "helm 3 from 3.21 on, which ends in February 2027. This program runs on Python 3.11, 3.12 or 3.13."
    )


def test_a_range_with_an_end_is_said() -> None:
    assert "needs Kubernetes 1.16 or newer, below 1.22 (" in supported(
        replace(CURRENT, kubernetes=">=1.16.0-0 <1.22.0-0")
    )


def test_the_readme_says_the_same() -> None:
    assert supported(CURRENT) in words((ROOT / "README.md").read_text(encoding="utf-8"))


def test_help_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert supported(CURRENT) in words(capsys.readouterr().out)


def test_the_project_needs_the_oldest_python_that_is_said() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    sessions = (ROOT / "noxfile.py").read_text(encoding="utf-8")
    listed = re.findall(r"3\.\d+", supported(CURRENT).rpartition("Python")[2])
    assert project["requires-python"] == f">={listed[0]}"
    quoted = ", ".join(f'"{version}"' for version in listed)
    assert f"PYTHONS = ({quoted})\n" in sessions


def test_the_readme_has_exactly_two_commands() -> None:
    blocks = re.findall(
        r"^```\w*\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    assert [block for block in blocks if ".venv/bin/" in block] == [
        "python3 -m venv .venv && .venv/bin/python -m pip install nox && .venv/bin/nox -s generate try\n",
        ".venv/bin/nox\n",
    ]
