"""The installer, stopped half-way, twice at once, or without room: the folder is never half-written."""

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cni_archives import LEFTOVER, OLD_VERSION, PLUGINS, Held, Node, binary, files, publishing, release, sha256
from tests.https_server import body
from tests.programs import APART, SYSTEM_PATH
from tests.shell_scripts import INSTALLER, patched

GOOD = release()
DIGEST = ("--sha256", sha256(GOOD))
STOPPED = {signal.SIGTERM: 143, signal.SIGINT: 130, signal.SIGHUP: 129}

# Runs the script where the target is a small device, or one that cannot be written, and copies what is there then.
ON_A_DEVICE = """
mount -t tmpfs -o "$1" device "$3" && cp -a "$2/." "$3" && shift 3
if [ "$1" = ro ]; then mount -o remount,ro "$2"; fi
target=$2 copy=$3
shift 3
sh "$@"
status=$?
cp -a "$target/." "$copy"
exit "$status"
"""


@pytest.fixture
def node(tmp_path: Path) -> Node:
    """A folder that has binaries already."""
    made = Node(folder=tmp_path)
    made.prepare()
    return made


def leftovers(node: Node) -> list[str]:
    """Temporary folders in the target."""
    return [path.name for path in node.target.iterdir() if path.name.startswith(LEFTOVER)]


def is_alive(group: int) -> bool:
    """Whether a process of this group is left."""
    with suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


def end(script: subprocess.Popen[str]) -> str:
    """End what is left of a script's process group: what the script said."""
    with suppress(ProcessLookupError):
        os.killpg(script.pid, signal.SIGKILL)
    return script.communicate()[1]


def prove_stopping(node: Node, number: signal.Signals) -> None:
    """A signal ends the script and its download at once, and nothing is left of them."""
    before, held = files(node.target), Held(GOOD)
    with publishing(held, node.folder) as server:
        script = node.start(server, *DIGEST)
        try:
            assert held.begun.wait(20)
            script.send_signal(number)
            status, alive = script.wait(timeout=10), is_alive(script.pid)
        finally:
            held.let.set()
            said = end(script)
    assert (status, alive, leftovers(node), files(node.target)) == (STOPPED[number], False, [], before)
    assert said == (
        f"install-cni-plugins: stopped by {number.name}; the next run installs what is missing in {node.target}\n"
    )


def prove_killing(node: Node) -> None:
    """A killed run changes no binary, does not lock out the next one, and the next one removes what it left."""
    before = files(node.target)
    held = Held(GOOD)
    with publishing(held, node.folder) as server:
        script = node.start(server, *DIGEST)
        try:
            assert held.begun.wait(20)
            script.kill()
            script.wait(timeout=20)
            assert len(leftovers(node)) == 1
            assert {name: file for name, file in files(node.target).items() if LEFTOVER not in name} == before
            with publishing(body(GOOD), node.folder) as another:
                done = node.run(another, *DIGEST)
        finally:
            held.let.set()
            end(script)
    assert (done.returncode, done.stderr, leftovers(node)) == (0, "", [])
    assert {name: files(node.target)[name].sha256 for name in PLUGINS} == {
        name: sha256(binary(name)) for name in PLUGINS
    }


def test_a_run_killed_between_two_renames_leaves_whole_binaries(node: Node, tmp_path: Path) -> None:
    installed = '            installed="$installed $plugin"\n'
    killed = patched(
        INSTALLER, installed, f'{installed}            [ "$plugin" != bridge ] || kill -KILL $$\n', tmp_path
    )
    (tmp_path / "a.tgz").write_bytes(GOOD)
    done = Node(folder=node.folder, script=killed).run(None, "--archive", str(tmp_path / "a.tgz"), *DIGEST)
    assert done.returncode == -signal.SIGKILL
    found = {name: file.sha256 for name, file in files(node.target).items() if LEFTOVER not in name}
    others = {name: sha256(binary(name, "another project")) for name in ("calico", "flannel")}
    assert found == {name: sha256(binary(name)) for name in ("bandwidth", "bridge")} | others
    again = node.run(None, "--archive", str(tmp_path / "a.tgz"), *DIGEST)
    assert (again.returncode, leftovers(node)) == (0, [])
    assert "installed host-local loopback portmap; the same as before: bandwidth bridge\n" in again.stdout


def prove_locking(node: Node) -> None:
    """A second run beside a first one is refused, and does not disturb it."""
    held = Held(GOOD)
    with publishing(held, node.folder) as server:
        first = node.start(server, *DIGEST)
        try:
            assert held.begun.wait(20)
            with publishing(body(GOOD), node.folder) as another:
                second = node.run(another, *DIGEST)
                asked = list(another.requests)
        finally:
            held.let.set()
            first.wait(timeout=20)
            end(first)
    expected = f"{node.target}: expected no other run of install-cni-plugins, found one; wait until it has ended"
    assert (second.returncode, second.stderr) == (1, f"install-cni-plugins: {expected}\n")
    assert asked == []
    assert (first.returncode, leftovers(node)) == (0, [])
    assert files(node.target)["bridge"].sha256 == sha256(binary("bridge"))


def on_a_device(node: Node, size: str, kind: str, content: bytes) -> tuple[subprocess.CompletedProcess[str], Path]:
    """Install to a device of its own: what the script says, and a copy of what is there then."""
    before, copy = node.folder / "before", node.folder / "after"
    node.target.rename(before)
    node.target.mkdir()
    copy.mkdir()
    with publishing(body(content), node.folder) as server:
        # The network of its own has no way to the server, so the archive is on the machine already.
        (node.folder / "a.tgz").write_bytes(content)
        command = node.command(None, "--archive", str(node.folder / "a.tgz"), "--sha256", sha256(content))[1:]
        mounts = [f"size={size}", str(before), str(node.target), kind, str(node.target), str(copy)]
        assert server.requests == []
        done = subprocess.run(
            [*APART, "sh", "-c", ON_A_DEVICE, "sh", *mounts, *command],
            env={"PATH": SYSTEM_PATH},
            capture_output=True,
            text=True,
            check=False,
        )
    return done, copy


def prove_room(node: Node, size: str, content: bytes, said: str) -> None:
    """On a full device the old binaries stay, and nothing else is there."""
    before = {name: file.sha256 for name, file in files(node.target).items()}
    done, copy = on_a_device(node, size, "rw", content)
    assert done.returncode == 1
    assert said in done.stderr
    assert {name: file.sha256 for name, file in files(copy).items()} == before
    assert sorted(path.name for path in copy.iterdir()) == sorted(before)


ZEROS = release(("./vlan", bytes(3_000_000)))
NO_ROOM = {
    "for the archive": ("100k", GOOD, "No space left on device; check its path and the free space in "),
    "for the binaries": ("400k", ZEROS, "expected to unpack the archive there, found: tar: ./vlan: Wrote only "),
}


@pytest.mark.parametrize("number", STOPPED, ids=lambda number: number.name)
def test_a_signal_stops_it_at_once(number: signal.Signals, node: Node) -> None:
    prove_stopping(node, number)


def test_a_killed_run_is_followed_by_a_good_one(node: Node) -> None:
    prove_killing(node)


def test_two_runs_at_once_are_one(node: Node) -> None:
    prove_locking(node)


@pytest.mark.parametrize(("size", "content", "said"), NO_ROOM.values(), ids=NO_ROOM.keys())
def test_there_is_no_room(size: str, content: bytes, said: str, node: Node) -> None:
    prove_room(node, size, content, said)


def test_there_is_room(node: Node) -> None:
    done, copy = on_a_device(node, "4m", "rw", GOOD)
    assert (done.returncode, done.stderr) == (0, "")
    assert {name: files(copy)[name].sha256 for name in PLUGINS} == {name: sha256(binary(name)) for name in PLUGINS}


def test_a_folder_that_cannot_be_written_is_told(node: Node) -> None:
    done, copy = on_a_device(node, "4m", "ro", GOOD)
    assert done.returncode == 1
    assert f"install-cni-plugins: {node.target}: expected a folder that can be written, found: " in done.stderr
    assert "Read-only file system; run this script as root, or name another folder with --target\n" in done.stderr
    assert files(copy)["bridge"].sha256 == sha256(binary("bridge", OLD_VERSION))


# What is broken in a copy of the script, and the proof that is red then.
CANARIES: dict[str, tuple[str, str, Callable[[Node], None]]] = {
    "a signal that leaves the download": (
        '    if [ -n "$child" ]; then\n',
        "    if false; then\n",
        lambda node: prove_stopping(node, signal.SIGTERM),
    ),
    "a signal that leaves the temporary folder": (
        "trap clean_up EXIT\n",
        "",
        lambda node: prove_stopping(node, signal.SIGTERM),
    ),
    "leftovers that stay": ('rm -rf -- "$leftover"', "true", prove_killing),
    "a lock that a killed run's download keeps": ('"$url" 9<&-', '"$url"', prove_killing),
    "no lock": ("flock -n 9 ||", "true ||", prove_locking),
    "unpacking into the folder itself": (
        '"$stage/$name" -C "$stage/new"',
        '"$stage/$name" -C "$target"',
        lambda node: prove_room(node, *NO_ROOM["for the binaries"]),
    ),
}


@pytest.mark.parametrize(("old", "new", "prove"), CANARIES.values(), ids=CANARIES.keys())
def test_the_proofs_notice(old: str, new: str, prove: Callable[[Node], None], node: Node, tmp_path: Path) -> None:
    broken = Node(folder=node.folder, script=patched(INSTALLER, old, new, tmp_path))
    with pytest.raises(AssertionError):
        prove(broken)
