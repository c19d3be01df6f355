"""The installer of the base CNI plugins, run for real: what it installs, what it refuses, and what stays as it was."""

import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cni_archives import (
    OLD_VERSION,
    PLUGINS,
    VERSION,
    Member,
    Node,
    archive,
    binary,
    files,
    header,
    path_of,
    publishing,
    release,
    sha256,
)
from tests.https_server import Reply, body, redirect, serving
from tests.programs import program
from tests.shell_scripts import INSTALLER, busybox_commands, commands_without, patched

GOOD = release()
GOOD_DIGEST = sha256(GOOD)
DOWNLOADERS = ("curl", "wget")

# What the server answers, what the script is told the archive's sha256 is, and what it says then.
ANSWERS: dict[str, tuple[Reply, str, str]] = {
    "status 404": (body(b"gone", status=404), GOOD_DIGEST, "expected an archive, found what "),
    "status 500": (body(b"broken", status=500), GOOD_DIGEST, "expected an archive, found what "),
    "less than announced": (body(GOOD[:5000], length=len(GOOD)), GOOD_DIGEST, "expected an archive, found what "),
    "half an archive": (body(GOOD[:5000]), GOOD_DIGEST, f"expected sha256 {GOOD_DIGEST}, found {sha256(GOOD[:5000])};"),
    "another archive": (body(GOOD), "0" * 64, f"expected sha256 {'0' * 64}, found {GOOD_DIGEST};"),
    "a redirect to nothing": (redirect("/nothing"), GOOD_DIGEST, "expected an archive, found what "),
    "redirects without end": (redirect(path_of()), GOOD_DIGEST, "expected an archive, found what "),
}

# Members that no archive of plugins has, whose digest is right.
MEMBERS: dict[str, tuple[str, Member]] = {
    "a file outside": ("../evil", b"x"),
    "a file outside of a folder": ("./x/../../evil", b"x"),
    "an absolute path": ("/tmp/evil", b"x"),
    "a link": ("./evil", header("./evil", tarfile.SYMTYPE, "/etc/passwd")),
    "a hard link": ("./evil", header("./evil", tarfile.LNKTYPE, "./bridge")),
    "a device": ("./evil", header("./evil", tarfile.CHRTYPE)),
    "a pipe": ("./evil", header("./evil", tarfile.FIFOTYPE)),
    "a file in a folder": ("./evil/bridge", b"x"),
    "a folder": ("./evil", header("./evil", tarfile.DIRTYPE)),
    "a hidden file": ("./.evil", b"x"),
    "a name with a blank": ("./evil plugin", b"x"),
    "a member twice": ("./bridge", b"x"),
    "a member twice, by another name": ("bridge", b"x"),
}


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A folder that has binaries already."""
    made = Node(folder=tmp_path)
    made.prepare()
    return made


def with_downloader(name: str, tmp_path: Path) -> str:
    """A path with one of the two programs that can download; that it is there is what the tests ask for."""
    program(name)
    return commands_without(tmp_path / "bin", *({*DOWNLOADERS} - {name}))


def prove_installing(node: Node) -> None:
    """A release is installed by renames, and what others have put there stays."""
    before = files(node.target)
    with (node.target / "bridge").open("rb") as old, publishing(body(GOOD), node.folder) as server:
        done = node.run(server, "--sha256", GOOD_DIGEST)
        assert sha256(old.read()) == sha256(binary("bridge", OLD_VERSION))
    after = files(node.target)
    assert (done.returncode, "install-cni-plugins:" in done.stderr) == (0, False)
    assert {name: (after[name].sha256, after[name].mode) for name in PLUGINS} == {
        name: (sha256(binary(name)), 0o755) for name in PLUGINS
    }
    assert {name: file for name, file in after.items() if name not in PLUGINS} == {
        name: before[name] for name in ("calico", "flannel")
    }


def prove_refusal(node: Node, reply: Reply, digest: str, said: str) -> None:
    """What cannot be installed leaves all as it was, and is told with a remedy."""
    before = files(node.target)
    with publishing(reply, node.folder) as server:
        done = node.run(server, "--sha256", digest)
        expected = f"install-cni-plugins: {server.url}{path_of()}: "
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{expected}{said}" in done.stderr
    assert files(node.target) == before
    assert not list(node.folder.rglob("evil*"))
    assert sorted(path.name for path in node.target.iterdir()) == ["bridge", "calico", "flannel"]


def prove_member(node: Node, member: tuple[str, Member]) -> None:
    """An archive with this member is refused as a whole."""
    content = release(member)
    said = "expected only ordinary files in the root of the archive, found: "
    prove_refusal(node, body(content), sha256(content), said)


@pytest.mark.parametrize("downloader", DOWNLOADERS)
def test_a_release_is_installed_with(downloader: str, node: Node, tmp_path: Path) -> None:
    prove_installing(Node(folder=node.folder, path=with_downloader(downloader, tmp_path)))


@pytest.mark.parametrize("downloader", DOWNLOADERS)
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_nothing_changes_after(answer: tuple[Reply, str, str], downloader: str, node: Node, tmp_path: Path) -> None:
    prove_refusal(Node(folder=node.folder, path=with_downloader(downloader, tmp_path)), *answer)


@pytest.mark.parametrize("member", MEMBERS.values(), ids=MEMBERS.keys())
def test_an_archive_is_refused_that_holds(member: tuple[str, Member], node: Node) -> None:
    prove_member(node, member)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"<html>not found</html>", "expected a gzipped tar archive, found: ", id="no archive"),
        pytest.param(archive(("./bridge", b"x")), "expected the base CNI plugins, found no loopback;", id="no plugins"),
    ],
)
def test_a_file_is_refused_that_is(content: bytes, said: str, node: Node) -> None:
    prove_refusal(node, body(content), sha256(content), said)


def test_a_mirror_without_a_known_certificate_is_refused(node: Node) -> None:
    before = files(node.target)
    with publishing(body(GOOD), node.folder) as server:
        done = node.run(None, "--base-url", server.url, "--sha256", GOOD_DIGEST)
        assert server.requests == []
    assert (done.returncode, files(node.target)) == (1, before)
    assert "certificate" in done.stderr


def test_a_redirect_from_https_to_http_is_not_followed(node: Node, tmp_path: Path) -> None:
    with serving({path_of(): body(GOOD)}, tmp_path, tls=False) as plain:
        prove_refusal(node, redirect(plain.url + path_of()), GOOD_DIGEST, "expected an archive, found what curl says")
        assert plain.requests == []


def test_a_redirect_is_followed(node: Node) -> None:
    with publishing(redirect("/elsewhere.tgz"), node.folder, {"/elsewhere.tgz": body(GOOD)}) as server:
        assert node.run(server, "--sha256", GOOD_DIGEST).returncode == 0
        assert [path for path, _ in server.requests] == [path_of(), "/elsewhere.tgz"]


def test_a_second_run_changes_nothing(node: Node) -> None:
    with publishing(body(GOOD), node.folder) as server:
        assert node.run(server, "--sha256", GOOD_DIGEST).returncode == 0
        before = files(node.target)
        done = node.run(server, "--sha256", GOOD_DIGEST)
    where = f"install-cni-plugins: {VERSION} for amd64 in {node.target}"
    assert (done.returncode, done.stdout) == (
        0,
        f"{where}: installed nothing; the same as before: {' '.join(PLUGINS)}\n",
    )
    assert files(node.target) == before


@pytest.mark.parametrize("there", [True, False], ids=["that is there stays", "that is not there is installed"])
def test_a_binary_flannel(there: bool, node: Node) -> None:
    content = release(("./flannel", binary("flannel")))
    if not there:
        (node.target / "flannel").unlink()
    with publishing(body(content), node.folder) as server:
        done = node.run(server, "--sha256", sha256(content))
    assert done.returncode == 0
    found = (node.target / "flannel").read_bytes()
    assert found == (binary("flannel", "another project") if there else binary("flannel"))
    assert (f"kept {node.target}/flannel" in done.stdout) is there


def test_a_folder_in_the_place_of_a_binary_is_told(node: Node) -> None:
    (node.target / "portmap").mkdir()
    before = files(node.target)
    with publishing(body(GOOD), node.folder) as server:
        done = node.run(server, "--sha256", GOOD_DIGEST)
    message = f"{node.target}/portmap: expected a file or nothing, found a folder; move it away"
    assert (done.returncode, done.stderr) == (1, f"install-cni-plugins: {message}\n")
    assert files(node.target) == before


def test_an_archive_on_the_machine_is_checked_and_installed(node: Node, tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(GOOD)
    before = files(node.target)
    refused = node.run(None, "--archive", str(tmp_path / "a.tgz"))
    assert (refused.returncode, files(node.target)) == (1, before)
    assert f", found {GOOD_DIGEST}; nothing was unpacked." in refused.stderr
    assert node.run(None, "--archive", str(tmp_path / "a.tgz"), "--sha256", GOOD_DIGEST).returncode == 0
    assert files(node.target)["loopback"].sha256 == sha256(binary("loopback"))


def test_a_small_system_installs_a_release_over_http(node: Node, tmp_path: Path) -> None:
    path = busybox_commands(tmp_path / "bin", "flock")
    with serving({path_of(): body(GOOD)}, tmp_path, tls=False) as server:
        options = ["--base-url", server.url, "--sha256", GOOD_DIGEST, "--target", str(node.target), "--arch", "amd64"]
        command = [program("busybox"), "sh", str(INSTALLER), *options]
        done = subprocess.run(command, env={"PATH": path}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: files(node.target)[name].sha256 for name in PLUGINS} == {
        name: sha256(binary(name)) for name in PLUGINS
    }


# What is broken in a copy of the script, and the proof that is red then.
CANARIES: dict[str, tuple[str, str, Callable[[Node], None]]] = {
    "no check of the digest": (
        '[ "$found" = "$expected" ] ||',
        '[ -n "$found" ] ||',
        lambda node: prove_refusal(node, *ANSWERS["another archive"]),
    ),
    "no check of the members": (
        '[ -z "$unexpected" ] ||',
        ': "$unexpected" ||',
        lambda node: prove_member(node, MEMBERS["a member twice"]),
    ),
    "no check of the members' kinds": (
        "grep -Ev '^-' |",
        "false |",
        lambda node: prove_member(node, MEMBERS["a pipe"]),
    ),
    "no cleaning up": (
        "trap clean_up EXIT\n",
        "",
        lambda node: prove_refusal(node, *ANSWERS["another archive"]),
    ),
    "writing into the old binary": (
        'mv -f -- "$path" "$target/$plugin"',
        'cp -f -- "$path" "$target/$plugin"',
        prove_installing,
    ),
}


@pytest.mark.parametrize(("old", "new", "prove"), CANARIES.values(), ids=CANARIES.keys())
def test_the_proofs_notice(old: str, new: str, prove: Callable[[Node], None], node: Node, tmp_path: Path) -> None:
    broken = Node(folder=node.folder, script=patched(INSTALLER, old, new, tmp_path))
    with pytest.raises(AssertionError):
        prove(broken)
