"""Several trees take their places together, and one in which something is mounted takes none."""

import errno
import os
from pathlib import Path

import pytest

from generator.base import exchange, mounts
from generator.base.errors import ProblemsError
from generator.base.files import write_tree, write_trees

FILES = {"Chart.yaml": "name: cni\n"}
OLD = {"Chart.yaml": "old\n", "gone/x.yaml": "x\n"}


def read(folder: Path) -> dict[str, str]:
    """Every file below the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in files}


def refuse_second(path: Path, root: Path) -> None:
    """Put a folder in its place, but not the second one."""
    if root.parent.name == "b":
        raise OSError(errno.ENOSPC, "no space left")
    exchange_folders(path, root)


exchange_folders = exchange.put_in_place


@pytest.mark.parametrize("before", [OLD, None], ids=["one before", "none before"])
@pytest.mark.parametrize("exchanges", [True, False], ids=["in one step", "in two steps"])
@pytest.mark.parametrize("staged", [True, False], ids=["while they are put in place", "while they are written"])
def test_several_trees_are_written_or_none(
    before: dict[str, str] | None, exchanges: bool, staged: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab" if before else "":
        write_tree(tmp_path / name / "cni", OLD)
    was = read(tmp_path)
    if not exchanges:
        monkeypatch.setattr(exchange, "_exchanged", lambda *_: False)
    if staged:
        monkeypatch.setattr(exchange, "put_in_place", refuse_second)
    with pytest.raises(ProblemsError, match=r"/b/cni: expected a folder that can be written, found "):
        write_trees({tmp_path / "a" / "cni": FILES, tmp_path / "b" / "cni": FILES if staged else {"x" * 300: ""}})
    assert read(tmp_path) == was
    folders = [path.relative_to(tmp_path).as_posix() for path in [*tmp_path.glob("*"), *tmp_path.glob("*/*")]]
    assert sorted(folders) == (["a", "a/cni", "b", "b/cni"] if before else [])


@pytest.mark.parametrize("table", [True, False], ids=["as the kernel lists it", "as the folder shows it"])
def test_a_folder_with_a_mount_in_it_stays_as_it_is(
    table: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "my cni"
    write_tree(root, OLD)
    if table:
        (tmp_path / "mountinfo").write_text(f"1 2 0:1 / {tmp_path}/my\\040cni/gone rw - tmpfs tmpfs rw\n", "utf-8")
    monkeypatch.setattr(mounts, "_TABLE", tmp_path / "mountinfo")
    monkeypatch.setattr(os.path, "ismount", lambda path: str(path).endswith("gone"))
    with pytest.raises(ProblemsError) as caught:
        write_tree(root, FILES)
    assert str(caught.value) == (
        f"{root}: expected a folder that can be replaced, found {root}/gone mounted in it; unmount that first"
    )
    assert read(root) == OLD
    assert not [path for path in tmp_path.iterdir() if "writing" in path.name]
