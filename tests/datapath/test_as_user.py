"""A case that needs no root runs as a user who has no right at all outside of the namespaces that it makes."""

import os
import sys
from pathlib import Path

import pytest

from generator.base.caches import cache_folder
from generator.base.process import run
from tests.paths import ROOT

pytestmark = pytest.mark.cluster

_USER = 65534
_AS_USER = (
    *("setpriv", "--reuid", str(_USER), "--regid", str(_USER), "--clear-groups", "--no-new-privs"),
    *("--inh-caps=-all", "--bounding-set=-all"),
)
_CASE = "flannel documentation vxlan"

# Run in mounts of its own: puts a folder in memory, which everybody may enter, over one that only root may, and shows
# in there at its own path what is needed of it: `sh -c SCRIPT sh CLOSED NEEDED... -- COMMAND...`.
_SHOW = """
closed=$1; shift
mount -t tmpfs tmpfs /mnt
mount --rbind "$closed" "$(mkdir -p /mnt/kept; echo /mnt/kept)"
mount -t tmpfs -o mode=755 tmpfs "$closed"
while [ "$1" != -- ]; do
    mkdir -p "$1"
    mount --rbind "/mnt/kept${1#"$closed"}" "$1"
    shift
done
shift
umount -l /mnt
exec "$@"
"""


def _closed(path: Path) -> Path | None:
    """Return the uppermost folder above a path that others than its owner may not enter."""
    return next((folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001), None)


def _showing(paths: list[Path], command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command that runs one where a user can come to these paths."""
    needed: dict[Path, list[str]] = {}
    for path in paths:
        if closed := _closed(path):
            needed.setdefault(closed, []).append(str(path))
    for closed, shown in needed.items():
        command = ("sh", "-euc", _SHOW, "sh", str(closed), *shown, "--", *command)
    return ("unshare", "--mount", "--propagation", "private", *command)


def test_a_user_without_any_right_runs_a_case(tmp_path: Path) -> None:
    asked = run([*_AS_USER, "unshare", "--user", "--map-root-user", "--net", "true"])
    if asked.status:
        pytest.skip(f"not here: {asked.stderr.strip()}")
    own = tmp_path / "own"
    own.mkdir()
    os.chown(own, _USER, _USER)
    cache = cache_folder("tools")
    paths = [Path(one).resolve() for one in (ROOT, sys.prefix, sys.base_prefix, cache, own)]
    program = (*_AS_USER, sys.executable, "-m", "tests.datapath", _CASE)
    env = {**os.environ, "HOME": str(own), "TMPDIR": str(own), "CNI_TOOLS_CACHE": str(cache)}
    done = run(_showing(paths, program), cwd=ROOT, env=env, timeout=300)
    assert (done.status, done.stderr) == (0, ""), done.stdout
    assert f"{_CASE}: works\n" in done.stdout
    assert ", a user\n" in done.stdout
    assert [*own.iterdir()] == []
