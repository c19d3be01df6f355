"""A change that upstream makes lands in the chart, under the condition that the variants teach."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tests import upstream
from tests.upstream import ALL, CALICO, CANAL, LINE, OWN, Change, Manifests, document, node, node_pod

ENV = "DaemonSet/calico-node > spec.template.spec.containers[calico-node].env"
NEW = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "calico-new"},
    "data": {"on": "yes", "mode": "0400"},
}


class Landing(Struct, frozen=True, kw_only=True):
    """A change, the place that it makes, the conditions learned there, and the variants it is rendered for."""

    change: Change
    place: str
    conditions: tuple[str, ...] = ()
    variants: tuple[str, ...] = ALL


def add_object(changed: Manifests, stems: tuple[str, ...], namespace: str) -> None:
    """A new ConfigMap."""
    for stem in stems:
        metadata: dict[str, Any] = {"name": "calico-new", "namespace": namespace}
        changed[stem].append({**NEW, "metadata": metadata})


def other_value(changed: Manifests) -> None:
    """A new variable whose value says which variant it is in."""
    upstream.add_env(changed, [stem for stem in OWN if stem != "calico-vxlan"], "0x1f")
    upstream.add_env(changed, ["calico-vxlan"], "~")


def drop_rule(changed: Manifests) -> None:
    """One RBAC rule less in the bpf manifest."""
    rules = document(changed, "calico-bpf", "ClusterRole/calico-node")["rules"]
    rules[:] = [rule for rule in rules if rule["resources"] != ["endpoints", "services"]]


def drop_object(changed: Manifests) -> None:
    """No PodDisruptionBudget in the bpf manifest."""
    changed["calico-bpf"] = [one for one in changed["calico-bpf"] if one["kind"] != "PodDisruptionBudget"]


def other_tag(changed: Manifests) -> None:
    """An image built another way in the vxlan manifest."""
    node(changed, "calico-vxlan")["image"] += "-fips"


def other_line(changed: Manifests) -> None:
    """One line more in the bpf manifest's configuration of the CNI plugin, behind a blank one."""
    data = document(changed, "calico-bpf", "ConfigMap/calico-config")["data"]
    data["cni_network_config"] = data["cni_network_config"].replace('  "cni', '\n  "new": true,\n  "cni', 1)


def empty_mapping(changed: Manifests) -> None:
    """A selector that is empty in one manifest and not in the others."""
    for stem in OWN:
        node_pod(changed, stem)["affinity"] = {"nodeAffinity": {} if stem == "calico-bpf" else {"n": {}}}


def empty_labels(changed: Manifests) -> None:
    """Labels and annotations that are empty, in every manifest."""
    for stem in OWN:
        found = document(changed, stem, "DaemonSet/calico-node")
        found["metadata"]["labels"], found["spec"]["template"]["metadata"]["annotations"] = {}, {}


def other_mtu(changed: Manifests) -> None:
    """An MTU of five digits in one manifest."""
    data = document(changed, "calico-bpf", "ConfigMap/calico-config")["data"]
    data["cni_network_config"] = data["cni_network_config"].replace("__CNI_MTU__", "65000")


def reverse_keys(changed: Manifests) -> None:
    """The keys of one manifest's pod in another order."""
    template = document(changed, "calico-bpf", "DaemonSet/calico-node")["spec"]["template"]
    template["spec"] = dict(reversed(template["spec"].items()))


def odd_texts(changed: Manifests) -> None:
    """Texts that a careless printer loses the ends of."""
    add_object(changed, OWN, "kube-system")
    for stem in OWN:
        texts = {"ends": "a\n\n", "blank": "a  \n\nb\n", "first": "  a\nb", "crlf": "a\r\nb\n", "tab": "\ta\nb\n"}
        document(changed, stem, "ConfigMap/calico-new")["data"] = texts


LANDINGS = {
    "nothing changed": Landing(change=lambda _: None, place="NEW_ENV"),
    "a variable in all variants": Landing(change=lambda found: upstream.add_env(found, ALL), place="env[NEW_ENV]"),
    "a variable in one variant": Landing(
        change=lambda found: upstream.add_env(found, ["calico-typha"]),
        place=f"{ENV}[NEW_ENV]",
        conditions=("and (not .Values.calico.policyOnly) .Values.calico.typha.enabled",),
        variants=("calico-typha", "calico-policy-only", "calico"),
    ),
    "a variable in two variants that share a feature": Landing(
        change=lambda found: upstream.add_env(found, ["calico-typha", "calico-policy-only"]),
        place=f"{ENV}[NEW_ENV]",
        conditions=(".Values.calico.typha.enabled",),
        variants=("calico-typha", "calico-policy-only", "calico"),
    ),
    "a variable in all but one variant": Landing(
        change=lambda found: upstream.add_env(found, [stem for stem in OWN if stem != "calico-etcd"]),
        place=f"{ENV}[NEW_ENV]",
        conditions=('eq .Values.calico.datastore "kubernetes"',),
    ),
    "a variable of one of canal's variants": Landing(
        change=lambda found: upstream.add_env(found, ["canal-etcd"]),
        place="DaemonSet/canal > spec.template.spec.containers[calico-node].env[NEW_ENV]",
        conditions=('eq .Values.calico.datastore "etcd"',),
        variants=CANAL,
    ),
    "a variable with another value in one variant": Landing(
        change=other_value,
        place='env[NEW_ENV].value = "~"',
        conditions=('eq .Values.calico.backend "vxlan"',),
        variants=("calico", "calico-vxlan"),
    ),
    "an RBAC rule removed in one variant": Landing(
        change=drop_rule,
        place='ClusterRole/calico-node > rules[[""] ["endpoints","services"]]',
        conditions=('eq .Values.calico.dataplane "iptables"',),
        variants=("calico", "calico-bpf", "canal"),
    ),
    "an object removed in one variant": Landing(
        change=drop_object,
        place="PodDisruptionBudget/calico-kube-controllers",
        conditions=('eq .Values.calico.dataplane "iptables"',),
        variants=("calico", "calico-bpf", "canal"),
    ),
    "a new object in one variant": Landing(
        change=lambda found: add_object(found, ("calico-etcd",), "kube-system"),
        place="ConfigMap/calico-new",
        conditions=('and (eq .Values.plugin "calico") (eq .Values.calico.datastore "etcd")',),
        variants=("calico", "calico-etcd", "canal-etcd"),
    ),
    "a new object in a namespace of its own": Landing(
        change=lambda found: add_object(found, ALL, "calico-apiserver"), place="ConfigMap/calico-new"
    ),
    "an image built another way in one variant": Landing(
        change=other_tag,
        place=f'containers[calico-node].image = "quay.io/calico/node:{LINE.calico}-fips"',
        conditions=('eq .Values.calico.backend "vxlan"',),
        variants=("calico", "calico-vxlan"),
    ),
    "a line of a text in one variant": Landing(
        change=other_line,
        place="cni_network_config '\"new\": true,'",
        conditions=('eq .Values.calico.dataplane "bpf"',),
        variants=("calico", "calico-bpf"),
    ),
    "a mapping that is empty in one variant": Landing(
        change=empty_mapping,
        place="affinity.nodeAffinity = {}",
        conditions=('eq .Values.calico.dataplane "bpf"',),
        variants=("calico", "calico-bpf", "calico-vxlan"),
    ),
    "labels that are empty": Landing(change=empty_labels, place="", variants=("calico", "calico-bpf")),
    "another MTU in one variant": Landing(
        change=other_mtu,
        place="cni_network_config '\"mtu\": 65000,'",
        conditions=('eq .Values.calico.dataplane "bpf"',),
        variants=("calico", "calico-bpf"),
    ),
    "keys in another order": Landing(change=reverse_keys, place="", variants=("calico", "calico-bpf")),
    "texts with ends that matter": Landing(change=odd_texts, place="data.ends", variants=("calico",)),
}


@pytest.mark.parametrize("landing", LANDINGS.values(), ids=LANDINGS.keys())
def test_it_lands(landing: Landing, tmp_path: Path) -> None:
    made = upstream.built(landing.change, tmp_path)
    if landing.place:
        assert tuple(upstream.conditions(made, landing.place)) == landing.conditions
    assert upstream.parity_faults(made, tmp_path, landing.variants) == []


@pytest.mark.parametrize("stems", [("calico",), ALL], ids=["in one variant", "in all variants"])
def test_a_tag_that_names_the_wrong_image_is_put_right_and_said(stems: tuple[str, ...], tmp_path: Path) -> None:
    def change(changed: Manifests) -> None:
        for stem in stems:
            node(changed, stem)["image"] = "quay.io/calico/node:v0.0.1"

    made = upstream.built(change, tmp_path)
    corrections = made.releases[1].corrections
    assert len(corrections) == len(stems)
    assert str(corrections[0]) == (
        f"{CALICO} > calico > DaemonSet/calico-node > spec.template.spec.containers[calico-node].image: "
        f"upstream names quay.io/calico/node:v0.0.1, corrected to quay.io/calico/node:{LINE.calico}"
    )
    assert "v0.0.1" not in "".join(made.chart.files.values())
    assert upstream.parity_faults(made, tmp_path, ["calico"]) == []


def test_a_new_namespace_follows_namespace_override(tmp_path: Path) -> None:
    made = upstream.built(lambda found: add_object(found, ALL, "calico-apiserver"), tmp_path)
    assert (
        'namespace: {{ .Values.namespaceOverride | default "calico-apiserver" | quote }}'
        in made.chart.files["templates/calico/new/configmap.yaml"]
    )
