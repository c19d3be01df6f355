"""What is read in etcd is what the API server tells, and a connection that breaks is made anew."""

import socket

import pytest

from generator.cluster import kubeapi
from generator.cluster.apiserver import NEWEST, Cluster, ServerTools
from generator.cluster.kubeapi import Call, Identity
from generator.releases.release import Document
from generator.tools import helm
from generator.tools.helm import Install
from tests import installs
from tests.applied import SERVER, apply
from tests.paths import CHART
from tests.servers import OLDEST, shared_cluster
from tests.upstream import LINE
from tests.user_objects import crds, user_objects

pytestmark = pytest.mark.cluster

# Kinds of which a server writes objects for itself, or which it only makes up when it is asked.
UNTOLD = frozenset({"APIService", "ComponentStatus", "Event", "IPAddress", "Lease"})
SPACES: list[Document] = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in "ab"]


def listed(cluster: Cluster) -> dict[Identity, str]:
    """What the API server lists of each kind, in the version that it prefers."""
    found: dict[Identity, str] = {}
    for root in ("/api", "/apis"):
        for group in kubeapi.request(cluster.server, Call(path=root, accept=kubeapi.DISCOVERY))["items"]:
            name, version = group["metadata"].get("name", ""), group["versions"][0]
            for one in version["resources"]:
                kind = one["responseKind"]["kind"]
                if "list" in one["verbs"] and kind not in UNTOLD:
                    path = "/".join(filter(None, (root, name, version["version"], one["resource"])))
                    for item in kubeapi.request(cluster.server, Call(path=path))["items"]:
                        metadata = item["metadata"]
                        where = metadata.get("namespace", "")
                        identity = Identity(kind=kind, namespace=where, name=metadata["name"], group=name)
                        found[identity] = metadata["resourceVersion"]
    return found


@pytest.mark.parametrize("tools", [NEWEST, OLDEST], ids=["newest", "oldest"])
def test_the_objects_are_those_that_the_server_lists(tools: ServerTools) -> None:
    with shared_cluster(tools) as cluster:
        before = kubeapi.settle(cluster.server)
        assert before == listed(cluster)
        for documents in (SPACES, crds(LINE.version, "calico"), user_objects(LINE.version, "calico")):
            apply(cluster, documents, SERVER)
        release = Install(chart=CHART, values=(CHART / "ci" / "canal-etcd-values.yaml",))
        helm.install(helm.located("helm4"), release, cluster.kubeconfig)
        installed = kubeapi.settle(cluster.server)
        assert installed == listed(cluster)
        installs.uninstall(helm.located("helm4"), release, cluster.kubeconfig)
        assert kubeapi.settle(cluster.server) == listed(cluster)
    assert len({one.kind for one in installed.keys() - before.keys()}) > 30


def test_a_connection_that_is_closed_is_made_anew() -> None:
    with shared_cluster() as cluster:
        before = kubeapi.served(cluster.server), kubeapi.settle(cluster.server)
        links = [*cluster.server.links.values()]
        for link in links:
            link.sock.shutdown(socket.SHUT_RDWR)
        assert (kubeapi.served(cluster.server), kubeapi.settle(cluster.server)) == before
        assert len(links) == 2
        assert not {*links} & {*cluster.server.links.values()}
