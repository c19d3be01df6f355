"""A manifest that a release need not publish is taken in where it is there, and nothing stands in for it elsewhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.releases.lock import read_lock
from generator.releases.raw_files import read_raw
from generator.releases.release import ReleaseSpec
from generator.releases.signals import signals
from generator.releases.snapshot import read_snapshot
from generator.releases.sources import read_optional
from generator.releases.update import update
from tests.https_server import Server, body, serving

OBJECT = "{apiVersion: v1, kind: A, metadata: {name: %s}, spec: {image: 'x/flannel:v1.2.3'}}\n"
WANTED = ReleaseSpec(project="flannel", version="v1.2.3", files=("kube-flannel.yml",), optional=("more.yaml",))
ASSET = "release/kube-flannel.yml"
RELEASED = replace(WANTED, optional=(), assets=(ASSET,))
BASE = "/mirror/flannel/v1.2.3"
LACKING = (
    f"flannel v1.2.3 > {ASSET}: expected the manifest that upstream publishes with the release, found none; "
    "put it there, or leave it out with --without-release"
)


def put(folder: Path, *names: str) -> Path:
    """A folder of raw manifests with one release of flannel that has those files."""
    write_tree(folder / "raw" / "flannel" / "v1.2.3", {name: OBJECT % Path(name).stem for name in names})
    return folder / "raw"


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A mirror that has one file, and does not say of another one whether it has it."""
    monkeypatch.setenv("NO_PROXY", "*")
    routes = {
        f"{BASE}/kube-flannel.yml": body((OBJECT % "a").encode()),
        f"{BASE}/locked.yaml": body(b"", status=403),
    }
    with serving(routes, tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        yield running


def test_a_file_that_is_there_is_taken_in(tmp_path: Path) -> None:
    raw, snapshot = put(tmp_path, "kube-flannel.yml", "more.yaml"), tmp_path / "snapshot"
    [release] = update([WANTED], str(raw), snapshot)
    assert list(release.documents) == ["kube-flannel", "more"]
    assert list(read_lock(snapshot / "flannel" / "v1.2.3")) == ["kube-flannel.yml", "more.yaml"]
    assert read_snapshot(WANTED, snapshot) == read_raw(WANTED, raw) == release


def test_a_file_that_is_not_there_is_no_part_of_the_release(tmp_path: Path) -> None:
    raw, snapshot = put(tmp_path, "kube-flannel.yml"), tmp_path / "snapshot"
    [release] = update([WANTED], str(raw), snapshot)
    assert list(release.documents) == ["kube-flannel"]
    assert read_snapshot(WANTED, snapshot) == read_raw(WANTED, raw) == release
    assert read_snapshot(replace(WANTED, optional=()), snapshot) == release


def test_a_file_that_was_there_must_be_there_again(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot"
    update([WANTED], str(put(tmp_path, "kube-flannel.yml", "more.yaml")), snapshot)
    with pytest.raises(ProblemsError, match=r"more\.yaml: expected a file, found none"):
        update([WANTED], str(put(tmp_path / "again", "kube-flannel.yml")), snapshot)


def test_a_file_that_comes_later_is_taken_in_later(tmp_path: Path) -> None:
    snapshot = tmp_path / "snapshot"
    for names in (["kube-flannel.yml"], ["kube-flannel.yml", "more.yaml"]):
        [release] = update([WANTED], str(put(tmp_path, *names)), snapshot)
    assert list(release.documents) == ["kube-flannel", "more"]


def test_a_link_that_leads_nowhere_is_no_missing_file(tmp_path: Path) -> None:
    raw = put(tmp_path, "kube-flannel.yml")
    (raw / "flannel" / "v1.2.3" / "more.yaml").symlink_to("gone.yaml")
    with pytest.raises(ProblemsError, match=r"more\.yaml: expected a file, found none"):
        read_raw(WANTED, raw)


def test_a_mirror_that_does_not_have_a_file_is_believed(server: Server) -> None:
    [release] = update([WANTED], f"{server.url}/mirror", dry_run=True)
    assert list(release.documents) == ["kube-flannel"]
    assert f"{BASE}/more.yaml" in [path for path, _ in server.requests]


def test_a_mirror_that_answers_otherwise_is_not(server: Server) -> None:
    with pytest.raises(ProblemsError, match="expected status 200, found 403"):
        read_optional(f"{server.url}/mirror", "flannel", "v1.2.3", "locked.yaml")


def test_a_mirror_without_a_file_of_a_variant_is_a_problem(server: Server) -> None:
    with pytest.raises(ProblemsError, match="expected status 200, found 404"):
        update([replace(WANTED, files=("gone.yml",))], f"{server.url}/mirror", dry_run=True)


def test_what_a_release_lacks_is_said(tmp_path: Path) -> None:
    release = read_raw(WANTED, put(tmp_path, "kube-flannel.yml"))
    assert list(signals(release, ["kube-flannel"], WANTED.optional)) == [
        "flannel v1.2.3: publishes no more.yaml; what needs it is no part of the chart"
    ]
    whole = read_raw(WANTED, put(tmp_path, "kube-flannel.yml", "more.yaml"))
    assert list(signals(whole, ["kube-flannel"], WANTED.optional)) == []


def test_an_asset_is_a_manifest_of_its_own(tmp_path: Path) -> None:
    raw, snapshot = put(tmp_path, "kube-flannel.yml", ASSET), tmp_path / "snapshot"
    [release] = update([RELEASED], str(raw), snapshot)
    assert list(release.documents) == ["kube-flannel", "kube-flannel-release"]
    assert read_snapshot(RELEASED, snapshot) == read_raw(RELEASED, raw) == release


def test_a_folder_without_an_asset_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    raw, snapshot = put(tmp_path, "kube-flannel.yml"), tmp_path / "snapshot"
    for take in (lambda: read_raw(RELEASED, raw), lambda: update([RELEASED], str(raw), snapshot)):
        with pytest.raises(ProblemsError) as caught:
            take()
        assert str(caught.value) == LACKING
    assert not snapshot.exists()


def test_a_mirror_without_an_asset_is_a_problem_with_a_remedy(server: Server) -> None:
    with pytest.raises(ProblemsError) as caught:
        update([RELEASED], f"{server.url}/mirror", dry_run=True)
    assert str(caught.value) == LACKING


def test_an_asset_that_changed_since_it_was_taken_in_is_noticed(tmp_path: Path) -> None:
    raw, snapshot = put(tmp_path, "kube-flannel.yml", ASSET), tmp_path / "snapshot"
    update([RELEASED], str(raw), snapshot)
    (raw / "flannel" / "v1.2.3" / ASSET).write_text(OBJECT % "other", encoding="utf-8")
    with pytest.raises(ProblemsError, match=r"release/kube-flannel\.yml: expected sha256 .*, found "):
        update([RELEASED], str(raw), snapshot)
