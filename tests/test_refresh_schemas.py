"""The committed schemas are what the program makes today, and refreshing leaves nothing else behind."""

from pathlib import Path

import pytest

from generator.refresh_schemas import refresh_schemas, replace_folder, schema_files

_ROOT = Path(__file__).parents[1]
_CRDS = _ROOT / "generator" / "upstream" / "calico" / "v3.32.1" / "crds.yaml"


def _read(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def test_the_committed_schemas_are_what_is_made_today() -> None:
    assert _read(_ROOT / "schemas") == schema_files(_CRDS)


def test_refreshing_removes_what_is_stale(tmp_path: Path) -> None:
    stale = tmp_path / "schemas" / "kubernetes" / "v1.2.3" / "pod-v1.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}\n", encoding="utf-8")
    refresh_schemas(tmp_path, _CRDS)
    assert _read(tmp_path) == {f"schemas/{name}": text for name, text in _read(_ROOT / "schemas").items()}


def test_a_failure_while_writing_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "schemas"
    replace_folder(folder, {"a": "old"})
    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        replace_folder(folder, {"a": "new", "a/b": "impossible"})
    assert _read(tmp_path) == {"schemas/a": "old"}


def test_a_failure_while_swapping_leaves_the_folder_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "schemas"
    replace_folder(folder, {"a": "old"})
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name.endswith(".fresh"):
            raise OSError("no space")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no space"):
        replace_folder(folder, {"a": "new"})
    assert _read(tmp_path) == {"schemas/a": "old"}
