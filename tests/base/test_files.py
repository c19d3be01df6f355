"""A tree of files is written whole or not at all, and differences to it are named."""

import errno
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base import exchange
from generator.base.errors import ProblemsError
from generator.base.files import diff_tree, read_text, write_tree
from tests.paths import ROOT

FILES = {"Chart.yaml": "name: cni\n", "templates/calico/node/a.yaml": "é\n", "templates/b.yaml": ""}
OLD = {"Chart.yaml": "old\n", "gone/x.yaml": "x\n"}


def read(folder: Path) -> dict[str, str]:
    """Every file below the folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8") for path in files}


@pytest.fixture(name="umask", params=[0o000, 0o022, 0o077], ids=["umask 000", "umask 022", "umask 077"])
def _umask(request: pytest.FixtureRequest) -> Iterator[int]:
    """A umask of the user's."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def shown(root: Path) -> list[str]:
    """What differs in a folder, in words."""
    return [f"{path}: {how}" for path, how in diff_tree(root, FILES)]


def test_a_tree_is_written(tmp_path: Path) -> None:
    write_tree(tmp_path / "deep" / "cni", FILES)
    assert read(tmp_path) == {f"deep/cni/{name}": text for name, text in FILES.items()}


def test_a_tree_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("stays", encoding="utf-8")
    write_tree(tmp_path / "cni", OLD)
    write_tree(tmp_path / "cni", FILES)
    assert read(tmp_path) == {"other": "stays", **{f"cni/{name}": text for name, text in FILES.items()}}
    assert not (tmp_path / "cni" / "gone").exists()


def test_the_modes_do_not_depend_on_the_umask(umask: int, tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", FILES)
    modes = {path.stat().st_mode & 0o777 for path in (tmp_path / "cni").rglob("*") if path.is_file()}
    folders = {
        path.stat().st_mode & 0o777 for path in [tmp_path / "cni", *(tmp_path / "cni").rglob("*")] if path.is_dir()
    }
    assert (modes, folders) == ({0o644}, {0o755}), umask


@pytest.mark.parametrize(
    ("files", "error"),
    [
        pytest.param({**FILES, "Chart.yaml/x": ""}, ProblemsError, id="a file in the place of a folder"),
        pytest.param({**FILES, "z.yaml": "\ud800"}, UnicodeEncodeError, id="a text that is no UTF-8"),
        pytest.param({**FILES, "x" * 300: ""}, ProblemsError, id="a name too long"),
    ],
)
def test_nothing_is_half_written(files: dict[str, str], error: type[Exception], tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", OLD)
    with pytest.raises(error):
        write_tree(tmp_path / "cni", files)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in OLD.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


@pytest.fixture
def no_exchange(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kernel or a file system that cannot exchange two folders."""
    monkeypatch.setattr(exchange, "_exchanged", lambda *_: False)


@pytest.mark.usefixtures("no_exchange")
def test_without_an_exchange_the_new_tree_takes_the_place_as_well(tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", OLD)
    write_tree(tmp_path / "cni", FILES)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in FILES.items()}


@pytest.mark.usefixtures("no_exchange")
def test_the_old_tree_comes_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path / "cni", OLD)
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError(errno.ENOSPC, "no space left")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(
        ProblemsError, match=r"cni: expected a folder that can be written, found no space left; make room there$"
    ):
        write_tree(tmp_path / "cni", FILES)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in OLD.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


def test_a_written_tree_does_not_differ(tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", FILES)
    assert list(diff_tree(tmp_path / "cni", FILES)) == []


def test_a_missing_folder_differs_in_every_file(tmp_path: Path) -> None:
    root = tmp_path / "cni"
    assert shown(root) == [f"{root / name}: missing" for name in sorted(FILES)]


def test_differences_are_named(tmp_path: Path) -> None:
    root = tmp_path / "cni"
    write_tree(root, FILES)
    (root / "Chart.yaml").write_bytes(b"name: cni\r\n")
    (root / "templates" / "b.yaml").unlink()
    (root / "templates" / "b.yaml~").write_text("", encoding="utf-8")
    assert shown(root) == [
        f"{root}/Chart.yaml: differs",
        f"{root}/templates/b.yaml: missing",
        f"{root}/templates/b.yaml~: not generated",
    ]


def test_empty_folders_and_odd_modes_are_named(tmp_path: Path) -> None:
    root = tmp_path / "cni"
    write_tree(root, FILES)
    (root / "empty" / "inner").mkdir(parents=True)
    (root / "Chart.yaml").chmod(0o755)
    (root / "templates" / "b.yaml").chmod(0o444)
    (root / "templates").chmod(0o777)
    assert shown(root) == [
        f"{root}/Chart.yaml: mode 0755",
        f"{root}/templates/b.yaml: mode 0444",
        f"{root}/empty/inner: an empty folder",
        f"{root}/templates: mode 0777",
    ]


@pytest.mark.parametrize("umask", [0o002, 0o022, 0o027, 0o077], ids=oct)
def test_the_modes_of_a_checkout_under_any_umask_are_right(umask: int, tmp_path: Path) -> None:
    root = tmp_path / "cni"
    write_tree(root, FILES)
    for path in [root, *root.rglob("*")]:
        path.chmod((0o777 if path.is_dir() else 0o666) & ~umask)
    assert list(diff_tree(root, FILES)) == []


def refused(root: Path) -> str:
    """Why a tree cannot be written there."""
    with pytest.raises(ProblemsError) as caught:
        write_tree(root, FILES)
    return str(caught.value)


def test_a_link_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    for name in ("there", "nowhere"):
        link = tmp_path / f"to {name}"
        link.symlink_to(tmp_path / name)
        assert refused(link) == (
            f"{link}: expected a folder that can be replaced, found a link; name the folder that it leads to"
        )
        assert link.is_symlink()


def test_a_mount_point_is_not_replaced() -> None:
    assert refused(Path("/proc")) == (
        "/proc: expected a folder that can be replaced, found a mount point; name a folder in it"
    )


@pytest.mark.parametrize("name", ["/proc/cni", "/dev/null/cni", "/proc/self/x/cni"])
def test_a_place_that_takes_no_files_is_a_problem(name: str) -> None:
    assert re.match(f"{name}: expected a folder that can be written, found .*; [a-z]", refused(Path(name)))


def test_a_link_that_leads_to_itself_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    assert "loop/cni: expected a folder that can be written, found " in refused(tmp_path / "loop" / "cni")


def test_an_old_folder_that_may_not_be_written_is_removed(tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", OLD)
    (tmp_path / "cni" / "gone").chmod(0o555)
    write_tree(tmp_path / "cni", FILES)
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


def test_what_is_left_of_the_old_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(tmp_path / "cni", OLD)
    monkeypatch.setattr(exchange, "_remove", lambda _: None)
    assert "expected nothing, the old folder removed, found what is left; remove it, " in refused(tmp_path / "cni")


def left_behind(root: Path, *names: str) -> Path:
    """What a killed run left beside a folder: a new tree, half written, the old one, or both."""
    beside = root.parent / f".{root.name}.writing-killed"
    for name in names:
        write_tree(beside / name, OLD)
    return beside


@pytest.mark.parametrize("names", [("new",), ("old",), ("new", "old")], ids=" and ".join)
def test_what_a_killed_run_left_goes(names: tuple[str, ...], tmp_path: Path) -> None:
    left_behind(tmp_path / "cni", *names)
    write_tree(tmp_path / "cni", FILES)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in FILES.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


def test_a_folder_that_a_killed_run_moved_away_comes_back(tmp_path: Path) -> None:
    left_behind(tmp_path / "cni", "new", "old")
    with pytest.raises(ProblemsError):
        write_tree(tmp_path / "cni", {"x" * 300: ""})
    assert read(tmp_path) == {f"cni/{name}": text for name, text in OLD.items()}


def test_a_folder_of_that_name_with_other_things_stays(tmp_path: Path) -> None:
    mine = left_behind(tmp_path / "cni", "mine")
    write_tree(tmp_path / "cni", FILES)
    assert (mine / "mine" / "Chart.yaml").read_text(encoding="utf-8") == "old\n"


def test_a_run_that_is_under_way_keeps_its_folder(tmp_path: Path) -> None:
    with exchange.beside(tmp_path / "cni") as new:
        write_tree(tmp_path / "cni", FILES)
        assert new.is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


WRITES = f"""
import pathlib, sys
from generator.base.files import write_tree
print("started", flush=True)
while True:
    for files in ({OLD!r}, {FILES!r}):
        write_tree(pathlib.Path(sys.argv[1]), files)
"""


@pytest.mark.parametrize("round_", range(8))
def test_a_kill_leaves_one_of_the_two_trees(round_: int, tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", OLD)
    command = [sys.executable, "-c", WRITES, str(tmp_path / "cni")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as child:
        assert child.stdout
        child.stdout.readline()
        time.sleep(round_ / 300)
        child.kill()
    assert read(tmp_path / "cni") in (OLD, FILES)


def test_a_text_is_read_or_its_file_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes("é".encode())
    (tmp_path / "b").write_bytes(b"\xff")
    assert read_text(tmp_path / "a") == "é"
    with pytest.raises(ProblemsError, match="b: expected UTF-8, found 'utf-8' codec can't decode byte 0xff"):
        read_text(tmp_path / "b")
    with pytest.raises(ProblemsError, match="c: expected a file that can be read, found No such file or directory"):
        read_text(tmp_path / "c")


def test_what_is_no_regular_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, found in ((tmp_path / "pipe", "a pipe or a device"), (tmp_path, "a folder")):
        with pytest.raises(ProblemsError) as caught:
            read_text(path)
        assert str(caught.value) == f"{path}: expected a regular file, found {found}; put the file itself there"
