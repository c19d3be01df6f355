"""The releases of a project are upstream's tags, a mirror's list of them, or the folders of raw manifests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.releases import sources, tags
from generator.releases.fetch import Policy
from generator.releases.tags import newest_patch, published
from tests.https_server import Server, body, serving

COMMIT = "0123456789abcdef" * 2 + "01234567"
NAMES = (
    "refs/heads/master",
    "refs/heads/refs/tags/v9.9.9",
    "refs/pull/1/head",
    "refs/tags/v0.9.10",
    "refs/tags/v0.28.9",
    "refs/tags/v0.28.9^{}",
    "refs/tags/v0.28.10-rc1",
    "refs/tags/v0.29.0-0.dev",
    "refs/tags/chart-v7.0.0",
    "refs/tags/v0.28",
)
RELEASES = ("v0.9.10", "v0.28.9")
# The same list as a plain file, and as git's own server answers.
PLAIN = "".join(f"{COMMIT}\t{name}\n" for name in NAMES).encode()


def packet(line: str) -> str:
    """A line of git's protocol: its length with that of the length itself, in four digits."""
    return f"{len(line) + 4:04x}{line}"


ANSWER = "".join(
    (
        packet("# service=git-upload-pack\n"),
        "0000",
        packet(f"{COMMIT} HEAD\0multi_ack symref=HEAD:refs/heads/master agent=git/2\n"),
        *(packet(f"{COMMIT} {name}\n") for name in NAMES),
        "0000",
    )
).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    routes = {
        "/mirror/flannel/info/refs": body(PLAIN),
        "/mirror/calico/info/refs": body(b"<html>sign in</html>"),
    }
    with serving(routes, tmp_path_factory.mktemp("mirror")) as running:
        yield running


def test_upstreams_tags_are_asked_of_its_git_server(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"https://github.com/flannel-io/flannel.git/info/refs?service=git-upload-pack": ANSWER}
    monkeypatch.setattr(tags, "fetch", answers.__getitem__)
    assert published("flannel", None) == RELEASES


def test_a_first_line_that_is_a_tag_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    first = f"{COMMIT} refs/tags/v3.32.1\0agent=git/2\n"
    monkeypatch.setattr(tags, "fetch", lambda _: f"0000{packet(first)}0000".encode())
    assert published("calico", None) == ("v3.32.1",)


def test_a_mirror_serves_the_list_beside_the_releases(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    assert published("flannel", f"{server.url}/mirror/") == RELEASES


def test_a_folder_holds_its_releases(tmp_path: Path) -> None:
    for name in ("v0.28.9", "v0.9.10", "v0.29.0-rc1", "latest"):
        (tmp_path / "flannel" / name).mkdir(parents=True)
    (tmp_path / "flannel" / "v1.0.0").write_text("a file", encoding="utf-8")
    assert published("flannel", str(tmp_path)) == RELEASES


def refusal(project: str, source: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        published(project, source)
    return str(caught.value)


def test_an_answer_that_is_no_list_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    assert refusal("calico", f"{server.url}/mirror") == (
        f"{server.url}/mirror/calico/info/refs: expected git's list of references, found <html>sign in</html>; "
        "serve what git update-server-info writes to info/refs, or name the releases"
    )


def test_a_source_without_releases_is_refused(tmp_path: Path) -> None:
    assert refusal("calico", str(tmp_path)) == (
        f"{tmp_path / 'calico'}: expected a release of calico such as v1.2.3, found none; "
        "name the release with --calico"
    )


def test_a_mirror_may_redirect_within_its_own_host_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fetch(_: str, *, policy: Policy, **__: object) -> bytes:
        assert policy.hosts == {"mirror.example.org:8443"}
        return PLAIN

    monkeypatch.setattr(sources, "fetch", fetch)
    assert published("flannel", "https://mirror.example.org:8443/files") == RELEASES


@pytest.mark.parametrize(
    ("version", "newest"),
    [("v0.28.2", "v0.28.9"), ("v0.28.9", "v0.28.9"), ("v0.28.11", "v0.28.11"), ("v0.27.1", "v0.27.1")],
)
def test_the_newest_patch_is_of_the_same_minor_version(version: str, newest: str) -> None:
    assert newest_patch(version, ("v0.9.10", "v0.28.9", "v0.29.0")) == newest
