"""A name in a render that leads nowhere is found, by the rule that is for it."""

from types import EllipsisType

import pytest

from generator.base.trees import Tree
from generator.checks.references import RULES, WAIVERS, Rule, check_references, dangling, references
from generator.checks.wellformed import misshapen
from generator.releases.release import Document
from tests.faults import TYPHA, Fault, Faults, broken, container, drop, pod
from tests.rendering import items, mapping, rendered, scenario
from tests.subjects import messages, of, render
from tests.upstream_edits import everywhere


def monitor(labels: dict[str, Tree]) -> Fault:
    """The fault that a ServiceMonitor selects Services by labels, and their port `metrics`."""

    def add(objects: dict[str, Document]) -> None:
        metadata: Tree = {"name": "x", "namespace": "kube-system", "labels": {}}
        spec: Tree = {"selector": {"matchLabels": labels}, "endpoints": [{"port": "metrics"}]}
        objects["ServiceMonitor/x"] = {"kind": "ServiceMonitor", "metadata": metadata, "spec": spec}

    return add


def api_service(service: dict[str, Tree]) -> Fault:
    """The fault that an APIService leads to a Service of Typha's name with that in it."""

    def add(objects: dict[str, Document]) -> None:
        found: Tree = {"name": "calico-typha", "namespace": "kube-system", "port": 5473, **service}
        objects["APIService/x"] = {"kind": "APIService", "metadata": {"name": "x"}, "spec": {"service": found}}

    return add


def policy(objects: dict[str, Document]) -> None:
    """A NetworkPolicy of pods that are not there."""
    metadata: Tree = {"name": "x", "namespace": "kube-system"}
    spec: Tree = {"podSelector": {"matchLabels": {"team": "x"}}}
    objects["NetworkPolicy/x"] = {"kind": "NetworkPolicy", "metadata": metadata, "spec": spec}


# What a fault is, and the reference that leads nowhere then; the render is calico's with Typha.
DANGLING: Faults = {
    "a ConfigMap that is not there": (drop("ConfigMap/calico-config"), "ConfigMap calico-config with veth_mtu"),
    "a key that is not there": (
        lambda objects: mapping(objects["ConfigMap/calico-config"], "data").pop("veth_mtu"),
        "ConfigMap calico-config with veth_mtu",
    ),
    "a Secret of the chart that is not there": (
        lambda objects: items(pod(objects), "volumes").append(
            {"name": "x", "secret": {"secretName": "calico-etcd-secrets"}}
        ),
        "Secret calico-etcd-secrets",
    ),
    "a ConfigMap of a volume that is not there": (
        lambda objects: items(pod(objects), "volumes").append({"name": "x", "configMap": {"name": "gone"}}),
        "ConfigMap gone",
    ),
    "a source that is not optional": (
        lambda objects: mapping(container(objects), "envFrom.0.configMapRef").pop("optional"),
        "ConfigMap kubernetes-services-endpoint",
    ),
    "a volume that is not there": (
        lambda objects: items(container(objects), "volumeMounts").append({"name": "x", "mountPath": "/x"}),
        "volume x",
    ),
    "a pull secret of the chart that is not there": (
        lambda objects: pod(objects).update(imagePullSecrets=[{"name": "cni-image-credentials"}]),
        "Secret cni-image-credentials",
    ),
    "an account that is not there": (drop("ServiceAccount/calico-node"), "ServiceAccount calico-node"),
    "an account elsewhere": (
        lambda objects: mapping(objects["ServiceAccount/calico-node"], "metadata").update(namespace="elsewhere"),
        "ServiceAccount calico-node",
    ),
    "a role that is not there": (drop("ClusterRole/calico-node"), "ClusterRole calico-node"),
    "labels that are not selected": (
        lambda objects: mapping(objects[TYPHA], "spec.template.metadata.labels").update({"k8s-app": "x"}),
        "pod of {'k8s-app': 'calico-typha'}",
    ),
    "a service's port that is not there": (
        lambda objects: mapping(objects["Service/calico-typha"], "spec.ports.0").update(targetPort="x"),
        "port x",
    ),
    "a probe's port that is not there": (
        lambda objects: container(objects).update(livenessProbe={"httpGet": {"port": "x"}}),
        "port x",
    ),
    "a policy of pods that are not there": (policy, "pod of {'team': 'x'}"),
    "an API of a Service that is not there": (api_service({"name": "x"}), "Service x with port 5473"),
    "an API of a Service elsewhere": (api_service({"namespace": "x"}), "Service calico-typha with port 5473"),
    "an API of another port": (api_service({"port": 443}), "Service calico-typha with port 443"),
    "a monitor of Services that are not there": (monitor({"team": "x"}), "Service of {'team': 'x'}"),
    "a monitor of a port that is not there": (monitor({"k8s-app": "calico-typha"}), "port metrics"),
}


@pytest.mark.parametrize(("breaks", "to"), DANGLING.values(), ids=DANGLING)
def test_a_name_leads_nowhere_with(breaks: Fault, to: str) -> None:
    documents = broken(breaks)
    assert to in [one.to for one in dangling(documents)]
    assert misshapen(documents) == []


def test_what_is_not_broken_has_no_fault() -> None:
    assert dangling(broken(lambda _: None)) == []
    assert dangling(broken(api_service({}))) == []


@pytest.mark.parametrize("name", ["apiserver", "calicoctl", "calicoctl-etcd"])
def test_an_addon_leads_somewhere_but_for_what_kubernetes_has(name: str) -> None:
    documents = rendered(scenario(name))
    assert dangling(documents) == []
    assert len(references(documents)) > len(
        references(rendered(scenario("calico-etcd" if "etcd" in name else "calico")))
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_canary_is_seen_by_the_rule_of(rule: Rule) -> None:
    seen = [one for breaks, _ in DANGLING.values() for one in rule(broken(breaks)) if not one.found]
    assert seen != []


def test_every_waiver_is_needed() -> None:
    documents = rendered(scenario("canal-etcd"))
    assert {(one.where, one.to) for one in dangling(documents)} == set(WAIVERS)


def test_upstreams_own_defects_are_waived_and_every_reference_is_counted() -> None:
    documents = rendered(scenario("canal-etcd"))
    outcome = check_references(of(render(documents)))
    assert messages(outcome) == []
    assert outcome.counts == {"references": len(references(documents)), "waived": len(WAIVERS)}


def test_a_finding_says_where_it_is() -> None:
    found = messages(check_references(of(render(broken(drop("ClusterRole/calico-node"))))))
    assert found == ["calico > ClusterRoleBinding/calico-node: names a ClusterRole calico-node that is not there"]


EVERY = 89  # of all places that are broken one by one, to be quick


@pytest.mark.parametrize("odd", [..., ["x"], {"x": ["y"]}], ids=str)
def test_objects_of_any_shape_are_judged(odd: Tree | EllipsisType) -> None:
    count = len(list(everywhere([*broken(lambda _: None)])))
    for number in range(0, count, EVERY):
        documents = broken(lambda _: None)
        held, key = list(everywhere([*documents]))[number]
        if isinstance(held, dict) and key not in {"kind", "metadata", "name"}:
            held.pop(key) if odd is ... else held.update({key: odd})
            references(documents)
            misshapen(documents)
