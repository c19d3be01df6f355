"""The repository is fit to be published: no machine, no registry, its license and its notice."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.paths import ROOT

# Written in parts, so that this file does not hold what it looks for.
HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "crates" + ".io", "rubygems" + ".org")
GO_HOSTS = ("proxy." + "golang.org", "sum." + "golang.org", "goproxy" + ".io", "goproxy" + ".cn")
FORBIDDEN = re.compile(
    "|".join([*map(re.escape, (*HOSTS, *GO_HOSTS)), r"(?<![\w.~-])/(?:root|work|home/\w+|Users/\w+)(?![\w-])"]).encode()
)


def forbidden(content: bytes) -> list[str]:
    """The package registries and machine paths that a file mentions."""
    return sorted({match.decode() for match in FORBIDDEN.findall(content)})


def published_files() -> list[Path]:
    """Every file that git tracks or would add."""
    git = shutil.which("git") or "git"
    listing = [git, "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
    return [path for path in (ROOT / name for name in names if name) if path.is_file()]


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = {str(path.relative_to(ROOT)): forbidden(path.read_bytes()) for path in published_files()}
    assert {name: hits for name, hits in found.items() if hits} == {}


@pytest.mark.parametrize(
    "text", [f"https://{HOSTS[0]}/x", f"GOPROXY={GO_HOSTS[0]}", "cd /ro" + "ot\n", '"/wo' + 'rk/x"']
)
def test_a_registry_or_a_machine_is_found(text: str) -> None:
    assert forbidden(text.encode()) != []


@pytest.mark.parametrize("text", ["/etc/kubernetes", "https://example.org/root/x", "/workspace/"])
def test_another_path_is_no_machine(text: str) -> None:
    assert forbidden(text.encode()) == []


def test_the_license_is_apache_2_0_word_for_word() -> None:
    digest = hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest()
    assert digest == "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30"


@pytest.mark.parametrize(
    "name", ["the cni authors", "flannel-io/flannel", "projectcalico/calico", "Kubernetes OpenAPI"]
)
def test_the_notice_names(name: str) -> None:
    assert name in (ROOT / "NOTICE").read_text(encoding="utf-8")
