"""The API server's access to kubelets: its two objects with every plugin, and what does without them."""

import pytest

from generator.base.trees import Tree
from tests.rendering import by_identity, overlay, scenario

ROLE, BINDING = "ClusterRole/system:kube-apiserver-to-kubelet", "ClusterRoleBinding/system:kube-apiserver"
RESOURCES = ["nodes/proxy", "nodes/stats", "nodes/log", "nodes/spec", "nodes/metrics", "pods/log"]
ON: dict[str, Tree] = {"apiserverToKubelet": {"enabled": True}}


@pytest.mark.parametrize("variant", ["kube-flannel", "calico", "canal"])
def test_every_plugin_has_the_access(variant: str) -> None:
    found = by_identity(overlay(scenario(variant), ON))
    assert found[ROLE]["rules"] == [{"apiGroups": [""], "resources": RESOURCES, "verbs": ["*"]}]
    metadata = found[ROLE]["metadata"]
    assert isinstance(metadata, dict)
    assert metadata["annotations"] == {"rbac.authorization.kubernetes.io/autoupdate": "true"}
    assert isinstance(metadata["labels"], dict)
    assert metadata["labels"]["kubernetes.io/bootstrapping"] == "rbac-defaults"
    assert f"ClusterRole/{found[BINDING]['roleRef']['name']}" == ROLE  # type: ignore[index,call-overload]  # a mapping
    assert found[BINDING]["subjects"] == [
        {"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "kubernetes"}
    ]


def test_the_user_is_the_values() -> None:
    found = by_identity(overlay(scenario("kube-flannel"), {"apiserverToKubelet": {"enabled": True, "user": "a:b"}}))
    assert found[BINDING]["subjects"] == [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "a:b"}]


@pytest.mark.parametrize("change", [{}, {**ON, "rbac": {"create": False}}], ids=["by default", "without RBAC"])
def test_the_access_is_not_there(change: dict[str, Tree]) -> None:
    found = by_identity(overlay(scenario("kube-flannel"), change))
    assert {ROLE, BINDING} & found.keys() == set()
