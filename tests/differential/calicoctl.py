"""Asks calicoctl, and the API server with a line's CRDs behind it, whether they take resources."""

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from msgspec import Struct

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import CRDS, Call
from generator.rows.resources import CRD_GROUP
from generator.tools.helm import GO
from generator.tools.programs import locate
from tests.rendering import by_identity, scenario
from tests.servers import shared_cluster

_NAMESPACES = ("a", "b")
# What good resources name, by the path of its kind.
_NAMED: Mapping[str, tuple[str, dict[str, object]]] = {
    **{name: ("/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace"}) for name in _NAMESPACES},
    "nothing": (f"/apis/{CRD_GROUP}/v1/bgpfilters", {"apiVersion": f"{CRD_GROUP}/v1", "kind": "BGPFilter", "spec": {}}),
}
_KIND = "CustomResourceDefinition/"


class Calicoctl(Struct, frozen=True, kw_only=True):
    """What applies resources without a change, as long as it runs."""

    running: subprocess.Popen[str]
    cluster: Cluster

    def refusal(self, resource: Mapping[str, Tree]) -> str:
        """Return why a resource is refused; empty where it is taken."""
        given, told = self.running.stdin, self.running.stdout
        assert given
        assert told
        given.write(json.dumps(resource) + "\n")
        given.flush()
        answer: str = json.loads(told.readline())
        return answer


def prepare(cluster: Cluster) -> None:
    """Give a server the CRDs of the chart, and what good resources name."""
    for name, document in by_identity(scenario("calico")).items():
        if name.startswith(_KIND):
            kubeapi.request(cluster.server, Call(path=CRDS, method="POST", body=document))
    kubeapi.rest(cluster.server)
    for name, (path, body) in _NAMED.items():
        kubeapi.request(cluster.server, Call(path=path, method="POST", body={**body, "metadata": {"name": name}}))


@contextmanager
def running_calicoctl(cluster: Cluster) -> Iterator[Calicoctl]:
    """The program that applies resources to a server, for the length of the block."""
    program = locate("calico").parent / "dry-run"
    environment = {**os.environ, **GO, "KUBECONFIG": str(cluster.kubeconfig)}
    with subprocess.Popen(
        [str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as running:
        yield Calicoctl(running=running, cluster=cluster)


@contextmanager
def asked() -> Iterator[Calicoctl]:
    """The same with a server of its own."""
    with shared_cluster() as cluster:
        prepare(cluster)
        with running_calicoctl(cluster) as calicoctl:
            yield calicoctl
