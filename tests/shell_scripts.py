"""The scripts of the node bundle, as they are or patched, and the commands that a test leaves them."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.paths import ROOT

STATIC = ROOT / "generator" / "node" / "static"
INSTALLER, CLEANUP = STATIC / "install-cni-plugins", STATIC / "cleanup"
SCRIPTS = (INSTALLER, CLEANUP)

# The folders of commands that every distribution has; what a test needs of them is an error when it is missing.
SYSTEM = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
SYSTEM_PATH = os.pathsep.join(SYSTEM)

# All that the scripts call.
IPTABLES = tuple(
    f"{family}-{kind}-{what}"
    for family in ("iptables", "ip6tables")
    for kind in ("nft", "legacy")
    for what in ("save", "restore")
)
COMMANDS = (
    *("sh", "awk", "cat", "chmod", "cmp", "cp", "curl", "flock", "grep", "gzip", "id"),
    *("ip", "ipset", "mkdir", "mktemp", "mv", "nft", "rm", "sed", "sha256sum", "sleep", "sort"),
    *("sync", "tail", "tar", "tr", "umount", "uname", "uniq", "wc", "wget"),
    *IPTABLES,
)

# A network, mounts and processes of one's own, as root or as a user that is root in there.
APART = ("unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")


def program(name: str) -> str:
    """Where a command is that the tests need."""
    found = shutil.which(name, path=SYSTEM_PATH)
    assert found, f"expected the command {name}, found none; install its package, which CONTRIBUTING.md names"
    return found


def patched(script: Path, old: str, new: str, folder: Path) -> Path:
    """A copy of a script in which one passage is another one."""
    text = script.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"expected {old!r} once in {script.name}, found it {text.count(old)} times"
    copy = folder / script.name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def commands_without(folder: Path, *names: str) -> str:
    """A path with all commands that the scripts call but those of these names."""
    folder.mkdir()
    for name in {*COMMANDS} - {*names}:
        (folder / name).symlink_to(program(name))
    return str(folder)


def busybox_commands(folder: Path, *others: str) -> str:
    """A path with busybox's commands, which are those of small systems, and others that busybox lacks."""
    folder.mkdir()
    subprocess.run([program("busybox"), "--install", "-s", str(folder)], check=True)
    for name in others:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(program(name))
    return str(folder)
