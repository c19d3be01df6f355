"""Calico goes into a namespace of its own, with its pull secret, in one install into a real API server."""

from pathlib import Path

import pytest

from generator.cluster import kubeapi
from generator.cluster.apiserver import running_cluster
from generator.cluster.kubeapi import Call, Identity
from generator.tools import helm
from generator.tools.helm import Install
from tests.paths import CHART

pytestmark = pytest.mark.cluster

VALUES = """
plugin: calico
namespaceOverride: calico-system
namespace: {create: true}
imageCredentials: {registry: docker.io, username: robot, password: example}
calico: {typha: {enabled: true}}
"""


def test_one_install_makes_the_namespace_and_all_that_is_in_it(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text(VALUES, encoding="utf-8")
    release = Install(chart=CHART, values=(values,))
    with running_cluster() as cluster:
        before = kubeapi.settle(cluster.server)
        helm.install(helm.located("helm4"), release, cluster.kubeconfig)
        made = kubeapi.settle(cluster.server).keys() - before.keys()
        found = kubeapi.request(cluster.server, Call(path="/api/v1/namespaces/calico-system"))
        secret = kubeapi.request(
            cluster.server, Call(path="/api/v1/namespaces/calico-system/secrets/cni-image-credentials")
        )
    assert found["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"
    assert secret["type"] == "kubernetes.io/dockerconfigjson"
    assert Identity(kind="DaemonSet", namespace="calico-system", name="calico-node", group="apps") in made
    assert {one.namespace for one in made if one.namespace} == {"calico-system", "default"}
