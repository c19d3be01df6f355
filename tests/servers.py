"""Keeps the API servers of all tests of a process: each test finds one as it was when it started, and leaves it so."""

import atexit
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from generator.cluster import kubeapi
from generator.cluster.apiserver import NEWEST, Cluster, ServerTools, running_cluster
from generator.cluster.kubeapi import Call, Identity
from tests.clearing import remove

# The oldest server that the chart is for.
OLDEST = ServerTools(etcd="etcd-oldest", apiserver="kube-apiserver-oldest")

_API_SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices"
_SECONDS = 30.0

State = dict[Identity, str]

_CLEAN: dict[ServerTools, tuple[ExitStack, Cluster, State]] = {}


def _state(cluster: Cluster) -> State:
    """Return the objects of a server, its APIs, and the kinds that it serves, which have no name."""
    listed = kubeapi.request(cluster.server, Call(path=_API_SERVICES))["items"]
    names = [("APIService", one["metadata"]["name"], "apiregistration.k8s.io") for one in listed]
    kinds = [(one.name, "", one.group) for one in kubeapi.served(cluster.server)]
    told = (Identity(kind=kind, namespace="", name=name, group=group) for kind, name, group in (*names, *kinds))
    return {**kubeapi.settle(cluster.server), **dict.fromkeys(told, "")}


def _clear(cluster: Cluster, pristine: State) -> None:
    """Take away what was made; raises AssertionError when the server does not become what it was."""
    remove(cluster, pristine)
    end = time.monotonic() + _SECONDS
    while changed := _state(cluster).items() ^ pristine.items():
        assert time.monotonic() < end, f"changed in a server that others use: {sorted(changed)}"


def _signal(cluster: Cluster, number: signal.Signals) -> None:
    for group in cluster.groups:
        os.killpg(group, number)


@contextmanager
def shared_cluster(tools: ServerTools = NEWEST) -> Iterator[Cluster]:
    """A server that is there until the process ends, asleep between its users; what one made is taken away.

    What cannot be taken away, or is not there any more, is an error, and the next user gets another server.
    """
    with ExitStack() as running:
        if tools in _CLEAN:
            held, cluster, pristine = _CLEAN.pop(tools)
            running.enter_context(held)
            _signal(cluster, signal.SIGCONT)
        else:
            cluster = running.enter_context(running_cluster(tools))
            pristine = _state(cluster)
        yield cluster
        _clear(cluster, pristine)
        kubeapi.hang_up(cluster.server)
        _signal(cluster, signal.SIGSTOP)
        _CLEAN[tools] = running.pop_all(), cluster, pristine


@atexit.register
def _stop() -> None:
    for held, _, _ in _CLEAN.values():
        held.close()
