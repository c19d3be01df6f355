"""Where objects are, whether with RBAC and CRDs, and when pods are replaced."""

import re
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.releases.release import identity
from generator.tools.helm import Install
from tests.builds import built, current
from tests.helms import RENDERERS
from tests.paths import CHART
from tests.rendering import (
    HELMS,
    Values,
    at,
    by_identity,
    items,
    mapping,
    overlay,
    refusal,
    rendered,
    scenario,
    strings,
)

CHECKSUM = "checksum/config"
HOMES = {"kube-flannel", "kube-system"}
CLUSTER_WIDE = {"ClusterRole", "ClusterRoleBinding", "CustomResourceDefinition", "Namespace"}

# Variant and change: a configuration object's content changes.
CONFIGURED: dict[str, tuple[str, Tree]] = {
    "flannel's network": ("kube-flannel", {"podCIDR": "172.20.0.0/16"}),
    "Calico's MTU": ("calico", {"calico": {"mtu": 1400}}),
    "the endpoints": ("calico-etcd", {"calico": {"etcd": {"endpoints": ["http://10.0.0.1:2379"]}}}),
    "canal's interface": ("canal", {"flannel": {"iface": ["eth1"]}}),
    "the key": (
        "etcd-tls-inline",
        {"calico": {"etcd": {"tls": {"key": "-----BEGIN EXAMPLE KEY-----\nb3RoZXI=\n-----END EXAMPLE KEY-----\n"}}}},
    ),
}
# Variant and change: no configuration object changes.
NOT_CONFIGURED: dict[str, tuple[str, Tree]] = {
    "an image": ("calico", {"images": {"kubeControllers": {"tag": "v3.32.2"}}}),
    "replicas of Typha": ("calico-typha", {"calico": {"typha": {"replicas": 3}}}),
    "RBAC": ("kube-flannel", {"rbac": {"create": False}}),
    "flannel's interface": ("kube-flannel", {"flannel": {"iface": ["eth1"]}}),
}


def checksums(values: Values) -> dict[str, Tree]:
    """The checksum of each pod template that has one."""
    found: dict[str, Tree] = {}
    for name, document in by_identity(values).items():
        if document["kind"] in {"DaemonSet", "Deployment", "Job"}:
            metadata = mapping(document, "spec.template.metadata")
            annotations = mapping(metadata, "annotations") if "annotations" in metadata else {}
            found |= {name: annotations[CHECKSUM]} if CHECKSUM in annotations else {}
    return found


@pytest.mark.parametrize("name", FEATURES.variants)
def test_objects_are_where_upstream_has_them(name: str) -> None:
    home = "kube-flannel" if name.startswith("kube-flannel") else "kube-system"
    named = [document for document in rendered(scenario(name)) if document["kind"] not in CLUSTER_WIDE]
    assert {at(document, "metadata.namespace") for document in named} == {home}


@pytest.mark.parametrize("name", FEATURES.variants)
def test_an_override_moves_everything(name: str) -> None:
    documents = rendered({**scenario(name), "namespaceOverride": "net"})
    named = [document for document in documents if document["kind"] not in CLUSTER_WIDE]
    assert {at(document, "metadata.namespace") for document in named} == {"net"}
    subjects = [each for document in documents if "subjects" in document for each in items(document, "subjects")]
    accounts = [subject for subject in subjects if at(subject, "kind") == "ServiceAccount"]
    assert {at(subject, "namespace") for subject in accounts} == {"net"}
    left = [place for place, text in strings(documents) if text in HOMES]
    assert [place for place in left if not re.search(r"containers\.\d+\.name$", place)] == []


def test_typha_is_looked_for_in_its_namespace() -> None:
    objects = by_identity(scenario("namespace"))
    typha = at(objects["Deployment/calico-typha"], "spec.template.spec.containers.calico-typha.env.TYPHA_K8SNAMESPACE")
    felix = at(
        objects["DaemonSet/calico-node"], "spec.template.spec.containers.calico-node.env.FELIX_TYPHAK8SNAMESPACE"
    )
    assert (at(typha, "value"), at(felix, "value")) == ("calico-net", "calico-net")


@pytest.mark.parametrize(
    ("override", "namespaces"), [("", {"kube-flannel"}), ("net", {"net"}), ("kube-system", set()), ("default", set())]
)
def test_flannels_namespace_is_made_unless_it_is_there(override: str, namespaces: set[str]) -> None:
    documents = rendered({"namespaceOverride": override})
    made = {at(document, "metadata.name") for document in documents if document["kind"] == "Namespace"}
    assert made == namespaces


def made(values: Values) -> dict[str, Tree]:
    """The labels of the Namespaces that the values render, by name."""
    found = [document for document in rendered(values) if document["kind"] == "Namespace"]
    return {str(at(document, "metadata.name")): at(document, "metadata.labels") for document in found}


@pytest.mark.parametrize("name", FEATURES.variants)
def test_a_namespace_is_made_on_demand(name: str) -> None:
    values = overlay(scenario(name), {"namespaceOverride": "net", "namespace": {"create": True}})
    [(namespace, labels)] = made(values).items()
    assert isinstance(labels, dict)
    assert (namespace, labels["pod-security.kubernetes.io/enforce"]) == ("net", "privileged")
    assert str(labels["app.kubernetes.io/component"]) in {"namespace", "flannel"}


@pytest.mark.parametrize("name", FEATURES.variants)
def test_no_namespace_is_made_where_that_is_off(name: str) -> None:
    assert made(overlay(scenario(name), {"namespaceOverride": "net", "namespace": {"create": False}})) == {}


@pytest.mark.parametrize("name", ["calico", "canal"])
def test_no_namespace_is_made_for_calico_unless_it_is_asked_for(name: str) -> None:
    assert made({**scenario(name), "namespaceOverride": "net"}) == {}


@pytest.mark.parametrize("plugin", ["flannel", "calico", "canal"])
@pytest.mark.parametrize("namespace", ["default", "kube-system", "kube-public", "kube-node-lease"])
def test_a_namespace_that_is_there_cannot_be_made(namespace: str, plugin: str) -> None:
    values: Values = {"plugin": plugin, "namespaceOverride": namespace, "namespace": {"create": True}}
    assert f"namespace.create: true, but the namespace {namespace} is there" in refusal(values, "helm4")


def test_the_namespace_is_installed_first(tmp_path: Path) -> None:
    values = tmp_path / "values.yaml"
    values.write_text("{plugin: calico, namespaceOverride: calico-system, namespace: {create: true}}", encoding="utf-8")
    for name in HELMS:
        text = RENDERERS.template(name, Install(chart=CHART, values=(values,)))
        assert yamltree.load_documents(text, name)[0]["kind"] == "Namespace"


def test_an_old_flannel_gets_its_namespace_too() -> None:
    files = built("0.0.1").chart.files
    assert '{{- if include "cni.makesNamespace" . }}' in files["templates/namespace/namespace.yaml"]
    assert "{{- if .Values.namespace.create -}}" in files["templates/_helpers.tpl"]


@pytest.mark.parametrize("name", FEATURES.variants)
def test_without_rbac_accounts_stay(name: str) -> None:
    before, after = by_identity(scenario(name)), by_identity({**scenario(name), "rbac": {"create": False}})
    gone = {each for each in before if each.startswith(("ClusterRole/", "ClusterRoleBinding/"))}
    assert set(before) - set(after) == gone
    assert gone


@pytest.mark.parametrize("name", ["calico", "canal", "calico-policy-only"])
def test_crds_stay_when_the_release_goes(name: str) -> None:
    crds = [document for document in rendered(scenario(name)) if document["kind"] == "CustomResourceDefinition"]
    annotations = [at(document, "metadata.annotations") for document in crds]
    assert len(crds) == len(current().releases[1].crds)
    assert [
        each for each in annotations if not isinstance(each, dict) or each.get("helm.sh/resource-policy") != "keep"
    ] == []


@pytest.mark.parametrize("name", ["calico", "canal", "calico-policy-only"])
def test_crds_can_be_left_out(name: str) -> None:
    documents = rendered(overlay(scenario(name), {"calico": {"crds": {"install": False}}}))
    assert [document for document in documents if document["kind"] == "CustomResourceDefinition"] == []


@pytest.mark.parametrize(("name", "change"), CONFIGURED.values(), ids=CONFIGURED)
def test_pods_are_replaced_when_the_configuration_changes_in(name: str, change: Tree) -> None:
    before, after = checksums(scenario(name)), checksums(overlay(scenario(name), change))
    assert before
    assert [place for place in before if before[place] == after[place]] == []


@pytest.mark.parametrize(("name", "change"), NOT_CONFIGURED.values(), ids=NOT_CONFIGURED)
def test_the_checksum_stays_with_another(name: str, change: Tree) -> None:
    assert checksums(scenario(name)) == checksums(overlay(scenario(name), change)) != {}


@pytest.mark.parametrize("name", FEATURES.variants)
def test_no_checksum_stands_anywhere_when_it_is_off(name: str) -> None:
    assert checksums({**scenario(name), "rolloutOnConfigChange": False}) == {}


def test_the_release_has_no_part_in_the_checksum() -> None:
    text = RENDERERS.template("helm4", Install(chart=CHART, name="other", namespace="elsewhere"))
    other = {identity(each): each for each in yamltree.load_documents(text, "other")}["DaemonSet/kube-flannel-ds"]
    ours = by_identity({})["DaemonSet/kube-flannel-ds"]
    assert at(other, "spec.template") == at(ours, "spec.template")
    label = "app.kubernetes.io/instance"
    labels = (mapping(each, "metadata.labels")[label] for each in (ours, other))
    assert tuple(labels) == ("cni", "other")
