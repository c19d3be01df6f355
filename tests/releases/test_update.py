"""An update takes a release in whole, with the digests of its raw files, or leaves the snapshot as it was."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.base.trees import Tree, digest
from generator.releases.lock import read_lock, sealed
from generator.releases.parameters import PARAMETER_FILES
from generator.releases.raw_files import read_raw
from generator.releases.release import Correction, ReleaseSpec
from generator.releases.snapshot import SNAPSHOT, read_snapshot
from generator.releases.update import update
from generator.releases.urls import ASSETS, is_published

RAW = "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {image: 'x/flannel:%s', mode: 0400}} # prose\n"
RIGHT = RAW % "v1.2.3"
URL = "https://raw.githubusercontent.com/flannel-io/flannel/v1.2.3/Documentation/kube-flannel.yml"
RELEASE = ReleaseSpec(project="flannel", version="v1.2.3", files=("kube-flannel.yml",))
NEXT = replace(RELEASE, version="v1.2.4")


def put(folder: Path, text: str, version: str = "v1.2.3") -> Path:
    """A folder of raw manifests with one release of flannel."""
    write_tree(folder / "raw" / "flannel" / version, {"kube-flannel.yml": text})
    return folder / "raw"


def read(folder: Path) -> dict[str, str]:
    """Every file below the folder."""
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}


def taken(folder: Path, text: str = RIGHT) -> Path:
    """A snapshot of the release."""
    update([RELEASE], str(put(folder, text)), folder / "snapshot")
    return folder / "snapshot"


def test_the_snapshot_and_its_lock_are_written(tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    written = "---\napiVersion: v1\nkind: A\nmetadata:\n  name: a\nspec:\n  image: x/flannel:v1.2.3\n  mode: 256\n"
    entry: dict[str, Tree] = {"url": URL, "size": len(RIGHT), "sha256": digest(RIGHT), "snapshot": digest(written)}
    lock = "".join(f"  {key}: {value}\n" for key, value in sealed(entry).items())
    assert read(snapshot) == {
        "flannel/v1.2.3/kube-flannel.yaml": written,
        "flannel/v1.2.3/lock.yaml": f"---\nkube-flannel.yml:\n{lock}",
    }


def test_the_snapshot_is_the_raw_release(tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    assert read_snapshot(RELEASE, snapshot) == read_raw(RELEASE, tmp_path / "raw")


def test_the_same_release_again_changes_nothing(tmp_path: Path) -> None:
    before = read(taken(tmp_path))
    (tmp_path / "snapshot" / "flannel" / "v1.2.3" / "stale.yaml").write_text("a: 1\n", encoding="utf-8")
    assert read(taken(tmp_path)) == before


def test_a_correction_stands_in_the_lock_and_is_said_again(tmp_path: Path) -> None:
    snapshot = taken(tmp_path, RAW % "v1.2.2")
    where = "flannel v1.2.3 > kube-flannel > A/a > spec.image"
    row = Correction(where=where, image="x/flannel:v1.2.2", corrected="x/flannel:v1.2.3")
    assert read_lock(snapshot / "flannel" / "v1.2.3")["kube-flannel.yml"].corrections == (row,)
    [correction] = read_snapshot(RELEASE, snapshot).corrections
    assert str(correction) == f"{where}: upstream names x/flannel:v1.2.2, corrected to x/flannel:v1.2.3"
    assert "v1.2.2" not in read(snapshot)["flannel/v1.2.3/kube-flannel.yaml"]


def test_a_tag_that_moved_leaves_the_snapshot_as_it_was(tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    before = read(snapshot)
    moved = RIGHT.replace("0400", "0440")
    locked, found = (digest(text) for text in (RIGHT, moved))
    with pytest.raises(ProblemsError) as caught:
        taken(tmp_path, moved)
    assert str(caught.value) == (
        f"{tmp_path}/raw/flannel/v1.2.3/kube-flannel.yml: expected sha256 {locked}, found {found}; "
        "the tag moved or the file was changed; compare it with the snapshot before taking it in"
    )
    assert read(snapshot) == before


@pytest.mark.parametrize("second", ["", "a: {{ x }}\n", None], ids=["no objects", "no YAML", "no file"])
def test_all_releases_are_taken_in_or_none(second: str | None, tmp_path: Path) -> None:
    raw = put(tmp_path, RIGHT)
    if second is not None:
        put(tmp_path, second, "v1.2.4")
    with pytest.raises(ProblemsError, match=r"v1\.2\.4"):
        update([RELEASE, NEXT], str(raw), tmp_path / "snapshot")
    assert not (tmp_path / "snapshot").exists()


def test_a_snapshot_that_cannot_be_written_leaves_no_other(tmp_path: Path) -> None:
    raw = put(tmp_path, RIGHT)
    write_tree(raw / "calico" / "v3.30.0", {"calico.yaml": RIGHT})
    (tmp_path / "snapshot").mkdir()
    (tmp_path / "snapshot" / "calico").write_text("in the way", encoding="utf-8")
    second = ReleaseSpec(project="calico", version="v3.30.0", files=("calico.yaml",))
    with pytest.raises(
        ProblemsError,
        match=r"calico/v3\.30\.0: expected a folder that can be written, found File exists; take the file",
    ):
        update([RELEASE, second], str(raw), tmp_path / "snapshot")
    assert read(tmp_path / "snapshot") == {"calico": "in the way"}
    assert not (tmp_path / "snapshot" / "flannel").exists()


def test_another_release_stands_beside_the_first(tmp_path: Path) -> None:
    snapshot = taken(tmp_path)
    raw = put(tmp_path, RAW % "v1.2.4", "v1.2.4")
    [release] = update([NEXT], str(raw), snapshot)
    assert release.name == "flannel v1.2.4"
    assert sorted({name.split("/")[1] for name in read(snapshot)}) == ["v1.2.3", "v1.2.4"]


def test_a_release_that_upstream_publishes_elsewhere_has_no_address(tmp_path: Path) -> None:
    wanted = ReleaseSpec(project="calico", version="v3.14.2", files=("calico.yaml",))
    write_tree(tmp_path / "raw" / "calico" / "v3.14.2", {"calico.yaml": RIGHT})
    update([wanted], str(tmp_path / "raw"), tmp_path / "snapshot")
    lock = read_lock(tmp_path / "snapshot" / "calico" / "v3.14.2")
    entry = lock["calico.yaml"]
    assert (entry.url, entry.crds, entry.corrections) == (None, None, ())


def test_every_lock_names_upstreams_own_address() -> None:
    locks = {path.parent: read_lock(path.parent) for path in sorted(SNAPSHOT.glob("*/*/lock.yaml"))}
    published = {folder: lock for folder, lock in locks.items() if is_published(folder.parent.name, folder.name)}
    assert len(published) == len(locks) - 1
    for lock in published.values():
        for name, entry in lock.items():
            if name == PARAMETER_FILES[1]:
                assert entry.url is None
                continue
            host = "github.com" if name.startswith(ASSETS) else "raw.githubusercontent.com"
            assert str(entry.url).startswith(f"https://{host}/"), name
            assert str(entry.url).endswith(f"/{name.removeprefix(ASSETS)}")
