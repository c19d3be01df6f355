"""What must never be taken in is refused by the command line itself, and nothing is written."""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.files import write_tree
from generator.base.process import run
from generator.base.yamltree import dump
from generator.releases.lines import read_lines
from generator.releases.urls import ASSETS
from tests.https_server import Server, body, redirect, serving
from tests.paths import ROOT
from tests.upstream import LINE, current

CURRENT, BEFORE = (line.version for line in read_lines()[:2])
NEXT = "v9.9.9"
FILE = "kube-flannel.yml"
# Ten lists, each of which names the one before ten times.
BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
ROUTES = {
    f"/large/flannel/{NEXT}/{FILE}": body(bytes(100_000_000)),
    f"/away/flannel/{NEXT}/{FILE}": redirect("https://localhost/elsewhere"),
}


class Site(Struct, frozen=True, kw_only=True):
    """A copy of the project, a server of bad answers, and a folder for releases."""

    project: Path
    server: Server
    raw: Path

    def serves(self, version: str, text: str) -> str:
        """The folder of releases, with this as all files of flannel's."""
        shutil.rmtree(self.raw, ignore_errors=True)
        folder = self.raw / "flannel" / version
        write_tree(folder, {FILE: text, f"{ASSETS}{FILE}": text})
        return str(self.raw)

    def command(self, *arguments: str) -> tuple[int, str]:
        """What the command line ends with and says of it."""
        environment = {**os.environ, "NO_PROXY": "*", "SSL_CERT_FILE": str(self.server.authority)}
        output = run([sys.executable, "-m", "generator", *arguments], env=environment, cwd=self.project)
        return output.status, output.stderr

    def contents(self) -> dict[Path, str]:
        """The sha256 of every file of the project but what Python keeps."""
        paths = (path for path in self.project.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    project = tmp_path_factory.mktemp("project")
    for name in ("generator", "charts", "docs", "schemas"):
        shutil.copytree(ROOT / name, project / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", project)
    with serving(ROUTES, tmp_path_factory.mktemp("https")) as server:
        yield Site(project=project, server=server, raw=tmp_path_factory.mktemp("raw") / "upstream")


# What `update` is told, after what was put where it looks, and what it says.
FAULTS: dict[str, tuple[Callable[[Site], list[str]], str]] = {
    "a tag that moved": (
        lambda site: ["--from", site.serves(LINE.flannel, dump([*current()["kube-flannel"]]))],
        "the tag moved or the file was changed",
    ),
    "an alias bomb": (
        lambda site: ["--flannel", NEXT, "--from", site.serves(NEXT, BOMB)],
        "expected plain YAML, found the anchor or alias 'a0'",
    ),
    "a body of 100 MB": (
        lambda site: ["--flannel", NEXT, "--from", f"{site.server.url}/large"],
        "found 100000000 or more",
    ),
    "http in place of https": (
        lambda site: ["--flannel", NEXT, "--from", f"http://{site.server.host}/large"],
        "expected an https url without credentials, found scheme 'http'",
    ),
    "a redirect to another host": (
        lambda site: ["--flannel", NEXT, "--from", f"{site.server.url}/away"],
        "found localhost",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_an_update_is_refused(name: str, site: Site) -> None:
    told, says = FAULTS[name]
    before = site.contents()
    status, said = site.command("update", *told(site))
    assert (status, says in said, "Traceback" in said) == (1, True, False), said
    assert site.contents() == before


READERS = (("build",), ("check",), ("package", "--epoch", "1"), ("drift", "--from", BEFORE, "--to", CURRENT))


@pytest.mark.parametrize("command", READERS, ids=lambda command: command[0])
def test_a_snapshot_that_was_tampered_with_is_refused(command: tuple[str, ...], site: Site) -> None:
    path = site.project / "generator" / "upstream" / "flannel" / LINE.flannel / "kube-flannel.yaml"
    original = path.read_text(encoding="utf-8")
    path.write_text(original.replace("- get", "- delete", 1), encoding="utf-8")
    before = site.contents()
    try:
        status, said = site.command(*command)
        assert (status, site.contents()) == (1, before), said
    finally:
        path.write_text(original, encoding="utf-8")
    assert "expected sha256" in said
