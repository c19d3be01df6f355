"""A server that tests share is handed on as it was when it started, or not at all."""

import pytest

from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Json
from generator.tools import helm
from generator.tools.helm import Install
from tests import servers
from tests.applied import SERVER, apply
from tests.paths import CHART
from tests.servers import shared_cluster
from tests.upstream import LINE
from tests.user_objects import crds, user_objects

pytestmark = pytest.mark.cluster

NAMESPACES, APIS = "/api/v1/namespaces", "/apis/apiregistration.k8s.io/v1/apiservices"
JOB = CHART / "ci" / "canal-etcd-values.yaml"


def _make(cluster: Cluster, path: str, body: Json) -> None:
    kubeapi.request(cluster.server, Call(path=path, method="POST", body=body))


def test_the_next_user_finds_nothing_of_what_the_one_before_left() -> None:
    with shared_cluster() as first:
        before = kubeapi.settle(first.server)
        helm.install(helm.located("helm4"), Install(chart=CHART, values=(JOB,)), first.kubeconfig)
        for name in ("a", "b"):
            _make(first, NAMESPACES, {"metadata": {"name": name}})
        for documents in (crds(LINE.version, "calico"), user_objects(LINE.version, "calico")):
            apply(first, documents, SERVER)
        made = {one.kind for one in kubeapi.objects(first.server).keys() - before.keys()}
    assert {"Job", "Secret", "Namespace", "CustomResourceDefinition", "IPPool", "NetworkPolicy"} <= made
    with shared_cluster() as second:
        assert second is first
        assert kubeapi.objects(second.server) == before
        assert "crd.projectcalico.org" not in {kind.group for kind in kubeapi.served(second.server)}


def _spoil(cluster: Cluster) -> None:
    """Make an API that another server should serve, and change an object that the server made for itself."""
    spec = {"group": "example.com", "version": "v1", "groupPriorityMinimum": 1, "versionPriority": 1}
    served_by = {"service": {"namespace": "default", "name": "kubernetes"}}
    _make(cluster, APIS, {"metadata": {"name": "v1.example.com"}, "spec": {**spec, **served_by}})
    body, content = {"metadata": {"labels": {"mine": "yes"}}}, "application/merge-patch+json"
    kubeapi.request(cluster.server, Call(path=f"{NAMESPACES}/kube-public", method="PATCH", body=body, content=content))


def test_what_is_not_as_it_was_is_told_and_the_next_user_gets_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "_SECONDS", 0.0)
    told = r"changed in a server that others use: .*v1\.example\.com.*kube-public"
    with pytest.raises(AssertionError, match=told), shared_cluster() as spoilt:
        _spoil(spoilt)
    assert not kubeapi.is_ready(spoilt.server)
    with shared_cluster() as another:
        assert another is not spoilt
