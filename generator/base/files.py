"""Writes a tree of files in one step, or tells where it differs from what is on disk."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE_MODE = 0o644
_FOLDER_MODE = 0o755


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """One file that is not as it should be, and how: missing, not generated, or different."""

    path: Path
    how: str

    def __str__(self) -> str:
        return f"{self.path}: {self.how}"


def _files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() or path.is_symlink()}


def diff_tree(root: Path, files: Mapping[str, str]) -> Iterator[FileDifference]:
    """A difference for each file that is missing, unexpected or different below the root, in path order."""
    found = _files(root) if root.is_dir() else set()
    for name in sorted({*files, *found}):
        if name not in found:
            yield FileDifference(path=root / name, how="missing")
        elif name not in files:
            yield FileDifference(path=root / name, how="not generated")
        elif (root / name).is_symlink() or (root / name).read_bytes() != files[name].encode("utf-8"):
            yield FileDifference(path=root / name, how="differs")


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    folder.chmod(_FOLDER_MODE)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        path.chmod(_FILE_MODE)
    for path in folder.rglob("*"):
        if path.is_dir():
            path.chmod(_FOLDER_MODE)


def write_tree(root: Path, files: Mapping[str, str]) -> None:
    """Make the folder hold exactly these files: written beside it, then put in its place, so that it is never half."""
    root.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{root.name}.", dir=root.parent))
    try:
        (beside / "new").mkdir()
        _fill(beside / "new", files)
        if root.exists():
            root.replace(beside / "old")
        try:
            (beside / "new").replace(root)
        except OSError:
            if (beside / "old").exists():
                (beside / "old").replace(root)
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)
