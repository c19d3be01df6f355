"""Runs the steps of the Job of Calico's resources with the real calicoctl, and an etcd that it can write into."""

import base64
import json
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import urllib3
from msgspec import Struct

from generator.base import yamltree
from generator.releases.release import Document
from generator.tools.programs import locate
from tests.rendering import mapping

_MOUNTED = "/resources/"


class Step(Struct, frozen=True, kw_only=True):
    """A container of the Job: its name, and what calicoctl is asked to do."""

    name: str
    arguments: tuple[str, ...]


class Ran(Struct, frozen=True, kw_only=True):
    """The status of one step, and what calicoctl printed."""

    step: str
    status: int
    said: str


def job_steps(documents: Mapping[str, Document], folder: Path) -> list[Step]:
    """Return the steps of the Job in their order; its files are written into the folder."""
    [job] = [one for name, one in documents.items() if name.startswith("Job/calico-resources-")]
    for config in (one for name, one in documents.items() if name.startswith("ConfigMap/calico-resources-")):
        for name, text in mapping(config, "data").items():
            (folder / name).write_text(str(text), encoding="utf-8")
    spec: Any = mapping(job, "spec.template.spec")
    return [
        Step(name=one["name"], arguments=tuple(word.replace(_MOUNTED, f"{folder}/") for word in one["args"]))
        for one in (*spec.get("initContainers", ()), *spec["containers"])
    ]


def calicoctl(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """One call of calicoctl."""
    command = [str(locate("calico")), *arguments]
    return subprocess.run(command, env=dict(environment), capture_output=True, text=True, timeout=60, check=False)


def run(steps: list[Step], environment: Mapping[str, str]) -> list[Ran]:
    """Return the steps as the kubelet runs them: one after the other, up to the first that fails."""
    done: list[Ran] = []
    for step in steps:
        found = calicoctl(environment, *step.arguments)
        done.append(Ran(step=step.name, status=found.returncode, said=found.stdout + found.stderr))
        if found.returncode:
            break
    return done


def kubernetes(folder: Path, kubeconfig: Path, token: str = "") -> dict[str, str]:
    """Return the environment for the datastore of an API server, with a token of one's own if it is given."""
    path = kubeconfig
    if token:
        [tree] = yamltree.load_documents(kubeconfig.read_text(encoding="utf-8"), kubeconfig.name)
        users: Any = tree["users"]
        users[0]["user"] = {"token": token}
        path = folder / "kubeconfig-of-the-job"
        path.write_text(json.dumps(tree), encoding="utf-8")
    return {"DATASTORE_TYPE": "kubernetes", "KUBECONFIG": str(path), "HOME": str(folder)}


class Etcd(Struct, frozen=True, kw_only=True):
    """A running etcd: the URL for its clients."""

    url: str

    def contents(self) -> dict[str, str]:
        """Return every key below /calico with its value."""
        start, end = (base64.b64encode(text).decode() for text in (b"/calico/", b"/calico0"))
        body = json.dumps({"key": start, "range_end": end}).encode()
        found = urllib3.request("POST", f"{self.url}/v3/kv/range", body=body, timeout=10).json()
        pairs = ([base64.b64decode(one[key]).decode() for key in ("key", "value")] for one in found.get("kvs", ()))
        return {key: value for key, value in pairs}  # noqa: C416 - pairs are lists

    def _is_up(self) -> bool:
        try:
            return bool(
                urllib3.request("GET", f"{self.url}/health", timeout=2, retries=False).json()["health"] == "true"
            )
        except urllib3.exceptions.HTTPError:
            return False

    def await_start(self) -> None:
        """Return when it serves; fails after half a minute."""
        end = time.monotonic() + 30
        while not self._is_up():
            assert time.monotonic() < end, f"{self.url} does not serve"
            time.sleep(0.1)


@contextmanager
def running_etcd(folder: Path, ports: tuple[int, int]) -> Iterator[Etcd]:
    """An etcd on two ports of the loopback interface, for the length of the block."""
    clients, peers = (f"http://127.0.0.1:{port}" for port in ports)
    flags = [
        f"--data-dir={folder / 'etcd'}",
        "--unsafe-no-fsync",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
    ]
    with (folder / "etcd.log").open("w", encoding="utf-8") as log:
        running = subprocess.Popen([str(locate("etcd")), *flags], stdout=log, stderr=log)
        try:
            etcd = Etcd(url=clients)
            etcd.await_start()
            yield etcd
        finally:
            running.kill()
            running.wait()
