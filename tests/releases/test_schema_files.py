"""The committed schemas are what the program makes today, and refreshing leaves nothing else behind."""

from pathlib import Path

from generator.releases.lines import choose_line
from generator.releases.schema_files import refresh_schemas, schema_files
from generator.releases.snapshot import SNAPSHOT
from tests.paths import ROOT

_CRDS = SNAPSHOT / "calico" / choose_line(None, None).calico / "crds.yaml"


def _read(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_the_committed_schemas_are_what_is_made_today() -> None:
    assert _read(ROOT / "schemas") == schema_files(_CRDS)


def test_refreshing_removes_what_is_stale(tmp_path: Path) -> None:
    stale = tmp_path / "schemas" / "kubernetes" / "v1.2.3" / "pod-v1.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}\n", encoding="utf-8")
    refresh_schemas(tmp_path, _CRDS)
    assert _read(tmp_path) == {f"schemas/{name}": text for name, text in _read(ROOT / "schemas").items()}
