"""A container is what its pod asks for: what it may do, sees and writes."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import json
from msgspec.structs import replace

from tests.datapath.containers import Mount, Plan, config, process_of
from tests.datapath.images import Image

_PLAN = Plan(name="pod.one", image="flannel", args=("/program", "--flag"), env={"A": "b"})
_USUAL = (
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID "
    "SYS_CHROOT"
)


def _configured(**fields: object) -> Any:
    """Return the configuration of a container, as the runtime reads it."""
    return json.decode(json.encode(config(replace(_PLAN, **fields))))


def _capabilities(names: str) -> dict[str, list[str]]:
    held = [f"CAP_{name}" for name in names.split()]
    return {"bounding": held, "effective": held, "permitted": held}


def test_one_that_asks_for_nothing_is_root_with_the_usual_capabilities() -> None:
    made = _configured()
    assert made["process"] == {
        "user": {"uid": 0, "gid": 0},
        "args": ["/program", "--flag"],
        "env": ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "A=b"],
        "cwd": "/",
        "capabilities": _capabilities(_USUAL),
        "noNewPrivileges": False,
    }
    assert made["root"] == {"path": "rootfs", "readonly": False}
    assert made["linux"]["namespaces"] == [{"type": "mount"}, {"type": "pid"}]
    assert "/proc/sys" in made["linux"]["readonlyPaths"]
    assert "/proc/kcore" in made["linux"]["maskedPaths"]


def _mounted(made: Any, target: str) -> list[str]:
    [options] = (mount.get("options", []) for mount in made["mounts"] if mount["destination"] == target)
    return [*options]


def test_only_a_privileged_one_writes_to_the_kernel_and_sees_devices() -> None:
    plain, privileged = _configured(), _configured(privileged=True)
    assert (_mounted(plain, "/sys"), _mounted(privileged, "/sys")) == (["ro"], ["rw"])
    assert (_mounted(plain, "/dev"), _mounted(privileged, "/dev")) == (["nosuid", "mode=755"], ["rbind"])
    assert privileged["linux"].keys() == {"namespaces", "rootfsPropagation"}


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (1 << 12 | 1 << 13 | 1 << 21, "NET_ADMIN NET_RAW SYS_ADMIN"),
        (1 << 39 | 1 << 40, "BPF CHECKPOINT_RESTORE"),
    ],
)
def test_a_privileged_one_may_what_its_runtime_may(monkeypatch: pytest.MonkeyPatch, held: int, expected: str) -> None:
    files = {"status": f"Name:\tpython\nCapBnd:\t{held:016x}\n", "uid_map": "0 0 4294967295\n"}
    monkeypatch.setattr(Path, "read_text", lambda path, **_: files[path.name])
    assert _configured(privileged=True, dropped=("ALL",))["process"]["capabilities"] == _capabilities(expected)


@pytest.mark.parametrize(
    ("added", "dropped", "expected"),
    [
        (("NET_ADMIN", "NET_RAW"), ("ALL",), "NET_ADMIN NET_RAW"),
        (("CAP_NET_ADMIN",), ("ALL",), "NET_ADMIN"),
        ((), ("ALL",), ""),
        (("NET_ADMIN",), (), _USUAL.replace("NET_BIND", "NET_ADMIN NET_BIND")),
        ((), ("MKNOD", "NET_RAW"), _USUAL.replace("MKNOD ", "").replace("NET_RAW ", "")),
    ],
)
def test_what_is_added_and_dropped(added: tuple[str, ...], dropped: tuple[str, ...], expected: str) -> None:
    assert _configured(added=added, dropped=dropped)["process"]["capabilities"] == _capabilities(expected)


def test_a_restricted_one_is_a_user_who_gains_nothing_and_writes_nothing() -> None:
    made = _configured(user=(999, 99), dropped=("ALL",), may_gain=False, read_only=True, workdir="/home")
    process = made["process"]
    assert process["user"] == {"uid": 999, "gid": 99}
    assert process["capabilities"] == _capabilities("")
    assert process["noNewPrivileges"] is True
    assert process["cwd"] == "/home"
    assert made["root"] == {"path": "rootfs", "readonly": True}


def test_a_pod_shares_its_network_and_the_machines_processes() -> None:
    spaces = _configured(host_pid=True, network="/run/netns/pod")["linux"]["namespaces"]
    assert spaces == [{"type": "mount"}, {"type": "network", "path": "/run/netns/pod"}]


@pytest.mark.parametrize(
    ("asked", "option", "root"),
    [
        ("None", "rprivate", "rprivate"),
        ("HostToContainer", "rslave", "rslave"),
        ("Bidirectional", "rshared", "rshared"),
    ],
)
def test_mounts_reach_as_far_as_is_asked(asked: str, option: str, root: str) -> None:
    mounts = (
        Mount(source="/run/x", target="/run/x", propagation=asked),
        Mount(source="/data", target="/data", read_only=True),
    )
    made = _configured(mounts=mounts)
    assert _mounted(made, "/run/x") == ["rbind", option, "rw"]
    assert _mounted(made, "/data") == ["rbind", "rprivate", "ro"]
    assert made["linux"]["rootfsPropagation"] == root


def test_an_outer_mount_is_made_before_an_inner_one() -> None:
    mounts = tuple(Mount(source="/x", target=target) for target in ("/a/b/c", "/a", "/a/b"))
    targets = [one["destination"] for one in _configured(mounts=mounts)["mounts"]]
    assert targets[-3:] == ["/a", "/a/b", "/a/b/c"]


@pytest.mark.parametrize(
    ("command", "arguments", "expected"),
    [
        ((), (), ("entry", "usual")),
        ((), ("given",), ("entry", "given")),
        (("own",), (), ("own",)),
        (("own",), ("given",), ("own", "given")),
    ],
)
def test_a_command_takes_the_place_of_the_images_and_its_arguments(
    command: tuple[str, ...], arguments: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    image = Image(programs={}, entrypoint=("entry",), command=("usual",))
    assert process_of(image, command, arguments) == expected


def test_where_root_is_the_only_user_it_stands_in_without_any_capability(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "         0      65534          1\n")
    process = _configured(user=(999, 999), added=("NET_ADMIN",))["process"]
    assert (process["user"], process["capabilities"]) == ({"uid": 0, "gid": 0}, _capabilities(""))
