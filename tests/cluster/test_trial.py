"""A trial installs the chart for real; nothing of it stays, however it ends."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.hearing import start
from tests.paths import ROOT

pytestmark = pytest.mark.cluster


@contextmanager
def _trial(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A trial whose temporary files are in the folder, which also marks all its processes."""
    command = ["env", f"TMPDIR={folder}", sys.executable, "-m", "generator", "try", *arguments]
    with start(command, cwd=ROOT) as child:
        try:
            yield child
        finally:
            child.kill()


def _run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    with _trial(folder, *arguments) as child:
        output, errors = child.communicate(timeout=60)
    return child.returncode, output, errors


def _processes(folder: Path) -> list[str]:
    """The command lines of all processes that were started with the folder for temporary files."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            if f"TMPDIR={folder}".encode() in (path / "environ").read_bytes():
                found.append((path / "cmdline").read_text().replace("\0", " "))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return found


def _is_left(folder: Path) -> Sequence[object]:
    return [*folder.iterdir(), *_processes(folder)]


def _wait_until(fact: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while not fact() and time.monotonic() < end:
        time.sleep(0.05)
    return fact()


def _answers(port: int) -> bool:
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


def _kept_port(child: subprocess.Popen[str]) -> int:
    """Read a kept trial's output up to the kubeconfig, and that up to the port."""
    assert child.stdout is not None
    line = next(line for line in child.stdout if line.startswith("export KUBECONFIG="))
    kubeconfig = Path(line.strip().partition("=")[2]).read_text(encoding="utf-8")
    port = re.search(r"https://127\.0\.0\.1:(\d+)", kubeconfig)
    assert port
    return int(port[1])


def test_success_prints_the_notes_and_a_table_and_leaves_nothing(tmp_path: Path) -> None:
    status, output, errors = _run(tmp_path)
    assert (status, errors) == (0, "starting etcd and kube-apiserver\ninstalling cni with helm4\n")
    assert "flannel is installed in namespace kube-flannel" in output
    assert re.search(r"^KIND +NAMESPACE +NAME\n(.+\n)*DaemonSet +kube-flannel +kube-flannel-ds\n", output, re.MULTILINE)
    assert _is_left(tmp_path) == []


def test_values_are_used(tmp_path: Path) -> None:
    values = ROOT / "charts" / "cni" / "ci" / "calico-typha-values.yaml"
    status, output, _ = _run(tmp_path, "-f", str(values))
    assert status == 0
    assert re.search(r"^Deployment +kube-system +calico-typha$", output, re.MULTILINE)


def test_failure_tells_why_and_leaves_nothing(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("podCIDR: 10.244.0.0/33\n", encoding="utf-8")
    folder = tmp_path / "temporary"
    folder.mkdir()
    status, output, errors = _run(folder, "-f", str(values))
    assert (status, output) == (1, "")
    assert "podCIDR" in errors
    assert "starting etcd" not in errors
    assert _is_left(folder) == []


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("missing.yaml", "No such file or directory", id="no file"),
        pytest.param("folder", "Is a directory", id="a folder"),
        pytest.param("folder/../missing/values.yaml", "No such file or directory", id="no folder"),
        pytest.param("dangling", "No such file or directory", id="a dangling link"),
        pytest.param("x" * 300, "File name too long", id="a name too long"),
    ],
)
def test_values_that_cannot_be_read_fail_before_a_server_starts(tmp_path: Path, name: str, found: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    good = ROOT / "charts" / "cni" / "ci" / "calico-typha-values.yaml"
    status, output, errors = _run(tmp_path, "-f", str(good), "-f", str(tmp_path / name))
    problem = f"expected a file of values, found {found}; correct its path"
    assert (status, output, errors) == (1, "", f"-f {tmp_path / name}: {problem}\n")


def test_all_values_that_cannot_be_read_are_shown_at_once(tmp_path: Path) -> None:
    status, _, errors = _run(tmp_path, "-f", str(tmp_path / "a"), "-f", "/dev/null", "-f", str(tmp_path / "b"))
    assert (status, [line.partition(",")[0] for line in errors.splitlines()]) == (
        1,
        [f"-f {name}: expected a file of values" for name in (tmp_path / "a", "/dev/null", tmp_path / "b")],
    )


@pytest.mark.parametrize(
    ("number", "status"),
    [
        pytest.param(signal.SIGINT, 0, id="Ctrl-C"),
        pytest.param(signal.SIGTERM, 0, id="a request to end"),
        pytest.param(signal.SIGKILL, -9, id="a kill"),
    ],
)
def test_a_kept_trial_leaves_nothing_after(number: int, status: int, tmp_path: Path) -> None:
    with _trial(tmp_path, "--keep") as child:
        port = _kept_port(child)
        assert _answers(port)
        assert len(_processes(tmp_path)) >= 3
        child.send_signal(number)
        assert child.wait(20) == status
    assert _wait_until(lambda: not _is_left(tmp_path)), _is_left(tmp_path)
    assert not _answers(port)


def test_ctrl_c_while_the_servers_start_leaves_nothing(tmp_path: Path) -> None:
    with _trial(tmp_path) as child:
        assert _wait_until(lambda: any("--secure-port" in line for line in _processes(tmp_path)))
        child.send_signal(signal.SIGINT)
        assert child.wait(20) == 130
    assert _wait_until(lambda: not _is_left(tmp_path)), _is_left(tmp_path)
