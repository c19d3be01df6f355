"""A signed package is the same package, and helm 4 and helm 3 verify it from a repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError
from generator.base.process import run, scratch
from generator.checks.renderings import HELMS
from generator.publish.package import Package, package
from generator.publish.repository import Repository, publish
from generator.releases.lines import read_lines
from generator.tools.helm import Signing
from tests.builds import built
from tests.clients import helm, said
from tests.file_server import serving_files
from tests.packages import EPOCH, packaged
from tests.test_cli import refused

OLDEST = read_lines()[-1].version
NAME = "cni tests"


def gpg(home: Path, *arguments: str) -> None:
    """GnuPG with a home of its own, which must be short: a socket stands in it."""
    options = ["--homedir", str(home), "--batch", "--quiet", "--yes", "--passphrase", "", "--pinentry-mode", "loopback"]
    done = run(["gpg", *options, *arguments])
    assert done.status == 0, done.stderr


@pytest.fixture(scope="module")
def keys() -> Iterator[Path]:
    """A folder with a secret key, the public one of it, and the public one of somebody else."""
    with scratch("k-") as folder:
        try:
            for name in (NAME, "others"):
                gpg(folder, "--quick-generate-key", name, "rsa2048", "sign", "never")
            gpg(folder, "--output", str(folder / "secret.gpg"), "--export-secret-keys", NAME)
            gpg(folder, "--output", str(folder / "public.gpg"), "--export", NAME)
            gpg(folder, "--output", str(folder / "others.gpg"), "--export", "others")
            yield folder
        finally:
            run(["gpgconf", "--homedir", str(folder), "--kill", "all"])


@pytest.fixture(scope="module")
def signed(keys: Path) -> Package:
    """The package of the oldest line, signed."""
    return package(built(OLDEST), EPOCH, Signing(key=NAME, keyring=keys / "secret.gpg"))


def test_a_signature_changes_nothing_of_the_package(signed: Package) -> None:
    assert signed.archive.body == packaged(OLDEST).archive.body
    assert set(signed.beside) == {f"cni-{OLDEST}.cdx.json", f"cni-{OLDEST}.tgz.prov"}
    assert f"sha256:{signed.archive.sha256}".encode() in signed.beside[f"cni-{OLDEST}.tgz.prov"]


@pytest.mark.parametrize("name", HELMS)
def test_helm_verifies_what_it_pulls(name: str, signed: Package, keys: Path, tmp_path: Path) -> None:
    publish(Repository(folder=tmp_path / "repo"), [signed])
    with serving_files(tmp_path / "repo") as url:
        pull = ["pull", "cni", "--repo", url, "--verify", "--destination", str(tmp_path), "--keyring"]
        assert helm(name, tmp_path, *pull, str(keys / "others.gpg")).status == 1
        said(name, tmp_path, *pull, str(keys / "public.gpg"))
    path = tmp_path / f"cni-{OLDEST}.tgz"
    assert f"sha256:{signed.archive.sha256}" in said(
        name, tmp_path, "verify", str(path), "--keyring", str(keys / "public.gpg")
    )
    path.write_bytes(signed.archive.body + b"\n")
    assert (
        "sha256 sum does not match"
        in helm(name, tmp_path, "verify", str(path), "--keyring", str(keys / "public.gpg")).stderr
    )


def test_a_key_that_is_not_there_stops_the_package(keys: Path) -> None:
    with pytest.raises(ProblemsError, match=r"^helm4 package "):
        package(built(OLDEST), EPOCH, Signing(key="nobody", keyring=keys / "secret.gpg"))


@pytest.mark.parametrize("option", ["--key", "--keyring", "--passphrase-file"])
def test_a_key_and_its_file_belong_together(option: str) -> None:
    assert refused("package", "--epoch", "0", option, "x").startswith("--key: expected --key and --keyring, found ")
