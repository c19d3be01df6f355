"""A repository only grows; whatever stops a publisher, all that its index lists is there with the right digest."""

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.files import read_text
from generator.publish import repository
from generator.publish.index import INDEX, digest_of, read_index
from generator.publish.landing import PAGE
from generator.publish.package import Package
from generator.publish.repository import Repository, locked, publish, published
from tests.packages import EPOCH, small
from tests.paths import ROOT

ONE, TWO, TEN = small("1.0.0"), small("1.2.0"), small("1.10.0", epoch=EPOCH + 9)


def listed(folder: Path) -> list[str]:
    """The versions in the index, each of which is proven to be there; and no page tells of another."""
    path = folder / INDEX
    if not path.exists():
        return []
    rows = read_index(read_text(path), str(path)).entries["cni"]
    for row in rows:
        body = (folder / f"cni-{row['version']}.tgz").read_bytes()
        assert hashlib.sha256(body).hexdigest() == digest_of(row)
    return [str(row["version"]) for row in rows]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """A repository with two versions."""
    made = Repository(folder=tmp_path / "repo")
    publish(made, [TWO, ONE])
    return made


def test_the_newest_version_comes_first(repo: Repository) -> None:
    assert publish(repo, [TEN]) == [TEN]
    assert listed(repo.folder) == ["1.10.0", "1.2.0", "1.0.0"]
    assert 'generated: "2026-09-21T14:13:29Z"' in read_text(repo.folder / INDEX)


def test_what_is_published_already_changes_nothing(repo: Repository) -> None:
    before = contents(repo.folder)
    assert publish(repo, [ONE, TWO]) == []
    assert contents(repo.folder) == before


def test_the_order_of_publishing_does_not_count(repo: Repository, tmp_path: Path) -> None:
    publish(repo, [TEN])
    for one in (TEN, ONE, TWO):
        publish(Repository(folder=tmp_path / "other"), [one])
    assert contents(tmp_path / "other") == contents(repo.folder)


def test_an_index_that_is_lost_is_made_again_from_the_packages(repo: Repository) -> None:
    before = contents(repo.folder)
    (repo.folder / INDEX).unlink()
    assert publish(repo, [ONE]) == []
    assert contents(repo.folder) == before


def test_a_published_version_never_changes(repo: Repository) -> None:
    before, other = contents(repo.folder), small("1.0.0", "that is another")
    with pytest.raises(ProblemsError) as caught:
        publish(repo, [TEN, other])
    assert str(caught.value) == (
        f"{repo.folder}/cni-1.0.0.tgz: expected sha256 {ONE.archive.sha256}, found sha256 {other.archive.sha256}; "
        "a published version never changes: give the line another chart version"
    )
    assert contents(repo.folder) == before


def test_a_package_that_was_changed_after_it_was_published_is_found(repo: Repository) -> None:
    (repo.folder / ONE.name).write_bytes(TEN.archive.body)
    with pytest.raises(ProblemsError, match="the file was changed after it was published"):
        publish(repo, [ONE])
    (repo.folder / ONE.name).unlink()
    assert publish(repo, [ONE]) == []
    assert listed(repo.folder) == ["1.2.0", "1.0.0"]


def test_what_lies_beside_a_published_package_stays(repo: Repository) -> None:
    (repo.folder / "cni-1.0.0.cdx.json").write_text("{older}", encoding="utf-8")
    publish(repo, [ONE, TEN])
    assert read_text(repo.folder / "cni-1.0.0.cdx.json") == "{older}"


def test_a_file_that_the_index_does_not_list_gives_way(repo: Repository) -> None:
    (repo.folder / TEN.name).write_bytes(b"left by somebody")
    publish(repo, [TEN])
    assert listed(repo.folder)[0] == "1.10.0"


def test_an_address_stands_before_the_packages(tmp_path: Path) -> None:
    publish(Repository(folder=tmp_path, url="https://example.org/charts/"), [ONE])
    assert "- https://example.org/charts/cni-1.0.0.tgz" in read_text(tmp_path / INDEX)


def test_the_published_package_is_found(repo: Repository) -> None:
    found = published(repo, "cni", "1.2.0")
    assert found is not None
    assert found.sha256 == TWO.archive.sha256
    assert published(repo, "cni", "1.10.0") is None
    assert published(Repository(folder=repo.folder / "none"), "cni", "1.2.0") is None


Fails = Callable[[pytest.MonkeyPatch, int], None]


def _full_disk(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The disk is full at the file of that number."""
    count, sync = iter(range(100)), os.fsync

    def fails(handle: int) -> None:
        if next(count) == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", fails)


def _interrupted(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """The run is interrupted before the file of that number takes its place."""
    count, move = iter(range(100)), Path.replace

    def fails(path: Path, target: Path) -> Path:
        if next(count) == at:
            raise KeyboardInterrupt
        return move(path, target)

    monkeypatch.setattr(Path, "replace", fails)


@pytest.mark.parametrize("at", range(6))
@pytest.mark.parametrize("fails", [_full_disk, _interrupted], ids=["a full disk", "an interrupt"])
def test_whatever_stops_a_publisher_the_repository_is_valid_and_the_next_run_mends_it(
    fails: Fails, at: int, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        fails(broken, at)
        with pytest.raises((ProblemsError, KeyboardInterrupt)):
            publish(repo, [TEN, small("2.0.0")])
    assert listed(repo.folder) == ["1.2.0", "1.0.0"]
    assert [path.name for path in repo.folder.iterdir() if path.name.startswith(".")] == []
    publish(repo, [TEN, small("2.0.0")])
    assert listed(repo.folder) == ["2.0.0", "1.10.0", "1.2.0", "1.0.0"]


def test_a_full_disk_is_named_and_changes_nothing(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(repo.folder)
    _full_disk(monkeypatch, 3)
    with pytest.raises(ProblemsError) as caught:
        publish(repo, [TEN])
    expected = "expected a folder that can be written, found No space left on device; make room there"
    assert str(caught.value) == f"{repo.folder}: {expected}"
    assert contents(repo.folder) == before


def publisher(repo: Path, packages: Path, before: str = "") -> subprocess.Popen[str]:
    """A publisher of the packages in a folder, in a process of its own."""
    command = f'{before} exec "{sys.executable}" -m generator publish --repo "{repo}" --packages "{packages}"'
    pipe = subprocess.PIPE
    return subprocess.Popen(["/bin/sh", "-c", command], cwd=ROOT, stdout=pipe, stderr=pipe, text=True, encoding="utf-8")


def write(folder: Path, *packages: Package) -> Path:
    """A folder as `package` leaves it."""
    folder.mkdir()
    for one in packages:
        for name, body in one.files.items():
            (folder / name).write_bytes(body)
    return folder


def test_of_eight_publishers_at_once_none_loses_a_version(tmp_path: Path) -> None:
    folders = [write(tmp_path / f"made-{number}", small(f"1.0.{number}"), small("2.0.0")) for number in range(8)]
    running = [publisher(tmp_path / "repo", folder) for folder in folders]
    ended = [(one.communicate(timeout=100), one.returncode) for one in running]
    assert [(errors, status) for (_, errors), status in ended] == [("", 0)] * 8
    assert listed(tmp_path / "repo") == ["2.0.0", *(f"1.0.{number}" for number in reversed(range(8)))]
    assert sum(said.count(": published, ") for (said, _), _ in ended) == 9


def test_a_file_that_the_system_cuts_short_changes_nothing(repo: Repository, tmp_path: Path) -> None:
    before = contents(repo.folder)
    large = small("3.0.0")
    made = write(
        tmp_path / "made", Package(archive=large.archive, name=large.name, beside={"cni-3.0.0.cdx.json": bytes(99999)})
    )
    said, errors = (done := publisher(repo.folder, made, "trap '' XFSZ; ulimit -f 64;")).communicate(timeout=60)
    assert (said, done.returncode) == ("", 1)
    assert errors.startswith(f"{repo.folder}: expected a folder that can be written, found File too large; ")
    assert contents(repo.folder) == before


def test_a_folder_that_may_not_be_written_is_named(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    before = contents(repo.folder)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(ProblemsError) as caught:
        publish(repo, [TEN])
    expected = "expected a folder that can be written, found Read-only file system; see that you may write there"
    assert str(caught.value) == f"{repo.folder}: {expected}"
    assert contents(repo.folder) == before


def test_a_publisher_does_not_wait_for_ever(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "_PATIENCE", 0.0)
    with locked(repo.folder), pytest.raises(ProblemsError, match="found another publisher at work; try again"):
        publish(repo, [TEN])
    assert publish(repo, [TEN]) == [TEN]


def test_what_a_killed_publisher_left_is_taken_away(repo: Repository) -> None:
    left = repo.folder / f".{PAGE}.abc.staged"
    left.write_text("half", encoding="utf-8")
    publish(repo, [])
    assert not left.exists()
