"""Runs of the data path's cases leave nothing, however they end."""

import os
import sys
from pathlib import Path

import pytest
from msgspec import json

from generator.base.process import run
from tests.datapath.aftermath import WAYS
from tests.datapath.isolation import apart
from tests.paths import ROOT

pytestmark = pytest.mark.cluster

_CASE = "flannel documentation vxlan"
_FAILING = ("--canaries", "canary, a capability less")


def _aftermath(folder: Path, way: str, *arguments: str) -> tuple[object, str]:
    """Return a run's status with what it has left, and what it has printed."""
    (folder / "tmp").mkdir()
    env = {**os.environ, "TMPDIR": str(folder / "tmp"), "SAID": str(folder / "said")}
    program = (sys.executable, "-m", "tests.datapath.aftermath", way, *arguments)
    done = run(apart(*program, as_user=False), env=env, cwd=ROOT, timeout=300)
    assert not done.status, done.stderr
    return json.decode(done.stdout), (folder / "said").read_text(encoding="utf-8")


def test_a_run_that_succeeds_leaves_nothing(tmp_path: Path) -> None:
    found, said = _aftermath(tmp_path, "", _CASE)
    assert found == {"status": 0, "left": {}}
    assert f"{_CASE}: works\n" in said


def test_a_case_that_fails_leaves_nothing(tmp_path: Path) -> None:
    found, said = _aftermath(tmp_path, "", *_FAILING)
    assert found == {"status": 0, "left": {}}
    assert "expected it to run, found its end" in said


@pytest.mark.parametrize(("way", "status"), [("interrupted", 130), ("asked to end", 130), ("killed", -9)])
def test_a_run_leaves_nothing_when_it_is(tmp_path: Path, way: str, status: int) -> None:
    assert way in WAYS
    assert _aftermath(tmp_path, way, _CASE) == ({"status": status, "left": {}}, "")
