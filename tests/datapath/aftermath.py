"""Runs the cases' runner in namespaces of its own, ends it in one of several ways, and tells what it has left there:
`python -m tests.datapath.aftermath WAY ARGUMENT...`.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import json

from tests.datapath.commands import LabError, run, until
from tests.paths import ROOT

# Where labs put files on their machines, which are none of this one's.
_PLACES = (
    *("/etc/cni", "/mnt", "/opt/cni", "/run/containers", "/run/crun", "/run/flannel", "/run/netns"),
    *("/var/lib/calico", "/var/lib/cni", "/var/lib/kubelet"),
)
_PATIENCE = 60.0

State = Mapping[str, set[str]]


def _processes() -> dict[int, str]:
    """Return the commands of all processes but this one."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            found[int(folder.name)] = (folder / "comm").read_text(encoding="utf-8").strip()
    return {pid: name for pid, name in found.items() if pid != os.getpid()}


def _networks() -> set[str]:
    """Return the network namespaces that a process is in."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/ns/net"):
        with suppress(OSError):
            found.add(str(path.readlink()))
    return found


def _files() -> set[str]:
    """Return the folders that runs and labs could write to, and what is in there."""
    found = set()
    for place in (*_PLACES, os.environ["TMPDIR"]):
        for folder, _, names in os.walk(place):
            found |= {folder, *(f"{folder}/{name}" for name in names)}
    return found


def state() -> State:
    """Return what there is in the namespaces that this process is in."""
    return {
        "processes": set(_processes().values()),
        "networks": _networks(),
        "links": {line.split(":")[1].strip() for line in run("ip", "-o", "link").splitlines()},
        "mounts": {*Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()},
        "files": _files(),
    }


def _reap() -> None:
    """Take the status of what came to this process, as the first one of its namespace, when its own parent ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _agents() -> list[int]:
    """Return the flannelds of labs; one that runs among the processes here is asked for its version."""
    here, found = Path("/proc/self/ns/pid").readlink(), []
    for pid in (pid for pid, name in _processes().items() if name == "flanneld"):
        with suppress(OSError):
            found += [pid] if Path(f"/proc/{pid}/ns/pid").readlink() != here else []
    return found


def _stand_still() -> None:
    """Wait for a lab's flanneld, and stop it, so that its case does not come to an end for a minute."""
    for pid in until(_agents, "flanneld", seconds=60):
        os.kill(pid, signal.SIGSTOP)


def _interrupt(runner: subprocess.Popen[bytes]) -> None:
    """Do what Ctrl-C does."""
    os.killpg(runner.pid, signal.SIGINT)


WAYS: Mapping[str, Callable[[subprocess.Popen[bytes]], None]] = {
    "interrupted": _interrupt,
    "asked to end": lambda runner: runner.send_signal(signal.SIGTERM),
    "killed": lambda runner: runner.send_signal(signal.SIGKILL),
}


def main(way: str, arguments: list[str]) -> dict[str, Any]:
    """Run cases, end the runner in a way, if one is named, and return its status and what was not there before."""
    before = state()
    # What runs in the background of a shell ignores it, and hands that on.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    command = [sys.executable, "-m", "tests.datapath", *arguments]
    with Path(os.environ["SAID"]).open("wb") as said:
        runner = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said, start_new_session=True)
    if way in WAYS:
        _stand_still()
        WAYS[way](runner)
    status = runner.wait(_PATIENCE if way in WAYS else 300)

    def left() -> dict[str, set[str]]:
        _reap()
        now = state()
        return {kind: more for kind in before if (more := now[kind] - before[kind])}

    with suppress(LabError):
        until(lambda: not left(), "nothing that is left", seconds=_PATIENCE)
    return {"status": status, "left": {kind: sorted(more) for kind, more in left().items()}}


if __name__ == "__main__":
    sys.stdout.buffer.write(json.encode(main(sys.argv[1], sys.argv[2:])))
