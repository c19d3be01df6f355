"""What Calico's CNI plugin of policy-only Calico asks for, and what a real API server says, with each helm."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.features.deviations import FIX_POLICY_ONLY
from generator.settings.catalogue import nested
from generator.tools import helm
from generator.tools.helm import Install
from tests.clearing import remove
from tests.cluster.test_addons import may
from tests.installs import install
from tests.paths import CHART
from tests.rendering import overlay, scenario
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

PLUGIN = "system:serviceaccount:kube-system:calico-cni-plugin"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with shared_cluster() as running:
        yield running


@pytest.mark.parametrize("name", ["helm3", "helm4"])
@pytest.mark.parametrize(("value", "allowed"), [(None, True), (True, True), (False, False)], ids=["unset", "on", "off"])
def test_the_plugin_gets_clusterinformations(
    value: Tree, allowed: bool, name: str, cluster: Cluster, tmp_path: Path
) -> None:
    before = kubeapi.settle(cluster.server)
    path = tmp_path / "values.yaml"
    path.write_text(
        json.dumps(overlay(scenario("calico-policy-only"), nested({FIX_POLICY_ONLY: value}))), encoding="utf-8"
    )
    install(helm.located(name), Install(chart=CHART, values=(path,)), cluster.kubeconfig)
    group = "crd.projectcalico.org"
    assert may(cluster, PLUGIN, "get", "clusterinformations", group) == allowed
    assert may(cluster, PLUGIN, "get", "pods", "")
    assert not may(cluster, PLUGIN, "update", "clusterinformations", group)
    remove(cluster, before, keeping="CustomResourceDefinition")
