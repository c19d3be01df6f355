"""Provides the scripts of the node bundle, as they are or patched, and the commands that a test leaves them."""

import subprocess
from pathlib import Path

from tests.paths import ROOT
from tests.programs import IPTABLES, program

STATIC = ROOT / "generator" / "node" / "static"
INSTALLER, CLEANUP = STATIC / "install-cni-plugins", STATIC / "cleanup"
SCRIPTS = (INSTALLER, CLEANUP)

# All that the scripts call.
COMMANDS = (
    *("sh", "awk", "cat", "chmod", "cmp", "cp", "curl", "flock", "grep", "gzip", "id"),
    *("ip", "ipset", "mkdir", "mktemp", "mv", "nft", "rm", "sed", "sha256sum", "sleep", "sort"),
    *("sync", "tail", "tar", "tr", "umount", "uname", "uniq", "wc", "wget"),
    *IPTABLES,
)


def patched(script: Path, old: str, new: str, folder: Path) -> Path:
    """Return a copy of a script in which one passage is another one."""
    text = script.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"expected {old!r} once in {script.name}, found it {text.count(old)} times"
    copy = folder / script.name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def commands_without(folder: Path, *names: str) -> str:
    """Return a path with all commands that the scripts call but those of these names."""
    folder.mkdir()
    for name in {*COMMANDS} - {*names}:
        (folder / name).symlink_to(program(name))
    return str(folder)


def busybox_commands(folder: Path, *others: str) -> str:
    """Return a path with busybox's commands, which are those of small systems, and others that busybox lacks."""
    folder.mkdir()
    subprocess.run([program("busybox"), "--install", "-s", str(folder)], check=True)
    for name in others:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(program(name))
    return str(folder)
