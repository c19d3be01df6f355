"""Calico goes into a namespace of its own, with its pull secret and the API server's access to kubelets."""

from pathlib import Path

import pytest

from generator.cluster import kubeapi
from generator.cluster.kubeapi import Call, Identity, Server
from generator.tools import helm
from generator.tools.helm import Install
from tests.paths import CHART
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

VALUES = """
plugin: calico
namespaceOverride: calico-system
namespace: {create: true}
imageCredentials: {registry: docker.io, username: robot, password: example}
apiserverToKubelet: {enabled: true, user: kube-apiserver}
calico: {typha: {enabled: true}}
"""
REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"


def review(server: Server, user: str, subresource: str) -> bool:
    """Whether the API server lets a user have nodes' subresource."""
    asked = {"verb": "get", "resource": "nodes", "subresource": subresource}
    body = {
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SubjectAccessReview",
        "spec": {"user": user, "resourceAttributes": asked},
    }
    return bool(kubeapi.request(server, Call(path=REVIEWS, method="POST", body=body))["status"]["allowed"])


def test_one_install_makes_the_namespace_and_all_that_is_in_it(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(VALUES, encoding="utf-8")
    release = Install(chart=CHART, values=(values,))
    with shared_cluster() as cluster:
        before = kubeapi.settle(cluster.server)
        asked = [("kube-apiserver", "proxy"), ("kube-apiserver", "status"), ("kubernetes", "proxy")]
        without = [review(cluster.server, *one) for one in asked]
        helm.install(helm.located("helm4"), release, cluster.kubeconfig)
        made = kubeapi.settle(cluster.server).keys() - before.keys()
        before_and_after = [(one, review(cluster.server, *each)) for one, each in zip(without, asked, strict=True)]
        found = kubeapi.request(cluster.server, Call(path="/api/v1/namespaces/calico-system"))
        secret = kubeapi.request(
            cluster.server, Call(path="/api/v1/namespaces/calico-system/secrets/cni-image-credentials")
        )
    assert before_and_after == [(False, True), (False, False), (False, False)]
    assert found["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    assert Identity(kind="DaemonSet", namespace="calico-system", name="calico-node", group="apps") in made
    assert {one.namespace for one in made if one.namespace} == {"calico-system", "default"}
