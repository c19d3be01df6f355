"""A lock that is not as the program wrote it stops the build, and says where."""

from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.releases.lock import read_lock, sealed
from generator.releases.release import ReleaseSpec
from generator.releases.snapshot import SNAPSHOT, read_snapshot

ENTRY: dict[str, Tree] = {"url": "https://x", "size": 7, "sha256": "0" * 64, "snapshot": "1" * 64}


def refused(folder: Path, text: str | bytes) -> str:
    """What is wrong with the lock of that text, its path left out."""
    path = folder / "lock.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ProblemsError) as caught:
        read_lock(folder)
    return str(caught.value).replace(str(path), "lock")


def test_a_sealed_lock_is_read(tmp_path: Path) -> None:
    (tmp_path / "lock.yaml").write_text(yamltree.dump([{"a.yaml": sealed(ENTRY)}]), encoding="utf-8")
    [entry] = read_lock(tmp_path).values()
    assert (entry.size, entry.sha256, entry.url) == (ENTRY["size"], ENTRY["sha256"], ENTRY["url"])


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("corrections", [{}], "corrections"),
        ("corrections", "x", "corrections"),
        ("crds", 5, "crds: expected str | null, found 5"),
        ("snapshot", None, "snapshot: expected a sha256 in hex, found null"),
        ("more", 1, "expected the keys url, size"),
    ],
)
def test_an_entry_that_was_sealed_with_something_else_is_refused(
    key: str, value: Tree, told: str, tmp_path: Path
) -> None:
    assert told in refused(tmp_path, yamltree.dump([{"a.yaml": sealed({**ENTRY, key: value})}]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("sha256", "2" * 64),
        ("size", 8),
        ("size", "7"),
        ("url", "https://y"),
        ("snapshot", ""),
        ("more", 1),
        ("seal", None),
    ],
    ids=["another digest", "another size", "a size as text", "another address", "no digest", "a key more", "no seal"],
)
def test_an_entry_that_was_changed_is_noticed(key: str, value: Tree, tmp_path: Path) -> None:
    changed: dict[str, Tree] = {**sealed(ENTRY), key: value}
    said = refused(tmp_path, yamltree.dump([{"a.yaml": changed, "b.yaml": sealed(ENTRY)}]))
    assert said.startswith("lock > a.yaml: expected an entry whose seal is ")
    assert said.endswith("; restore the file; python -m generator update writes it")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "lock: expected a mapping of raw files, found []; python -m generator update", id="empty"),
        pytest.param("{}", "lock: expected a mapping of raw files, found [{}]; ", id="no files"),
        pytest.param("- a", 'lock: expected a mapping of raw files, found [["a"]]; ', id="a list"),
        pytest.param("a: {}\n---\nb: {}", "lock: expected a mapping of raw files, found [", id="two documents"),
        pytest.param("a.yaml: x", 'lock > a.yaml: expected a mapping, found "x"; restore', id="an entry that is none"),
        pytest.param(b"a: \xff", "lock: expected UTF-8, found ", id="no UTF-8"),
        pytest.param("a: [", "lock line 2: expected valid YAML, found ", id="no YAML"),
    ],
)
def test_what_is_no_lock_is_refused(text: str | bytes, message: str, tmp_path: Path) -> None:
    assert refused(tmp_path, text).startswith(message)


def test_the_build_notices(tmp_path: Path) -> None:
    folder = tmp_path / "flannel" / "v0.28.9"
    folder.mkdir(parents=True)
    for path in (SNAPSHOT / "flannel" / "v0.28.9").iterdir():
        (folder / path.name).write_bytes(path.read_bytes().replace(b"size: 4857", b"size: 4858"))
    with pytest.raises(ProblemsError, match=r"lock\.yaml > kube-flannel\.yml: expected an entry whose seal is "):
        read_snapshot(ReleaseSpec(project="flannel", version="v0.28.9", files=("kube-flannel.yml",)), tmp_path)


def test_a_snapshot_that_is_no_utf_8_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "flannel" / "v0.28.9"
    folder.mkdir(parents=True)
    for path in (SNAPSHOT / "flannel" / "v0.28.9").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "kube-flannel.yaml").write_bytes(b"a: \xff\n")
    with pytest.raises(ProblemsError, match=r"kube-flannel\.yaml: expected UTF-8, found "):
        read_snapshot(ReleaseSpec(project="flannel", version="v0.28.9", files=("kube-flannel.yml",)), tmp_path)
