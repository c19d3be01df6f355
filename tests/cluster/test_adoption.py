"""A release takes over what was applied from upstream's manifest, in a real API server, and changes no spec of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster, running_cluster
from generator.cluster.kubeapi import Call
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from tests.paths import CHART
from tests.upstream import LINE

pytestmark = pytest.mark.cluster

# Where objects of a kind are made; of those with a namespace, below it.
_RBAC = "/apis/rbac.authorization.k8s.io/v1"
_PATHS: Mapping[str, str] = {
    "Namespace": "/api/v1/namespaces",
    "ClusterRole": f"{_RBAC}/clusterroles",
    "ClusterRoleBinding": f"{_RBAC}/clusterrolebindings",
    "ServiceAccount": "/api/v1/namespaces/kube-flannel/serviceaccounts",
    "ConfigMap": "/api/v1/namespaces/kube-flannel/configmaps",
    "DaemonSet": "/apis/apps/v1/namespaces/kube-flannel/daemonsets",
}
_FLANNEL = next(release for release in take_in(LINE, None, FEATURES) if release.project == "flannel")


def _applied(cluster: Cluster) -> None:
    """Upstream's objects, made as kubectl makes them, without a release."""
    for document in _FLANNEL.documents["kube-flannel"]:
        kubeapi.request(cluster.server, Call(path=_PATHS[str(document["kind"])], method="POST", body=document))


def _daemon_set(cluster: Cluster) -> dict[str, Any]:
    return kubeapi.request(cluster.server, Call(path=f"{_PATHS['DaemonSet']}/kube-flannel-ds"))


@pytest.mark.parametrize("name", ["helm4", "helm3"])
def test_a_release_takes_over_what_was_applied(name: str) -> None:
    program, release = helm.located(name), Install(chart=CHART)
    with running_cluster() as cluster:
        kubeapi.settle(cluster.server)
        _applied(cluster)
        before = _daemon_set(cluster)
        with pytest.raises(HelmError, match="cannot be imported into the current release"):
            helm.install(program, release, cluster.kubeconfig)
        helm.install(program, release, cluster.kubeconfig, adopt=True)
        after = _daemon_set(cluster)
    assert after["metadata"]["uid"] == before["metadata"]["uid"]
    assert after["metadata"]["annotations"]["meta.helm.sh/release-name"] == "cni"
    assert after["spec"]["selector"] == before["spec"]["selector"]
    assert after["spec"]["template"]["spec"] == before["spec"]["template"]["spec"]
