"""The committed schemas are what the program makes today, and refreshing leaves nothing else behind."""

import os
from pathlib import Path

import pytest

from generator.pipeline import take_in
from generator.releases.lines import read_lines
from generator.releases.schema_files import kinds, kinds_by_version, refresh_schemas, schema_files
from generator.schemas.types import TYPES
from tests.later import Later
from tests.paths import SCHEMAS

LINES = Later(lambda: {line: take_in(line) for line in read_lines()}, read_lines())
CURRENT, *_, OLDEST = LINES


@pytest.fixture
def wheels() -> Path:
    """Where the wheels of Kubernetes schemas are installed; nox says it."""
    folder = os.environ.get("CNI_WHEELS", "")
    if not folder and os.environ.get("CI") == "true":
        pytest.fail("no wheels of Kubernetes schemas, run nox -s tests")
    if not folder:
        pytest.skip("no wheels of Kubernetes schemas, nox -s tests installs them")
    return Path(folder)


def _read(folder: Path) -> dict[str, str]:
    made = (path for name in ("kubernetes", "crds") for path in (folder / name).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in made}


def test_the_committed_schemas_are_what_is_made_today(wheels: Path) -> None:
    assert _read(SCHEMAS) == schema_files(LINES, wheels)


def test_refreshing_removes_what_is_stale_and_leaves_other_schemas_alone(wheels: Path, tmp_path: Path) -> None:
    for name in ("kubernetes/v1.2.3/pod-v1.json", "crds/v0.1.2/a.json", "values/cni.json"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("{}\n", encoding="utf-8")
    refresh_schemas(tmp_path, tmp_path / "types", LINES, wheels)
    assert _read(tmp_path) == _read(SCHEMAS)
    assert (tmp_path / "values" / "cni.json").is_file()
    assert {one.name: one.read_text() for one in (tmp_path / "types").iterdir()} == {
        one.name: one.read_text() for one in TYPES.iterdir()
    }


def test_the_kinds_of_a_line_are_those_of_its_snapshot_and_the_charts_own() -> None:
    assert {("Namespace", "v1"), ("Secret", "v1")} <= kinds(LINES[OLDEST])
    assert ("PodSecurityPolicy", "policy/v1beta1") in kinds(LINES[OLDEST])
    assert ("CustomResourceDefinition", "apiextensions.k8s.io/v1") in kinds(LINES[CURRENT])
    assert not kinds(LINES[CURRENT]) & {("CustomResourceDefinition", "apiextensions.k8s.io/v1beta1")}


def test_a_version_that_several_lines_share_has_the_kinds_of_all() -> None:
    sharing = [line for line in LINES if "1.31.0" in line.validated]
    assert len(sharing) > 1
    assert kinds_by_version(LINES)["1.31.0"] == {kind for line in sharing for kind in kinds(LINES[line])}
