"""A tree of files is written whole or not at all, and differences to it are named."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.files import diff_tree, write_tree

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
        pytest.param({**FILES, "Chart.yaml/x": ""}, OSError, id="a file in the place of a folder"),
        pytest.param({**FILES, "z.yaml": "\ud800"}, UnicodeEncodeError, id="a text that is no UTF-8"),
        pytest.param({**FILES, "x" * 300: ""}, OSError, id="a name too long"),
    ],
)
def test_nothing_is_half_written(files: dict[str, str], error: type[Exception], tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", OLD)
    with pytest.raises(error):
        write_tree(tmp_path / "cni", files)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in OLD.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


def test_the_old_tree_comes_back_when_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(tmp_path / "cni", OLD)
    replace = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise OSError("no space left")
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="no space left"):
        write_tree(tmp_path / "cni", FILES)
    assert read(tmp_path) == {f"cni/{name}": text for name, text in OLD.items()}
    assert [path.name for path in tmp_path.iterdir()] == ["cni"]


def test_a_written_tree_does_not_differ(tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", FILES)
    assert list(diff_tree(tmp_path / "cni", FILES)) == []


def test_a_missing_folder_differs_in_every_file(tmp_path: Path) -> None:
    root = tmp_path / "cni"
    assert list(map(str, diff_tree(root, FILES))) == [f"{root / name}: missing" for name in sorted(FILES)]


def test_differences_are_named(tmp_path: Path) -> None:
    root = tmp_path / "cni"
    write_tree(root, FILES)
    (root / "Chart.yaml").write_bytes(b"name: cni\r\n")
    (root / "templates" / "b.yaml").unlink()
    (root / "templates" / "b.yaml~").write_text("", encoding="utf-8")
    assert list(map(str, diff_tree(root, FILES))) == [
        f"{root}/Chart.yaml: differs",
        f"{root}/templates/b.yaml: missing",
        f"{root}/templates/b.yaml~: not generated",
    ]
