"""A bundle is written whole or not at all, the same each time, and takes the place of no other thing."""

import io
import os
import stat
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.process import run
from generator.node.bundle_output import SUMS, Files, write_bundle

FILES = Files(
    texts={"README.md": "# a\n", "run": "#!/bin/sh\n", "é.cfg": "b\n", "token": "c\n"},
    programs=frozenset({"run"}),
    private=frozenset({"token"}),
)
OTHERS = Files(texts={"README.md": "# b\n"}, programs=frozenset())


def content(folder: Path) -> dict[str, str]:
    """The files of a folder but for their digests."""
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir() if path.name != SUMS}


def test_a_folder_has_the_files_with_their_modes_and_times(tmp_path: Path) -> None:
    target = tmp_path / "a" / "node"
    write_bundle(target, FILES)
    assert content(target) == FILES.texts
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in target.iterdir()}
    assert modes == {"README.md": 0o644, "run": 0o755, "é.cfg": 0o644, "token": 0o600, SUMS: 0o644}
    assert {path.stat().st_mtime for path in (target, *target.iterdir())} == {0}


def test_the_digests_are_those_that_sha256sum_reads(tmp_path: Path) -> None:
    write_bundle(tmp_path / "node", FILES)
    assert run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path / "node").status == 0
    (tmp_path / "node" / "run").write_text("#!/bin/sh\nx\n", encoding="utf-8")
    assert run(["sha256sum", "--check", "--strict", SUMS], cwd=tmp_path / "node").status == 1


def test_a_tar_is_the_same_each_time_and_holds_what_the_folder_holds(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_bundle(tmp_path / name / "node.tar", FILES)
    tars = [(tmp_path / name / "node.tar").read_bytes() for name in ("one", "two")]
    assert tars[0] == tars[1]
    with tarfile.open(fileobj=io.BytesIO(tars[0])) as tar:
        members = {member.name: (stat.S_IMODE(member.mode), member.mtime, member.uid, member.uname) for member in tar}
        tar.extractall(tmp_path, filter="data")
    assert members["node"] == members["node/run"] == (0o755, 0, 0, "")
    assert members["node/README.md"] == (0o644, 0, 0, "")
    assert members["node/token"] == (0o600, 0, 0, "")
    assert content(tmp_path / "node") == FILES.texts


def test_source_date_epoch_is_the_time_of_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    write_bundle(tmp_path / "node", FILES)
    write_bundle(tmp_path / "node.tar", FILES)
    assert {path.stat().st_mtime for path in (tmp_path / "node").iterdir()} == {86400}
    with tarfile.open(tmp_path / "node.tar") as tar:
        assert {member.mtime for member in tar} == {86400}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(
        ProblemsError, match="SOURCE_DATE_EPOCH: expected seconds since 1970 as digits, found 'yesterday'"
    ):
        write_bundle(tmp_path / "other", FILES)


@pytest.mark.parametrize("name", ["node", "node.tar"])
def test_a_bundle_takes_the_place_of_a_bundle(name: str, tmp_path: Path) -> None:
    write_bundle(tmp_path / name, FILES)
    write_bundle(tmp_path / name, OTHERS)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    if name == "node":
        assert content(tmp_path / name) == OTHERS.texts
    else:
        with tarfile.open(tmp_path / name) as tar:
            assert tar.getnames() == ["node", "node/README.md", f"node/{SUMS}"]


def _folder_of_somebody(place: Path) -> None:
    place.mkdir()
    (place / "notes").write_text("mine", encoding="utf-8")


def _changed_bundle(place: Path) -> None:
    write_bundle(place, FILES)
    (place / "run").write_text("#!/bin/sh\nmine\n", encoding="utf-8")


def _bundle_with_more(place: Path) -> None:
    write_bundle(place, FILES)
    (place / "more").mkdir()
    (place / "more" / "notes").write_text("mine", encoding="utf-8")


def _file_of_somebody(place: Path) -> None:
    place.write_text("mine", encoding="utf-8")


def _link(place: Path) -> None:
    write_bundle(place.with_name("elsewhere"), FILES)
    place.symlink_to("elsewhere")


FOREIGN: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a folder of somebody": ("node", _folder_of_somebody, "notes, which it would replace"),
    "a bundle that was changed": ("node", _changed_bundle, "run, which it would replace"),
    "a bundle with more in it": ("node", _bundle_with_more, "more, more/notes, which it would replace"),
    "a file in the place of a folder": ("node", _file_of_somebody, "a file"),
    "a link": ("node", _link, "a link"),
    "a file that is no tar": ("node.tar", _file_of_somebody, "another file"),
    "a folder in the place of a tar": ("node.tar", _folder_of_somebody, "a folder or a device"),
}


@pytest.mark.parametrize(("name", "make", "found"), FOREIGN.values(), ids=FOREIGN)
def test_what_is_no_bundle_is_left_as_it_is(
    name: str, make: Callable[[Path], None], found: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ProblemsError) as caught:
        write_bundle(tmp_path / name, OTHERS)
    assert str(caught.value) == (
        f"{tmp_path / name}: expected a bundle that this generator made, an empty folder or none, found {found}; "
        "name another place, or move what is there"
    )
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_tar_of_somebody_is_left_as_it_is(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "node.tar", "w") as tar:
        tar.addfile(tarfile.TarInfo("mine/notes"))
    before = (tmp_path / "node.tar").read_bytes()
    with pytest.raises(ProblemsError, match="found notes, which it would replace"):
        write_bundle(tmp_path / "node.tar", FILES)
    assert (tmp_path / "node.tar").read_bytes() == before


@pytest.mark.parametrize("name", ["node", "node.tar"])
def test_a_bundle_that_fails_half_way_leaves_the_old_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(tmp_path / name, FILES)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "utime", full)
    monkeypatch.setattr(os, "fsync", full)
    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(ProblemsError, match="No space left on device"):
        write_bundle(tmp_path / name, OTHERS)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
