"""Fetches Debian packages whose programs Calico's image has, and unpacks them without installing them."""

import functools
import shutil
from pathlib import Path

from generator.base import process
from generator.base.caches import cache_folder
from generator.base.errors import problem

# BIRD 1 is what Calico patches; an installed one would start a daemon. `apt-get` takes the packages' signed digests.
PACKAGES = ("bird=1.6.8*", "runit=2.1.2*")


def _home() -> Path:
    """Return where the packages' files are to be."""
    return cache_folder("tools") / "debian-bird-1.6.8-runit-2.1.2"


def _run(*command: str, cwd: Path) -> None:
    done = process.run(command, cwd=cwd, timeout=300)
    if done.status:
        remedy = "run `apt-get update` on Debian 12, which has these packages"
        raise problem(" ".join(command[:3]), expected="success", found=done.stderr.strip(), remedy=remedy)


def fetch() -> Path:
    """Put the packages' files into the cache unless they are there, and return the folder."""
    target = _home()
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with process.scratch("cni-debian-") as folder:
        _run("apt-get", "download", "--quiet", *PACKAGES, cwd=folder)
        for package in sorted(folder.glob("*.deb")):
            _run("dpkg-deb", "--extract", package.name, "root", cwd=folder)
        shutil.copytree(folder / "root", target.with_suffix(".new"), symlinks=True, dirs_exist_ok=True)
    target.with_suffix(".new").replace(target)
    return target


@functools.cache
def extracted() -> Path:
    """Return the folder of the packages' files. Raise ProblemsError if `fetch` has not been there."""
    target = _home()
    if not target.is_dir():
        remedy = "run `nox -s datapath`, which fetches them"
        raise problem(str(target), expected="files of bird and runit", found="none", remedy=remedy)
    return target
