"""A rule of RBAC is used by the requests that the API server would allow by it."""

from pathlib import Path

import pytest
from msgspec import json

from tests.datapath.rbac import Found, Grant, Request, Rule, allows, grants_of, request_of, rules_of, unused, used_of

_USER = "system:serviceaccount:net:agent"


def _rule(what: str, verb: str = "get", *, group: str = "", names: tuple[str, ...] = ()) -> Rule:
    """Return a rule on a resource, or on a path where it begins with a slash."""
    path, resource = (what, "") if what.startswith("/") else ("", what)
    return Rule(role="ClusterRole agent", group=group, resource=resource, path=path, verb=verb, names=names)


def _request(what: str, verb: str = "get", *, group: str = "", name: str = "", namespace: str = "") -> Request:
    path, resource = (what, "") if what.startswith("/") else ("", what)
    return Request(user=_USER, verb=verb, group=group, resource=resource, name=name, namespace=namespace, path=path)


@pytest.mark.parametrize(
    ("rule", "request_"),
    [
        (_rule("pods"), _request("pods", name="one")),
        (_rule("pods", "*"), _request("pods", "deletecollection")),
        (_rule("*"), _request("pods/log")),
        (_rule("nodes/status", "patch"), _request("nodes/status", "patch")),
        (_rule("*/status"), _request("nodes/status")),
        (_rule("ippools", group="*"), _request("ippools", group="crd.projectcalico.org")),
        (_rule("secrets", names=("mine",)), _request("secrets", name="mine")),
        (_rule("/healthz"), _request("/healthz")),
        (_rule("/healthz/*"), _request("/healthz/etcd")),
        (_rule("/*"), _request("/version")),
    ],
)
def test_a_rule_allows(rule: Rule, request_: Request) -> None:
    assert allows(rule, request_)


@pytest.mark.parametrize(
    ("rule", "request_"),
    [
        (_rule("pods"), _request("pods", "list")),
        (_rule("pods"), _request("pods/status")),
        (_rule("pods/status"), _request("pods")),
        (_rule("*/status"), _request("nodes")),
        (_rule("*/status"), _request("nodes/scale")),
        (_rule("pods"), _request("pods", group="metrics.k8s.io")),
        (_rule("secrets", names=("mine",)), _request("secrets", name="other")),
        (_rule("secrets", "list", names=("mine",)), _request("secrets", "list")),
        (_rule("/healthz"), _request("/healthz/etcd")),
        (_rule("*", "*", group="*"), _request("/healthz")),
        (_rule("/*"), _request("pods")),
    ],
)
def test_a_rule_does_not_allow(rule: Rule, request_: Request) -> None:
    assert not allows(rule, request_)


def test_a_role_is_a_rule_for_each_verb_group_and_resource() -> None:
    rules = [
        {"apiGroups": ["", "apps"], "resources": ["a"], "verbs": ["get", "list"], "resourceNames": ["x"]},
        {"nonResourceURLs": ["/healthz"], "verbs": ["get"]},
    ]
    found = rules_of({"kind": "Role", "metadata": {"name": "agent"}, "rules": rules})
    assert [f"{rule.verb} {rule.what}" for rule in found] == [
        *("get a x", "get a.apps x", "list a x", "list a.apps x"),
        "get /healthz",
    ]


def test_an_entry_of_the_audit_log_is_a_request() -> None:
    user = {"username": _USER}
    reference = {"resource": "nodes", "name": "node-a", "subresource": "status", "apiVersion": "v1"}
    event = {"user": user, "verb": "patch", "requestURI": "/api/v1/nodes/node-a/status?x", "objectRef": reference}
    assert request_of(event) == _request("nodes/status", "patch", name="node-a")
    assert request_of({"user": user, "verb": "get", "requestURI": "/healthz?verbose"}) == _request("/healthz")


def _binding(kind: str, *, namespace: str = "", subject: str = "ServiceAccount") -> dict[str, object]:
    metadata = {"name": "b", **({"namespace": namespace} if namespace else {})}
    subjects = [{"kind": subject, "name": "agent", "namespace": "net"}]
    return {"metadata": metadata, "roleRef": {"kind": kind, "name": "agent"}, "subjects": subjects}


_RULES = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
_ROLE = {"kind": "Role", "metadata": {"name": "agent", "namespace": "net"}, "rules": _RULES}
_CLUSTER_ROLE = {"kind": "ClusterRole", "metadata": {"name": "agent"}, "rules": _RULES}


def test_bindings_give_rules_to_accounts_and_where_they_are() -> None:
    bindings = [
        _binding("ClusterRole"),
        _binding("ClusterRole", namespace="other"),
        _binding("Role", namespace="net"),
        _binding("Role", namespace="other"),
        _binding("ClusterRole", subject="User"),
    ]
    found = [*grants_of([_ROLE, _CLUSTER_ROLE], bindings)]
    assert [(one.rule.role, one.namespace) for one in found] == [
        ("ClusterRole agent", ""),
        ("ClusterRole agent", "other"),
        ("Role agent", "net"),
    ]
    assert {one.users for one in found} == {(_USER,)}


def test_a_rule_is_used_by_its_account_in_the_namespace_of_its_binding() -> None:
    rule = _rule("pods")
    grant = Grant(rule=rule, users=(_USER,), namespace="net")
    assert used_of([grant], [_request("pods", namespace="net")]) == [rule]
    assert used_of([grant], [_request("pods", namespace="other")]) == []
    assert used_of([Grant(rule=rule, users=("system:serviceaccount:net:other",))], [_request("pods")]) == []


def test_what_no_case_of_a_plugin_used_is_told_by_resource(tmp_path: Path) -> None:
    rules = [_rule("pods", verb) for verb in ("get", "list", "watch")]
    cases = {"one": ("flannel", rules[:1]), "other": ("flannel", rules[2:]), "third": ("canal", [])}
    (tmp_path / "rbac").mkdir()
    for name, (plugin, used) in cases.items():
        (tmp_path / "rbac" / f"{name}.json").write_bytes(json.encode(Found(plugin=plugin, rules=rules, used=used)))
    assert unused(tmp_path) == [
        "canal: ClusterRole agent: get list watch of pods",
        "flannel: ClusterRole agent: list of pods",
    ]
