"""Where a release's raw files are read from: upstream's addresses, folders and base urls."""

from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.releases import folders
from generator.releases.sources import read_source
from generator.releases.urls import upstream_url
from tests import upstream

UPSTREAM_URLS = {
    "flannel": (
        ("flannel", "v0.28.9", "kube-flannel.yml"),
        "https://raw.githubusercontent.com/flannel-io/flannel/v0.28.9/Documentation/kube-flannel.yml",
    ),
    "calico": (
        ("calico", "v3.32.1", "calico.yaml"),
        "https://raw.githubusercontent.com/projectcalico/calico/v3.32.1/manifests/calico.yaml",
    ),
    "the first calico release with manifests in its tag": (
        ("calico", "v3.24.0", "canal.yaml"),
        "https://raw.githubusercontent.com/projectcalico/calico/v3.24.0/manifests/canal.yaml",
    ),
}

REFUSED_NAMES = {
    "a project that is not upstream": (("cilium", "v1.2.3", "a.yaml"), "expected a project of flannel, calico"),
    "a project that leads elsewhere": (("..", "v1.2.3", "a.yaml"), "expected a project of flannel, calico"),
    "a branch": (("flannel", "master", "a.yaml"), "expected a version such as v1.2.3, found 'master'"),
    "a version with a path": (("flannel", "v1.2.3/../x", "a.yaml"), "expected a version such as v1.2.3"),
    "a version with a line break": (("flannel", "v1.2.3\n", "a.yaml"), "expected a version such as v1.2.3"),
    "a version in other digits": (("flannel", "v1.2.\u0663", "a.yaml"), "expected a version such as v1.2.3"),
    "a version too long to be one": (("flannel", "v1.2." + "3" * 5000, "a.yaml"), "expected a version such as v1.2.3"),
    "a release candidate": (("flannel", "v1.2.3-rc1", "a.yaml"), "expected a version such as v1.2.3"),
    "a file above": (("flannel", "v1.2.3", "../a.yaml"), "expected the plain name of a file"),
    "a file with a query": (("flannel", "v1.2.3", "a.yaml?x"), "expected the plain name of a file"),
    "no file": (("flannel", "v1.2.3", ""), "expected the plain name of a file, found ''"),
}

REFUSED_URLS = {
    "a file url": "file:///etc",
    "plain http": "http://raw.githubusercontent.com/x",
    "another scheme": "ftp://example.org/x",
    "credentials": "https://user:secret@example.org/x",
    "no host": "https:///x",
    "a port that is none": "https://example.org:port/x",
    "a space": "https://example.org/a b",
    "a line break": "https://example.org/a\nb",
}


def refusal(source: str | None, project: str, version: str, file: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        read_source(source, project, version, file)
    return str(caught.value)


def put(folder: Path, content: bytes) -> Path:
    path = folder / "flannel" / "v1.2.3" / "a.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(("names", "url"), UPSTREAM_URLS.values(), ids=UPSTREAM_URLS.keys())
def test_upstream_publishes_at(names: tuple[str, str, str], url: str) -> None:
    assert upstream_url(*names) == url


def test_a_release_without_manifests_in_its_tag_is_refused() -> None:
    assert refusal(None, "calico", "v3.14.2", "calico.yaml") == (
        "calico v3.14.2: expected v3.24.0 or later, whose git tag holds finished manifests, found v3.14.2; "
        "pass a folder that holds calico/v3.14.2/calico.yaml with --from"
    )


@pytest.mark.parametrize("source", [None, "folder", "https://example.org"], ids=["upstream", "a folder", "a base url"])
@pytest.mark.parametrize(("names", "message"), REFUSED_NAMES.values(), ids=REFUSED_NAMES.keys())
def test_a_name_is_refused(source: str | None, names: tuple[str, str, str], message: str) -> None:
    assert message in refusal(source, *names)


@pytest.mark.parametrize("source", REFUSED_URLS.values(), ids=REFUSED_URLS.keys())
def test_a_base_url_is_refused(source: str) -> None:
    message = refusal(source, "flannel", "v1.2.3", "a.yaml")
    assert "expected an https url" in message
    assert "secret" not in message


def test_a_folder_gives_the_bytes(tmp_path: Path) -> None:
    put(tmp_path, b"kind: Pod\r\n\xff")
    assert read_source(str(tmp_path), "flannel", "v1.2.3", "a.yaml") == b"kind: Pod\r\n\xff"


def test_a_link_inside_the_folder_is_followed(tmp_path: Path) -> None:
    path = put(tmp_path, b"x")
    path.with_name("b.yaml").symlink_to("a.yaml")
    assert read_source(str(tmp_path), "flannel", "v1.2.3", "b.yaml") == b"x"


def test_a_folder_may_be_a_link_itself(tmp_path: Path) -> None:
    put(tmp_path / "real", b"x")
    (tmp_path / "link").symlink_to("real")
    assert read_source(str(tmp_path / "link"), "flannel", "v1.2.3", "a.yaml") == b"x"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    path, outside = put(tmp_path / "inside", b"x"), tmp_path / "outside.yaml"
    outside.write_bytes(b"secret")
    path.unlink()
    path.symlink_to(outside)
    assert refusal(str(tmp_path / "inside"), "flannel", "v1.2.3", "a.yaml") == (
        f"{path}: expected a file inside {tmp_path / 'inside'}, found a link to {outside}; put the file itself there"
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal(str(tmp_path), "flannel", "v1.2.3", "a.yaml") == (
        f"{tmp_path}/flannel/v1.2.3/a.yaml: expected a file, found none; "
        "put the file there, or give the folder that holds flannel/v1.2.3/a.yaml"
    )


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, b"x")
    path.unlink()
    path.mkdir()
    assert "expected a file, found a folder or device" in refusal(str(tmp_path), "flannel", "v1.2.3", "a.yaml")


def test_a_file_of_another_digest_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path, b"x")
    with pytest.raises(ProblemsError, match=f"{path}: expected sha256 {'0' * 64}, found 2d711642"):
        read_source(str(tmp_path), "flannel", "v1.2.3", "a.yaml", "0" * 64)


def test_a_file_too_big_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, b"x" * 11)
    monkeypatch.setattr(folders, "LARGEST", 10)
    assert "expected at most 10 bytes, found 11 or more" in refusal(str(tmp_path), "flannel", "v1.2.3", "a.yaml")


@pytest.mark.parametrize(
    ("continuous", "outcome"),
    [("true", pytest.fail.Exception), ("", pytest.skip.Exception)],
    ids=["in CI", "elsewhere"],
)
def test_missing_raw_manifests_are_an_error_only(
    continuous: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CI", continuous)
    monkeypatch.setattr(upstream, "RAW", tmp_path / "none")
    with pytest.raises(outcome, match="no raw manifests beside the repository"):
        upstream.raw_folder()


def test_a_link_that_leads_to_itself_is_no_file(tmp_path: Path) -> None:
    link = tmp_path / "flannel" / "v0.28.9" / "kube-flannel.yml"
    link.parent.mkdir(parents=True)
    link.symlink_to(link.name)
    with pytest.raises(ProblemsError, match=r"kube-flannel\.yml: expected a file, found none; put the file there"):
        read_source(str(tmp_path), "flannel", "v0.28.9", "kube-flannel.yml")
