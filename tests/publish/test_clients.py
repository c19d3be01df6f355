"""What is published is what helm 4 and helm 3 find, pull and install from a web server."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.checks.renderings import HELMS
from generator.publish.archive import read_archive
from generator.publish.replay import replay
from generator.publish.repository import Repository, publish
from generator.releases.lines import read_lines
from tests.builds import built
from tests.clients import helm, said
from tests.file_server import serving_files
from tests.packages import packaged

NEWEST, OLDEST = (read_lines()[number].version for number in (0, -1))
# helm 3 asks a cluster for its version, even for a dry run of the client's; `template` is the same without one.
INSTALLS = {"helm4": ("install", "--dry-run=client"), "helm3": ("template",)}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A web server of a repository with the newest and the oldest line."""
    folder = tmp_path_factory.mktemp("repo")
    publish(Repository(folder=folder), [packaged(NEWEST), packaged(OLDEST)])
    with serving_files(folder) as url:
        yield url


@pytest.mark.parametrize("name", HELMS)
def test_a_helm_adds_finds_pulls_and_installs(name: str, address: str, tmp_path: Path) -> None:
    assert said(name, tmp_path, "repo", "add", "cni", address) == '"cni" has been added to your repositories\n'
    found = json.loads(said(name, tmp_path, "search", "repo", "cni/cni", "--versions", "--output", "json"))
    assert [one["version"] for one in found] == [NEWEST, OLDEST]
    said(name, tmp_path, "pull", "cni/cni", "--version", OLDEST, "--destination", str(tmp_path))
    pulled = read_archive(tmp_path / f"cni-{OLDEST}.tgz")
    assert pulled.sha256 == hashlib.sha256(packaged(OLDEST).archive.body).hexdigest()
    assert replay(pulled, built(OLDEST)) == []
    verb, *options = INSTALLS[name]
    shown = said(name, tmp_path, verb, "cni", "cni/cni", "--version", NEWEST, *options)
    assert "ghcr.io/flannel-io/flannel:v0.28.9" in shown


@pytest.mark.parametrize("name", HELMS)
def test_a_version_that_is_not_there_is_not_found(name: str, address: str, tmp_path: Path) -> None:
    done = helm(name, tmp_path, "pull", "cni", "--repo", address, "--version", "9.9.9")
    assert done.status == 1
    assert "9.9.9" in done.stderr
