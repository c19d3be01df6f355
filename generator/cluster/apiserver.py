"""Starts etcd and kube-apiserver as an API server that lives as long as a `with` block."""

import json
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from msgspec import Struct

from generator.base import process
from generator.base.errors import ProblemsError, problem
from generator.cluster.kubeapi import HOST, Call, Server, hang_up, is_ready, request
from generator.tools.helm import GO
from generator.tools.programs import locate

# Sockets in the folder where both run, which other users cannot reach. Their names must look like addresses.
_SOCKET = "localhost:2379"
_STORE = f"unix://{_SOCKET}"
_PEERS = "unix://localhost:2380"
_ETCD_FLAGS = (
    "--data-dir=etcd",
    "--unsafe-no-fsync",
    f"--listen-client-urls={_STORE}",
    f"--advertise-client-urls={_STORE}",
    f"--listen-peer-urls={_PEERS}",
    f"--initial-advertise-peer-urls={_PEERS}",
    f"--initial-cluster=default={_PEERS}",
)

_START_SECONDS = 60.0
_POLL_SECONDS = 0.1
_LOG_LINES = 15


class ServerTools(Struct, frozen=True, kw_only=True):
    """The names of the tools that make up a cluster."""

    etcd: str
    apiserver: str


NEWEST = ServerTools(etcd="etcd", apiserver="kube-apiserver")

# The last objects that a server makes for itself, by the path of their list.
_OWN_OBJECTS = {"/api/v1/namespaces": "kube-system", "/api/v1/namespaces/default/services": "kubernetes"}


class Cluster(Struct, frozen=True, kw_only=True):
    """A running API server, a kubeconfig of its administrator, and the process groups of it and of its etcd."""

    server: Server
    kubeconfig: Path
    groups: tuple[int, ...]


class _Daemon(Struct, frozen=True, kw_only=True):
    name: str
    running: process.Background
    log: Path


def _free_port(host: str) -> int:
    """Return a port that nobody listens on. Connecting to it proves that the interface is up."""
    try:
        with socket.create_server((host, 0)) as listener, socket.create_connection(listener.getsockname()):
            port: int = listener.getsockname()[1]
            return port
    except OSError as error:
        remedy = "bring the interface up: `ip link set lo up`"
        raise problem(host, expected="a loopback interface", found=str(error), remedy=remedy) from error


def _apiserver_flags(folder: Path, server: Server) -> list[str]:
    # etcd holds JSON, which `kubeapi` reads. A cache of it and fairness among clients cost more than they save here,
    # where there is one client.
    # The server makes its certificate before it reads the key for service accounts, so that both can be one file.
    # The advertised address is never used: nothing reconciles the endpoints, nothing runs in this cluster.
    key = server.authority.with_suffix(".key")
    return [
        f"--etcd-servers={_STORE}",
        "--storage-media-type=application/json",
        "--watch-cache=false",
        "--enable-priority-and-fairness=false",
        f"--cert-dir={server.authority.parent}",
        f"--secure-port={server.port}",
        f"--bind-address={server.host}",
        "--advertise-address=192.0.2.1",
        "--endpoint-reconciler-type=none",
        "--authorization-mode=RBAC",
        "--allow-privileged",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--disable-admission-plugins=ServiceAccount",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        f"--token-auth-file={folder / 'tokens.csv'}",
    ]


def _write_credentials(folder: Path, server: Server) -> Path:
    """Write the server's list of tokens and the administrator's kubeconfig, in JSON, which is YAML as well."""
    (folder / "tokens.csv").write_text(f'{server.token},admin,admin,"system:masters"\n', encoding="utf-8")
    entries = {
        "clusters": {"cluster": {"server": server.url, "certificate-authority": str(server.authority)}},
        "users": {"user": {"token": server.token}},
        "contexts": {"context": {"cluster": "cni", "user": "cni"}},
    }
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        **{plural: [{"name": "cni", **entry}] for plural, entry in entries.items()},
        "current-context": "cni",
    }
    path = folder / "kubeconfig"
    path.write_text(json.dumps(config, indent=2), encoding="utf-8")
    # helm warns about a kubeconfig that others can read.
    path.chmod(0o600)
    return path


def _failure(daemon: _Daemon, found: str) -> ProblemsError:
    lines = daemon.log.read_text(encoding="utf-8", errors="replace").splitlines()[-_LOG_LINES:]
    tail = "\n".join(["", *lines])
    return problem(
        daemon.name, expected=f"to be ready within {_START_SECONDS:g} s", found=f"{found}; its log ends:{tail}"
    )


def _await(daemon: _Daemon, fact: Callable[[], bool]) -> None:
    end = time.monotonic() + _START_SECONDS
    while not fact():
        if (status := daemon.running.wait(_POLL_SECONDS)) is not None:
            raise _failure(daemon, f"exit status {status}")
        if time.monotonic() > end:
            raise _failure(daemon, "no answer")


def _serves(server: Server) -> bool:
    """Report whether the server is ready, and has made its own namespaces and its own Service."""
    return is_ready(server) and all(
        name in {item["metadata"]["name"] for item in request(server, Call(path=path))["items"]}
        for path, name in _OWN_OBJECTS.items()
    )


@contextmanager
def _daemon(program: Path, flags: Sequence[str], folder: Path) -> Iterator[_Daemon]:
    log = folder / f"{program.name}.log"
    command = [str(program), *flags]
    env = {**GO, **os.environ}
    # No grace: nothing is kept, and an orderly end takes both of them two seconds.
    with log.open("wb") as sink, process.background(command, output=sink.fileno(), env=env, cwd=folder) as running:
        yield _Daemon(name=program.name, running=running, log=log)


@contextmanager
def running_cluster(tools: ServerTools = NEWEST, *, host: str = HOST, flags: Sequence[str] = ()) -> Iterator[Cluster]:
    """Provide an empty API server on a free port, and leave nothing behind. The flags are more of kube-apiserver's.

    There are no controllers and no nodes: the server checks and stores objects, and no pod is ever made.
    """
    etcd, apiserver = locate(tools.etcd), locate(tools.apiserver)
    with process.scratch("cni-cluster-") as folder, ExitStack() as stack:
        authority, token = folder / "apiserver.crt", secrets.token_hex(16)
        port, store = _free_port(host), folder / _SOCKET
        server = Server(port=port, store=store, authority=authority, token=token, host=host)
        stack.callback(hang_up, server)
        kubeconfig = _write_credentials(folder, server)
        keeper = stack.enter_context(_daemon(etcd, _ETCD_FLAGS, folder))
        _await(keeper, server.store.exists)
        api = stack.enter_context(_daemon(apiserver, [*_apiserver_flags(folder, server), *flags], folder))
        _await(api, lambda: _serves(server))
        groups = tuple(daemon.running.child.pid for daemon in (api, keeper))
        yield Cluster(server=server, kubeconfig=kubeconfig, groups=groups)
