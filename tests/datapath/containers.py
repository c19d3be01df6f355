"""Runs a process with the files of an image as a container runtime does, by crun, on one of the lab's machines."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from tests.datapath.images import Image
from tests.datapath.isolation import USR
from tests.programs import SYSTEM_PATH

# Where containers are on a machine, and how crun is called: control groups are not the lab's.
FOLDER = "/run/containers"
CRUN = ("crun", "--root", "/run/crun", "--cgroup-manager=disabled")

# What containerd gives a container that asks for nothing.
_USUAL = (
    *("CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP"),
    *("NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"),
)
# All of them, in the kernel's order.
_BY_NUMBER = (
    *("CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP"),
    *("LINUX_IMMUTABLE", "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER"),
    *("SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT", "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE"),
    *("SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE", "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP"),
    *("MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ", "PERFMON", "BPF"),
    "CHECKPOINT_RESTORE",
)
_MASKED = tuple(f"/proc/{name}" for name in ("acpi", "asound", "kcore", "keys", "latency_stats", "timer_list"))
_READ_ONLY = tuple(f"/proc/{name}" for name in ("bus", "fs", "irq", "sys", "sysrq-trigger"))
_PROPAGATION = {"None": "rprivate", "HostToContainer": "rslave", "Bidirectional": "rshared"}


Entry = dict[str, object]


class Mount(Struct, frozen=True, kw_only=True):
    """A file or folder of the machine in a container."""

    source: str
    target: str
    read_only: bool = False
    propagation: str = "None"


class Plan(Struct, frozen=True, kw_only=True):
    """A container: its image by name, its process, what that may do, and what it sees of the machine."""

    name: str
    image: str
    args: tuple[str, ...]
    env: Mapping[str, str]
    mounts: tuple[Mount, ...] = ()
    workdir: str = "/"
    user: tuple[int, int] = (0, 0)
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    privileged: bool = False
    may_gain: bool = True
    read_only: bool = False
    host_pid: bool = False
    network: str = ""


def process_of(image: Image, command: tuple[str, ...], arguments: tuple[str, ...]) -> tuple[str, ...]:
    """Return what runs where a pod names a command or arguments, or leaves both to the image."""
    if command:
        return (*command, *arguments)
    return (*image.entrypoint, *(arguments or image.command))


def _capabilities(plan: Plan) -> list[str]:
    """A privileged container may do what its runtime may, which can be less than everything."""
    if plan.privileged:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        [held] = (int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapBnd:"))
        return [f"CAP_{name}" for number, name in enumerate(_BY_NUMBER) if held >> number & 1]
    kept = {*()} if "ALL" in plan.dropped else {*_USUAL} - {*plan.dropped}
    return [f"CAP_{name.removeprefix('CAP_')}" for name in sorted({*kept, *plan.added})]


def _has_user(user: int) -> bool:
    """Report whether there is such a user here: in a user namespace there is none but root."""
    ranges = Path("/proc/self/uid_map").read_text(encoding="utf-8").splitlines()
    return any(int(first) <= user < int(first) + int(size) for first, _, size in map(str.split, ranges))


def _system_mounts(plan: Plan) -> list[Entry]:
    """What every container has: processes, devices and the kernel's view of the network that it is in."""
    mode = "rw" if plan.privileged else "ro"
    sys: Entry = {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": [mode]}
    proc: Entry = {"destination": "/proc", "type": "proc", "source": "proc"}
    tmp: Entry = {"destination": "/tmp", "type": "tmpfs", "source": "tmpfs"}
    if plan.privileged:
        return [proc, {"destination": "/dev", "type": "none", "source": "/dev", "options": ["rbind"]}, sys, tmp]
    dev: Entry = {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]}
    return [proc, dev, {"destination": "/dev/shm", "type": "tmpfs", "source": "shm"}, sys, tmp]


def _bind(mount: Mount) -> Entry:
    options = ["rbind", _PROPAGATION[mount.propagation], "ro" if mount.read_only else "rw"]
    return {"destination": mount.target, "type": "none", "source": mount.source, "options": options}


def config(plan: Plan) -> dict[str, object]:
    """Return what the Open Container Initiative's runtime specification says of a container, as its config.json."""
    # Where there is no other user, root without any capability stands in.
    user, group = plan.user if _has_user(plan.user[0]) else (0, 0)
    capabilities = _capabilities(plan) if user == plan.user[0] else []
    spaces = [{"type": "mount"}, *([] if plan.host_pid else [{"type": "pid"}])]
    if plan.network:
        spaces.append({"type": "network", "path": plan.network})
    ways = {mount.propagation for mount in plan.mounts}
    return {
        "ociVersion": "1.0.2",
        "process": {
            "user": {"uid": user, "gid": group},
            "args": list(plan.args),
            "env": [f"{name}={value}" for name, value in {"PATH": SYSTEM_PATH, **plan.env}.items()],
            "cwd": plan.workdir,
            "capabilities": dict.fromkeys(("bounding", "effective", "permitted"), capabilities),
            "noNewPrivileges": not plan.may_gain,
        },
        "root": {"path": "rootfs", "readonly": plan.read_only},
        "mounts": [*_system_mounts(plan), *map(_bind, sorted(plan.mounts, key=lambda one: one.target.count("/")))],
        "linux": {
            "namespaces": spaces,
            "rootfsPropagation": next((way for key, way in reversed(_PROPAGATION.items()) if key in ways), "rprivate"),
            **({} if plan.privileged else {"maskedPaths": _MASKED, "readonlyPaths": _READ_ONLY}),
        },
    }


def preparation(plan: Plan, images: Path) -> str:
    """Return the commands that lay an image's files over this machine's /usr, and write the container's config.json.

    /usr is laid over on its own: the images may be anywhere else, but no layer of an overlay may hold another.
    """
    folder = f"{FOLDER}/{plan.name}"
    image = images / plan.image
    usr = f"{image}/usr:{USR}" if (image / "usr").is_dir() else str(USR)
    kind = "ro," if plan.read_only else ""
    return f"""
mkdir -p {folder}/rootfs {folder}/upper {folder}/below {folder}/usr-upper {folder}/usr-work
mount -t overlay overlay -o lowerdir={image},upperdir={folder}/upper,workdir={folder}/below {folder}/rootfs
usr=lowerdir={usr},upperdir={folder}/usr-upper,workdir={folder}/usr-work
mount -t overlay overlay -o {kind}$usr {folder}/rootfs/usr
printf %s {shlex.quote(json.dumps(config(plan)))} > {folder}/config.json
"""


def removal(name: str) -> str:
    """Return the commands that take away what a container leaves."""
    delete = f"{shlex.join(CRUN)} delete -f {name} 2> /dev/null || true"
    return f"{delete}; umount -R {FOLDER}/{name}/rootfs; rm -rf {FOLDER}/{name}"
