"""A call imports what it needs: help, the table of lines and wrong usage answer before anything large is there."""

import sys

import pytest

from generator.base.process import run
from tests.paths import ROOT

LARGE = frozenset(
    {"jinja2", "jsonschema", "rich", "urllib3", "generator.pipeline", "generator.settings", "generator.rows"}
)
READING = frozenset({"yaml", "msgspec"})
BESIDE = frozenset({"jsonschema", "rich", "urllib3", "generator.drift", "generator.report.upgrading"})

CODE = """
import sys
from contextlib import suppress
from generator.cli import main
with suppress(SystemExit):
    main(sys.argv[1:])
sys.stderr.write(" ".join(sys.modules))
"""

UNNEEDED: dict[str, frozenset[str]] = {
    "lines": LARGE,
    "lines --json": LARGE,
    "--help": LARGE,
    "lines --help": LARGE,
    "--version": LARGE | READING,
    "": LARGE | READING,
    "x": LARGE | READING,
    "tools kubectl": LARGE - {"rich"},
    "build --output {folder}/cni": BESIDE,
}


def imported(*arguments: str) -> set[str]:
    """The modules that a call of the program ends with."""
    output = run([sys.executable, "-c", CODE, *arguments], cwd=ROOT)
    assert not output.status
    return {*output.stderr.rpartition("\n")[2].split()}


@pytest.mark.parametrize(("call", "unneeded"), UNNEEDED.items(), ids=UNNEEDED.keys())
def test_a_call_does_not_import(call: str, unneeded: frozenset[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("made")
    assert imported(*call.format(folder=folder).split()) & unneeded == set()


def test_what_is_imported_is_seen() -> None:
    assert {"jinja2", "yaml", "msgspec", "generator.pipeline", "generator.settings", "generator.rows"} <= imported(
        "explain"
    )
