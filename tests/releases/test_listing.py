"""The list of upstream's files gets into the lock from a folder or a mirror, and stays where a source has none."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.releases.listing import parse_listing
from generator.releases.lock import LISTING, read_listed, read_lock
from generator.releases.raw_files import read_raw
from generator.releases.release import Release, ReleaseSpec
from generator.releases.snapshot import read_snapshot
from generator.releases.sources import read_listing
from generator.releases.update import update

WANTED = ReleaseSpec(project="calico", version="v3.99.0", files=("calico.yaml",))
OBJECT = "{apiVersion: v1, kind: A, metadata: {name: a}, spec: {image: 'x/node:v3.99.0'}}\n"
NAMES = ".gitattributes\nREADME.md\ncalico.yaml\nocp/.gitattributes\nocp/02-tigera-operator.yaml\n"


def put(folder: Path, listing: str | None = NAMES) -> Path:
    """A folder of raw manifests with one release of Calico, and its list of files."""
    files = {"calico.yaml": OBJECT, **({} if listing is None else {LISTING: listing})}
    write_tree(folder / "raw" / "calico" / "v3.99.0", files)
    return folder / "raw"


def taken(folder: Path, listing: str | None = NAMES) -> Release:
    """The release as an update takes it in."""
    [release] = update([WANTED], str(put(folder, listing)), folder / "snapshot")
    return release


def test_the_list_stands_in_the_lock_beside_the_raw_files(tmp_path: Path) -> None:
    release = taken(tmp_path)
    assert release.listed == tuple(NAMES.split())
    assert read_listed(tmp_path / "snapshot" / "calico" / "v3.99.0") == release.listed
    assert list(read_lock(tmp_path / "snapshot" / "calico" / "v3.99.0")) == ["calico.yaml"]
    assert read_snapshot(WANTED, tmp_path / "snapshot") == read_raw(WANTED, tmp_path / "raw") == release


def test_a_source_without_a_list_leaves_that_of_the_lock(tmp_path: Path) -> None:
    assert taken(tmp_path, None).listed == ()
    assert taken(tmp_path).listed == taken(tmp_path, None).listed == tuple(NAMES.split())


def test_another_list_of_the_same_release_is_noticed(tmp_path: Path) -> None:
    taken(tmp_path)
    with pytest.raises(
        ProblemsError, match=r"MANIFESTS: expected the list in the lock, found another: new\.yaml; the tag"
    ):
        taken(tmp_path, f"{NAMES}new.yaml\n")


def test_a_list_in_the_lock_that_was_changed_is_noticed(tmp_path: Path) -> None:
    taken(tmp_path)
    path = tmp_path / "snapshot" / "calico" / "v3.99.0" / "lock.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("README.md", "README.txt"), encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"lock\.yaml > MANIFESTS: expected an entry whose seal is "):
        read_lock(path.parent)


def test_upstreams_own_addresses_have_no_list() -> None:
    assert read_listing(None, WANTED.project, WANTED.version) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a.yaml",
        "a.yaml\n\n",
        "../a.yaml\n",
        "/a.yaml\n",
        "a.yaml\r\n",
        "a b.yaml\n",
        "a.yaml\na.yaml\n",
        "a//b\n",
    ],
    ids=["empty", "no name", "no end", "an empty line", "above", "absolute", "CRLF", "a space", "twice", "two slashes"],
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError, match="expected the name of a file on each line, each once, found "):
        parse_listing(WANTED, text.encode())
