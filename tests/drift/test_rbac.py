"""Permissions that lead to more than they say are told from others, wildcards always."""

import pytest

from generator.base.trees import Tree
from generator.drift.rbac import Permission, danger, permissions
from generator.releases.release import Document

CRDS, SERVICES = "apiextensions.k8s.io", "apiregistration.k8s.io"

DANGERS = {
    ("", "pods", "*"): "a wildcard",
    ("projectcalico.org", "*", "get"): "a wildcard",
    ("*", "pods", "get"): "a wildcard",
    (CRDS, "customresourcedefinitions", "delete"): "writes on customresourcedefinitions",
    (SERVICES, "apiservices", "create"): "writes on apiservices",
    ("", "secrets", "update"): "writes on secrets",
    ("", "secrets", "get"): "reads of secrets",
    ("", "serviceaccounts/token", "create"): "tokens of any account",
    ("rbac.authorization.k8s.io", "clusterroles", "bind"): "escalation of permissions",
    ("", "users", "impersonate"): "escalation of permissions",
    ("rbac.authorization.k8s.io", "roles", "patch"): "writes on rbac.authorization.k8s.io",
    (
        "admissionregistration.k8s.io",
        "mutatingwebhookconfigurations",
        "create",
    ): "writes on admissionregistration.k8s.io",
    ("apps", "daemonsets", "update"): "writes on apps",
    ("batch", "jobs", "create"): "writes on batch",
    ("", "pods/exec", "create"): "new pods and commands in them",
    ("", "nodes/proxy", "get"): "new pods and commands in them",
    ("", "pods", "create"): "new pods and commands in them",
    ("", "nodes", "delete"): "changes of nodes",
}
HARMLESS = [
    ("", "pods", "get"),
    ("", "nodes", "patch"),
    ("", "nodes/status", "update"),
    (CRDS, "customresourcedefinitions", "list"),
    (SERVICES, "apiservices", "watch"),
    ("apps", "daemonsets", "get"),
    ("crd.projectcalico.org", "ippools", "delete"),
    ("example.org", "secrets", "update"),
]


@pytest.mark.parametrize(("one", "why"), DANGERS.items())
def test_a_dangerous_permission_says_why(one: tuple[str, str, str], why: str) -> None:
    assert danger(Permission("ClusterRole/x", *one)) == why


@pytest.mark.parametrize("one", HARMLESS)
def test_a_harmless_permission_says_nothing(one: tuple[str, str, str]) -> None:
    assert danger(Permission("ClusterRole/x", *one)) == ""


def test_the_token_of_one_account_is_harmless() -> None:
    assert danger(Permission("ClusterRole/x", "", "serviceaccounts/token", "create", "calico-cni-plugin")) == ""


def test_a_rule_is_as_many_permissions_as_it_has_words() -> None:
    rule: Tree = {
        "apiGroups": ["", "apps"],
        "resources": ["a", "b"],
        "verbs": ["get", "list"],
        "resourceNames": ["x", "y"],
    }
    role: Document = {
        "kind": "Role",
        "metadata": {"name": "r"},
        "rules": [rule, {"nonResourceURLs": ["/a"], "verbs": ["get"]}],
    }
    assert len(permissions({"Role/r": role})) == 17
    assert permissions({"Role/r": {**role, "rules": None}}) == set()
