"""Collecting the tests builds no chart and reads no snapshot: every worker does it before its first test."""

import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT

# Loaded before the tests are, it puts a refusal in the place of what builds and reads.
PLUGIN = """
from generator import pipeline
from generator.releases import snapshot
def refuse(*_, **__):
    raise AssertionError("built while the tests were collected")
for module, names in ((pipeline, ("build", "build_from", "take_in")), (snapshot, ("read_snapshot",))):
    for name in names:
        setattr(module, name, refuse)
"""


def collected(folder: Path, tests: Path) -> subprocess.CompletedProcess[str]:
    """What pytest says when it collects tests with the refusal in place."""
    (folder / "refusing.py").write_text(PLUGIN, encoding="utf-8")
    command = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "refusing", "--rootdir", str(ROOT))
    path = f"{folder}:{ROOT}"
    return subprocess.run(
        [*command, "-c", str(ROOT / "pyproject.toml"), str(tests)],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_collecting_builds_nothing(tmp_path: Path) -> None:
    done = collected(tmp_path, ROOT / "tests")
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_test_that_builds_when_it_is_collected_is_seen(tmp_path: Path) -> None:
    (tmp_path / "test_early.py").write_text("from tests.builds import current\nMADE = current()\n", encoding="utf-8")
    done = collected(tmp_path, tmp_path / "test_early.py")
    assert done.returncode != 0
    assert "built while the tests were collected" in done.stdout
