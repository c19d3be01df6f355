"""The controllers that calico-kube-controllers runs are those of the values, each where its datastore has it."""

import pytest

from generator.base.trees import Tree
from tests.checks.test_scenarios import environment
from tests.rendering import by_identity, overlay, scenario


def controllers(name: str, change: dict[str, Tree]) -> Tree:
    """ENABLED_CONTROLLERS of a variant with values of calico-kube-controllers."""
    objects = by_identity(overlay(scenario(name), {"calico": {"kubeControllers": change}}))
    return environment(objects["Deployment/calico-kube-controllers"], "calico-kube-controllers")["ENABLED_CONTROLLERS"]


@pytest.mark.parametrize("name", ["calico", "canal"])
def test_some_controllers_run_on_the_kubernetes_datastore(name: str) -> None:
    assert controllers(name, {}) == "node,loadbalancer"
    assert controllers(name, {"enabledControllers": ["node"]}) == "node"
    assert controllers(name, {"enabledControllers": ["loadbalancer", "node"]}) == "loadbalancer,node"


@pytest.mark.parametrize("name", ["calico-etcd", "canal-etcd"])
def test_those_of_etcd_run_on_etcd(name: str) -> None:
    assert controllers(name, {"enabledControllers": ["policy", "workloadendpoint"]}) == "policy,workloadendpoint"
