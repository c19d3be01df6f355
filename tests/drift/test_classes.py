"""Each kind of change is seen in small objects, in its class, once, and nothing is seen where nothing differs."""

import pytest

from generator.drift import rules
from generator.drift.change import Rule
from generator.drift.compare import CLASSES, compare
from tests.drifting import Object, changes, edited, objects, said, side

WORKLOAD, ROLE, BINDING, CONFIG, ACCOUNT, SERVICE, SECRET, JOB, FROZEN, SINGLE = objects("""
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: node, namespace: kube-system, labels: {a: b}}
spec:
  selector: {matchLabels: {app: node}}
  updateStrategy: {type: RollingUpdate}
  template:
    metadata: {labels: {app: node}}
    spec:
      hostNetwork: false
      containers:
      - name: node
        image: quay.io/calico/node:v1.0.0
        args: [--one, --two]
        env: [{name: A, value: "1"}, {name: B, value: "2"}]
        securityContext: {capabilities: {add: [NET_ADMIN]}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: node}
rules:
- {apiGroups: [""], resources: [pods, nodes], verbs: [get, list]}
- {nonResourceURLs: [/healthz], verbs: [get]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: node}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: node}
subjects: [{kind: ServiceAccount, name: node, namespace: kube-system}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config, namespace: kube-system}
data: {plain: "1", json: '{"a": 1, "b": {"c": 2}}', lines: "one\\ntwo\\n"}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: node, namespace: kube-system}
---
apiVersion: v1
kind: Service
metadata: {name: typha, namespace: kube-system}
spec: {clusterIP: None, ports: [{name: typha, port: 5473}]}
---
apiVersion: v1
kind: Secret
metadata: {name: certs, namespace: kube-system}
type: Opaque
data: {ca: YQ==}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: kube-system}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: once, image: "quay.io/x/y:1", command: [run]}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: frozen, namespace: kube-system}
immutable: true
data: {plain: "1"}
---
apiVersion: v1
kind: Pod
metadata: {name: single, namespace: kube-system}
spec: {containers: [{name: single, image: "quay.io/x/y:1", command: [run]}]}
""")
EVERY = [WORKLOAD, ROLE, BINDING, CONFIG, ACCOUNT, SERVICE, SECRET, JOB, FROZEN, SINGLE]
POD = "spec.template.spec"
NODE = f"{POD}.containers.0"
RULE_0 = "rules.0"

# The object, where it is changed and to what, the kind of the change and where it is seen.
EDITS: dict[str, tuple[Object, str, object, Rule, str]] = {
    "a tag": (WORKLOAD, f"{NODE}.image", "quay.io/calico/node:v1.0.1", rules.IMAGE_TAG, "containers[node]"),
    "a registry": (WORKLOAD, f"{NODE}.image", "ghcr.io/calico/node:v1.0.0", rules.IMAGE_REGISTRY, "containers[node]"),
    "another image": (SINGLE, "spec.containers.0.image", "quay.io/x/z:1", rules.IMAGE_REPOSITORY, "[single]"),
    "an argument": (WORKLOAD, f"{NODE}.args.2", "--three", rules.POD_FIELD, "containers[node].args"),
    "an order of arguments": (WORKLOAD, f"{NODE}.args", ["--two", "--one"], rules.POD_FIELD, "containers[node].args"),
    "a variable": (WORKLOAD, f"{NODE}.env.2", {"name": "C", "value": ""}, rules.POD_FIELD, "containers[node].env[C]"),
    "an order of variables": (
        WORKLOAD,
        f"{NODE}.env",
        [{"name": "B", "value": "2"}, {"name": "A", "value": "1"}],
        rules.POD_FIELD,
        "containers[node].env[order]",
    ),
    "a label of pods": (WORKLOAD, "spec.template.metadata.labels.x", "y", rules.POD_FIELD, "metadata.labels.x"),
    "the host's network": (WORKLOAD, f"{POD}.hostNetwork", True, rules.POD_PRIVILEGE, "spec.hostNetwork"),
    "privileged": (WORKLOAD, f"{NODE}.securityContext.privileged", True, rules.POD_PRIVILEGE, "privileged"),
    "a capability": (
        WORKLOAD,
        f"{NODE}.securityContext.capabilities.add.1",
        "SYS_ADMIN",
        rules.POD_PRIVILEGE,
        "capabilities.add",
    ),
    "a capability less": (WORKLOAD, f"{NODE}.securityContext.capabilities", None, rules.POD_SECURITY, "capabilities"),
    "the selector": (WORKLOAD, "spec.selector.matchLabels.app", "x", rules.SELECTOR_CHANGED, "matchLabels.app"),
    "a strategy": (WORKLOAD, "spec.updateStrategy.type", "OnDelete", rules.WORKLOAD_FIELD, "updateStrategy.type"),
    "a Job's command": (JOB, f"{POD}.containers.0.command", ["walk"], rules.JOB_CHANGED, "containers[once].command"),
    "a verb": (ROLE, f"{RULE_0}.verbs", ["get", "list", "watch"], rules.GRANT_GAINED, "ClusterRole/node > pods"),
    "a dangerous verb": (ROLE, f"{RULE_0}.verbs.2", "delete", rules.GRANT_DANGEROUS, "ClusterRole/node > nodes"),
    "a verb less": (ROLE, f"{RULE_0}.verbs.1", None, rules.GRANT_LOST, "ClusterRole/node > pods"),
    "a path": (ROLE, "rules.1.nonResourceURLs.1", "/x", rules.GRANT_GAINED, "ClusterRole/node > /x"),
    "one object only": (ROLE, f"{RULE_0}.resourceNames", ["x"], rules.GRANT_LOST, "ClusterRole/node > nodes"),
    "subjects": (BINDING, "subjects.0.name", "x", rules.SUBJECTS_CHANGED, "ClusterRoleBinding/node > subjects"),
    "the role of a binding": (BINDING, "roleRef.name", "x", rules.IMMUTABLE_FIELD, "roleRef.name"),
    "a member of JSON": (CONFIG, "data.json", '{"a": 1, "b": {"c": 3}}', rules.KEY_CHANGED, "data.json.b.c"),
    "a new member of JSON": (CONFIG, "data.json", '{"a":1,"b":{"c":2},"d":1}', rules.KEY_ADDED, "data.json.d"),
    "spaces in JSON": (CONFIG, "data.json", '{"a":1, "b": {"c": 2}}', rules.KEY_CHANGED, "data.json"),
    "a line": (CONFIG, "data.lines", "one\nthree\n", rules.KEY_CHANGED, "data.lines"),
    "an order of lines": (CONFIG, "data.lines", "two\none\n", rules.KEY_CHANGED, "data.lines"),
    "a plain text": (CONFIG, "data.plain", "2", rules.KEY_CHANGED, "data.plain"),
    "a key": (CONFIG, "data.more", "2", rules.KEY_ADDED, "data.more"),
    "a key less": (CONFIG, "data.plain", None, rules.KEY_REMOVED, "data.plain"),
    "a Secret's key": (SECRET, "data.ca", "Yg==", rules.KEY_CHANGED, "data.ca"),
    "a Secret's type": (SECRET, "type", "kubernetes.io/tls", rules.IMMUTABLE_FIELD, "Secret/certs > type"),
    "a ConfigMap that becomes immutable": (CONFIG, "immutable", True, rules.OBJECT_FIELD, "config > immutable"),
    "an immutable ConfigMap": (FROZEN, "immutable", None, rules.IMMUTABLE_FIELD, "ConfigMap/frozen > immutable"),
    "what it holds": (FROZEN, "data.plain", "2", rules.IMMUTABLE_FIELD, "data.plain"),
    "a Pod's command": (SINGLE, "spec.containers.0.command", ["walk"], rules.IMMUTABLE_FIELD, "[single].command"),
    "a Pod's image": (SINGLE, "spec.containers.0.image", "quay.io/x/y:2", rules.IMAGE_TAG, "containers[single]"),
    "a Job's image": (JOB, f"{POD}.containers.0.image", "quay.io/x/y:2", rules.JOB_CHANGED, "[once].image"),
    "a Job's retries": (JOB, "spec.backoffLimit", 2, rules.WORKLOAD_FIELD, "spec.backoffLimit"),
    "an address": (SERVICE, "spec.clusterIP", "10.0.0.1", rules.IMMUTABLE_FIELD, "spec.clusterIP"),
    "a port": (SERVICE, "spec.ports.0.port", 1, rules.OBJECT_FIELD, "spec.ports[typha].port"),
    "a label": (WORKLOAD, "metadata.labels.a", "c", rules.OBJECT_FIELD, "metadata.labels.a"),
    "a namespace": (ACCOUNT, "metadata.namespace", "x", rules.NAMESPACE_MOVED, "metadata.namespace"),
    "an API version": (WORKLOAD, "apiVersion", "apps/v2", rules.API_VERSION, "apiVersion"),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_one_kind_of_change(name: str) -> None:
    document, path, value, rule, where = EDITS[name]
    found = changes([document], [edited(document, path, value)])
    assert rule.name in {change.rule.name for change in found}
    assert [change for change in found if change.rule is rule and change.where.endswith(where)], [*map(said, found)]


def test_the_same_objects_have_no_changes() -> None:
    assert changes(EVERY, [*reversed(EVERY)]) == []


def test_a_rule_of_a_role_that_is_written_otherwise_grants_the_same() -> None:
    split = [{"apiGroups": [""], "resources": [one], "verbs": ["list", "get"]} for one in ("nodes", "pods")]
    assert changes([ROLE], [edited(ROLE, "rules", [ROLE["rules"][1], *split])]) == []


def test_a_repository_without_a_registry_is_docker_hubs() -> None:
    before, after = (
        edited(WORKLOAD, f"{NODE}.image", image) for image in ("calico/node:v1", "docker.io/calico/node:v2")
    )
    assert [change.rule for change in changes([before], [after])] == [rules.IMAGE_TAG]


def test_a_container_that_came_or_went_is_seen_with_its_image() -> None:
    after = edited(WORKLOAD, f"{POD}.containers.1", {"name": "more", "image": "quay.io/x/more:1"})
    assert {change.rule for change in changes([WORKLOAD], [after])} == {rules.IMAGE_ADDED, rules.CONTAINER_ADDED}
    assert {change.rule for change in changes([after], [WORKLOAD])} == {rules.IMAGE_REMOVED, rules.CONTAINER_REMOVED}


def test_a_privileged_container_is_a_privilege() -> None:
    more = {"name": "more", "image": "quay.io/x/more:1", "securityContext": {"privileged": True}}
    found = changes([WORKLOAD], [edited(WORKLOAD, f"{POD}.containers.1", more)])
    assert [(change.rule, change.note) for change in found if change.rule.unsafe] == [
        (rules.POD_PRIVILEGE, "privileged")
    ]


def test_an_object_that_came_or_went_is_seen_with_what_it_grants() -> None:
    assert changes([ROLE], [ROLE, ACCOUNT])[0].rule is rules.OBJECT_ADDED
    assert changes([ROLE, ACCOUNT], [ROLE])[0].rule is rules.OBJECT_REMOVED
    lost = [*map(said, changes([ROLE], []))]
    assert (rules.OBJECT_REMOVED.name, "ClusterRole/node") in lost
    assert lost.count((rules.GRANT_LOST.name, "ClusterRole/node > pods")) == 2


def test_a_role_of_the_clusters_own_is_dangerous() -> None:
    admin = edited(BINDING, "roleRef.name", "cluster-admin")
    [came] = [change for change in changes([ROLE], [ROLE, admin]) if change.rule.unsafe]
    assert (came.rule, came.after, came.note) == (
        rules.GRANT_DANGEROUS,
        ("ClusterRole/cluster-admin",),
        "a role of the cluster's own",
    )
    assert rules.GRANT_LOST in {change.rule for change in changes([ROLE, admin], [ROLE])}
    assert not [change for change in changes([ROLE], [ROLE, BINDING]) if change.rule.unsafe]


def test_a_change_is_named_once_with_its_variants() -> None:
    more = edited(WORKLOAD, "metadata.labels.a", "c")
    [both] = compare(side({"one": [WORKLOAD], "two": [WORKLOAD]}), side({"one": [more], "two": [more]})).every
    [one] = compare(side({"one": [WORKLOAD], "two": [more]}), side({"one": [more], "two": [more]})).every
    assert (both.variants, one.variants) == (("one", "two"), ("one",))


RANGES = {
    "raised": (">=1.25.0-0", ">=1.31.0-0", rules.KUBERNETES_RAISED),
    "lowered": (">=1.31.0-0", ">=1.25.0-0", rules.KUBERNETES_RANGE),
    "bounded above": (">=1.25.0-0", ">=1.25.0-0 <1.30.0-0", rules.KUBERNETES_RANGE),
}


@pytest.mark.parametrize(("before", "after", "rule"), RANGES.values(), ids=RANGES)
def test_the_range_of_kubernetes_is_compared(before: str, after: str, rule: Rule) -> None:
    found = compare(side({}, kubernetes=before), side({}, kubernetes=after)).every
    assert [change.rule for change in found] == [rule]


def test_what_upstream_tests_is_compared_where_both_are_known() -> None:
    known = side({}, tested="1.34 - 1.36")
    assert [change.rule for change in compare(side({}, tested="1.31 - 1.33"), known).every] == [rules.KUBERNETES_TESTED]
    assert [*compare(side({}), known).every] == []


def test_every_class_is_counted() -> None:
    assert [*compare(side({}), side({})).changes] == [*CLASSES]
