"""Keeps the API servers of all tests of a process: each test finds one as it was when it started, and leaves it so."""

import atexit
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from generator.cluster import kubeapi
from generator.cluster.apiserver import NEWEST, Cluster, ServerTools, running_cluster
from generator.cluster.kubeapi import Call, Identity
from tests.clearing import remove

_API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
_SECONDS = 30.0

State = dict[Identity, str]

_RUNNING = ExitStack()
atexit.register(_RUNNING.close)
_CLEAN: dict[ServerTools, tuple[Cluster, State]] = {}


def _state(cluster: Cluster) -> State:
    """Return the objects of a server, its APIs, and the kinds that it serves, which have no name."""
    listed = kubeapi.request(cluster.server, Call(path=_API_SERVICES))["items"]
    names = [("APIService", one["metadata"]["name"], "apiregistration.k8s.io") for one in listed]
    kinds = [(one.name, "", one.group) for one in kubeapi.served(cluster.server)]
    told = (Identity(kind=kind, namespace="", name=name, group=group) for kind, name, group in (*names, *kinds))
    return {**kubeapi.settle(cluster.server), **dict.fromkeys(told, "")}


def _started(tools: ServerTools) -> tuple[Cluster, State]:
    cluster = _RUNNING.enter_context(running_cluster(tools))
    return cluster, _state(cluster)


def _clear(cluster: Cluster, pristine: State) -> None:
    """Take away what was made; raises AssertionError when the server does not become what it was."""
    remove(cluster, pristine)
    end = time.monotonic() + _SECONDS
    while changed := _state(cluster).items() ^ pristine.items():
        assert time.monotonic() < end, f"changed in a server that others use: {sorted(changed)}"


@contextmanager
def shared_cluster(tools: ServerTools = NEWEST) -> Iterator[Cluster]:
    """A server that runs until the process ends; what its user made is taken away after the block.

    What cannot be taken away, or is not there any more, is an error, and the next user gets another server.
    """
    cluster, pristine = _CLEAN.pop(tools) if tools in _CLEAN else _started(tools)
    yield cluster
    _clear(cluster, pristine)
    _CLEAN[tools] = cluster, pristine
