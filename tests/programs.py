"""Lists what the tests need of a machine: programs by Debian's packages, and root. As a script it prints what is
missing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence

# The folders of commands that every distribution has; what a test needs of them is an error when it is missing.
SYSTEM = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")
SYSTEM_PATH = os.pathsep.join(SYSTEM)

IPTABLES = tuple(
    f"{family}-{kind}-{what}"
    for family in ("iptables", "ip6tables")
    for kind in ("nft", "legacy")
    for what in ("save", "restore")
)

# A network, mounts and processes of one's own, as root or as a user that is root in there.
APART = ("unshare", "--map-root-user", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc")

# The programs that the tests start, by the package that has them; README.md names these packages.
PACKAGES: Mapping[str, Sequence[str]] = {
    "busybox": ("busybox",),
    "conntrack": ("conntrack",),
    "crun": ("crun",),
    "curl": ("curl",),
    "g++": ("g++", "gcc"),  # the package gcc comes without the C library's headers
    "git": ("git",),
    "gnupg": ("gpg", "gpgconf"),
    "iproute2": ("ip",),
    "ipset": ("ipset",),
    "iptables": ("iptables", *IPTABLES),
    "iputils-ping": ("ping",),
    "nftables": ("nft",),
    "openssl": ("openssl",),
    "systemd": ("systemd-analyze",),
    "wget": ("wget",),
}

# Those of the packages that no Debian is without.
_BASE: Mapping[str, Sequence[str]] = {
    "apt": ("apt-get",),
    "coreutils": (
        *("cat", "chmod", "cp", "env", "id", "mkdir", "mktemp", "mv", "rm", "sha256sum", "sleep", "sort", "sync"),
        *("tail", "touch", "tr", "true", "uname", "uniq", "wc"),
    ),
    "dash": ("dash", "sh"),
    "diffutils": ("cmp",),
    "dpkg": ("dpkg-deb",),
    "findutils": ("find", "xargs"),
    "grep": ("grep",),
    "gzip": ("gzip",),
    "mawk": ("awk",),
    "mount": ("mount", "umount"),
    "sed": ("sed",),
    "tar": ("tar",),
    "procps": ("sysctl",),
    "util-linux": ("flock", "nsenter", "setpriv", "unshare"),
}
PACKAGE_OF = {name: package for package, names in {**_BASE, **PACKAGES}.items() for name in names}


def program(name: str) -> str:
    """Return where a command is that the tests need."""
    assert name in PACKAGE_OF, f"{name}: expected a row in tests/programs.py, found none; name its package there"
    found = shutil.which(name, path=SYSTEM_PATH)
    assert found, f"expected the command {name}, found none; run `apt-get install {PACKAGE_OF[name]}`"
    return found


def missing() -> list[str]:
    """Return the programs that are not there."""
    return [name for name in PACKAGE_OF if not shutil.which(name, path=SYSTEM_PATH)]


def packages(names: Sequence[str]) -> str:
    """Return the packages that have these programs, as apt-get takes them."""
    return " ".join(sorted({PACKAGE_OF[name] for name in names}))


def _refusal() -> str:
    """Why a process gets no network and no mounts of its own; empty if it gets them."""
    if os.geteuid() != 0:
        return f"user {os.geteuid()}; run `sudo .venv/bin/nox`"
    if not shutil.which(APART[0], path=SYSTEM_PATH):
        return ""
    done = subprocess.run([*APART, "true"], capture_output=True, text=True, check=False)
    return f"`{done.stderr.strip()}`; start a container with --privileged" if done.returncode else ""


def needs() -> list[str]:
    """Return what the tests need and do not find here, each with its remedy."""
    found = []
    if names := missing():
        remedy = f"run `apt-get install {packages(names)}`"
        found.append(f"the tests: expected the programs {', '.join(names)}, found none; {remedy}")
    if refusal := _refusal():
        found.append(f"the tests: expected root with a network and mounts of its own, found {refusal}")
    return found


if __name__ == "__main__":
    lines = [packages(missing())] if sys.argv[1:] == ["--packages"] else needs()
    sys.stdout.write("".join(f"{line}\n" for line in lines))
