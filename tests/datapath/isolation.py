"""Puts a program into namespaces of its own, where the lab's machines can be made and vanish with its first process."""

import os
from pathlib import Path

from tests.datapath.commands import attempt, run

# The lab's own files, on a file system in memory that no process outside sees.
WORK = Path("/mnt")
# What the machine has in /usr, under a path at which nothing is laid over it.
USR = WORK / "usr"

# The networks between the lab's machines, with the address that the lab itself has in each.
BRIDGES = {"br0": "10.77.0.1", "br1": "10.77.1.1", "br9": "10.77.9.1"}
GATEWAY, GATEWAY6 = BRIDGES["br0"], "fd77::1"

_NAMESPACES = ("--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--mount-proc", "--kill-child")


def apart(*program: str, as_user: bool) -> list[str]:
    """Return the command that runs a program in namespaces of its own; a user is root in there, and nowhere else."""
    user = ("--user", "--map-root-user") if as_user else ()
    return ["unshare", *user, *_NAMESPACES, "--propagation", "private", *program]


def furnish() -> None:
    """Make the lab's file systems and the networks between its machines. Only for a program in its own namespaces."""
    run("mount", "-t", "tmpfs", "tmpfs", WORK)
    USR.mkdir()
    run("mount", "--bind", "/usr", USR)
    # The runtime of containers takes no part of control groups, of which it would refuse those in a mixed state.
    run("mount", "-t", "tmpfs", "tmpfs", "/sys/fs/cgroup")
    for folder in ("tmp", "logs"):
        (WORK / folder).mkdir()
    os.environ["TMPDIR"] = str(WORK / "tmp")
    run("ip", "link", "set", "lo", "up")
    for bridge, address in BRIDGES.items():
        # Without an address of its own a bridge changes it when a machine leaves, and the others know only the old one.
        run("ip", "link", "add", bridge, "address", f"02:00:00:00:00:{bridge[2:]:0>2}", "type", "bridge")
        run("ip", "address", "add", f"{address}/24", "dev", bridge)
        run("ip", "link", "set", bridge, "up")
    run("ip", "-6", "address", "add", f"{GATEWAY6}/64", "dev", "br0", "nodad")
    run("sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")


# How a link of a kind is made, where that takes more than its name.
_MADE = {"tun": ("ip", "tuntap", "add", "x0", "mode", "tun")}


def knows(kind: str) -> bool:
    """Report whether the kernel can make a link of this kind; it is made in a network of its own."""
    command = _MADE.get(kind, ("ip", "link", "add", "x0", "type", kind))
    return not attempt(*apart(*command, as_user=os.geteuid() != 0)).status
