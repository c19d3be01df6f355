"""What the installer's options mean, what is refused of them, and the archives that it knows."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.cni_archives import Node, files, path_of, release, sha256
from tests.https_server import body, serving
from tests.shell_scripts import INSTALLER, commands_without

GOOD = release()
GOOD_DIGEST = sha256(GOOD)

# The archives that upstream published for the field guide's release and for the current one, as far as they are known.
KNOWN = re.compile(r"^(v\d+\.\d+\.\d+) (\w+) ([0-9a-f]{64})$", re.MULTILINE)

# Options, and what is said about them.
MISUSES = {
    "--version 1.9": "--version: expected a release such as v1.9.1, found 1.9",
    "--version v1.9.1/../x": "--version: expected a release such as v1.9.1, found v1.9.1/../x",
    "--version v1.0.0": "expected a known archive, found v1.0.0 for amd64; pass the sha256 that the release page states"
    " for cni-plugins-linux-amd64-v1.0.0.tgz with --sha256",
    "--arch s390x": "expected a known archive, found v1.9.1 for s390x; pass the sha256 that the release page states"
    " for cni-plugins-linux-s390x-v1.9.1.tgz with --sha256",
    "--arch i386": "--arch: expected one of amd64 arm arm64 mips64le ppc64le riscv64 s390x, found i386",
    "--sha256 abc": "--sha256: expected 64 characters of 0-9 and a-f, found abc",
    "--base-url file:///mirror": "--base-url: expected an http or https address without credentials, found"
    " file:///mirror; for a file on this machine write --archive FILE",
    "--base-url https://me:secret@mirror": "--base-url: expected an http or https address without credentials, found"
    " https://...@mirror; for a file on this machine write --archive FILE",
    "--archive a.tgz --base-url https://mirror": "--archive: expected no --base-url and no --ca-file beside it, found"
    " one; leave one of them out",
    "--target bin": "--target: expected an absolute path, found bin",
    "--target": "--target: expected a value, found none",
    "--force": "expected an option, found --force",
    "v1.9.1": "expected an option, found v1.9.1",
}


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A folder that has binaries already."""
    made = Node(folder=tmp_path)
    made.prepare()
    return made


def known_archives() -> list[tuple[str, str, str]]:
    """The script's table: version, architecture, digest."""
    return KNOWN.findall(INSTALLER.read_text(encoding="utf-8"))


def test_the_known_archives_are_of_two_releases_and_differ() -> None:
    known = known_archives()
    assert {version for version, _, _ in known} == {"v0.8.6", "v1.9.1"}
    assert len({digest for _, _, digest in known}) == len({(version, arch) for version, arch, _ in known}) == len(known)
    assert INSTALLER.read_text(encoding="utf-8").count("\nv") == len(known) + 1  # version= is the default


@pytest.mark.parametrize(("version", "arch", "digest"), known_archives())
def test_a_known_archive_needs_no_digest(version: str, arch: str, digest: str, node: Node, tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(GOOD)
    done = node.run(None, "--version", version, "--arch", arch, "--archive", str(tmp_path / "a.tgz"))
    assert done.returncode == 1
    assert f": expected sha256 {digest}, found {GOOD_DIGEST}; nothing was unpacked." in done.stderr


@pytest.mark.parametrize(("options", "message"), MISUSES.items(), ids=MISUSES.keys())
def test_a_command_line_is_refused_with(options: str, message: str, node: Node) -> None:
    before = files(node.target)
    done = node.run(None, *options.split())
    said = f"install-cni-plugins: {message}; install-cni-plugins -h lists the options\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert files(node.target) == before


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        pytest.param(("flock",), "expected the command flock, found none", id="flock"),
        pytest.param(
            ("curl", "wget"), "expected curl or wget, found neither; install one, or fetch", id="curl and wget"
        ),
    ],
)
def test_a_missing_command_is_told(missing: tuple[str, ...], message: str, node: Node, tmp_path: Path) -> None:
    done = Node(folder=node.folder, path=commands_without(tmp_path / "bin", *missing)).run(None)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"install-cni-plugins: {message}")


@pytest.mark.parametrize(
    ("machine", "arch"),
    [("x86_64", "amd64"), ("aarch64", "arm64"), ("armv7l", "arm"), ("ppc64le", "ppc64le"), ("s390x", "s390x")],
)
def test_the_archive_is_that_of(machine: str, arch: str, node: Node, tmp_path: Path) -> None:
    fake = tmp_path / "uname"
    fake.write_text(f"#!/bin/sh\necho {machine}\n", encoding="utf-8")
    fake.chmod(0o755)
    with serving({path_of(arch=arch): body(GOOD)}, tmp_path) as server:
        options = ["--base-url", server.url, "--ca-file", str(server.authority), "--sha256", GOOD_DIGEST]
        command = ["sh", str(INSTALLER), "--target", str(node.target), *options]
        done = subprocess.run(command, env={"PATH": f"{tmp_path}:{node.path}"}, capture_output=True, check=False)
    assert (done.returncode, [path for path, _ in server.requests]) == (0, [path_of(arch=arch)])
