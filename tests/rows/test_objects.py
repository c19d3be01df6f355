"""What all objects carry stands on each of them and on no pod; further objects are rendered as they are."""

from collections.abc import Mapping

import pytest

from generator.base.trees import Tree
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.pod_specs import pods
from generator.releases.release import Document, identity
from generator.rows.objects import ANNOTATIONS, LABELS, OWN_LABELS
from tests.builds import built
from tests.rendering import HELMS, SCENARIOS, Values, by_identity, mapping, overlay, refusal, rendered, scenario

LABEL = {"a.example.com/team": "net"}
ANNOTATION = {"a.example.com/note": "{{ x }}: 'y'"}
COMMON: dict[str, Tree] = {"commonLabels": dict(LABEL), "commonAnnotations": dict(ANNOTATION)}


def lacking(documents: Mapping[str, Document]) -> list[str]:
    """The objects without the label or the annotation."""
    found = {name: mapping(document, "metadata") for name, document in documents.items()}
    return [
        name
        for name, metadata in found.items()
        for field, expected in (("labels", LABEL), ("annotations", ANNOTATION))
        if not expected.items() <= (mapping(metadata, field) if field in metadata else {}).items()
    ]


def own(values: Values) -> dict[str, Document]:
    """The objects of the chart, without those of extraObjects."""
    extra = values.get("extraObjects", [])
    assert isinstance(extra, list)
    names = {identity(one) for one in extra if isinstance(one, dict)}
    return {name: document for name, document in by_identity(values).items() if name not in names}


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_object_carries_them_in(name: str) -> None:
    values = overlay(scenario(name), COMMON)
    assert lacking(own(values)) == []
    made = (pod for pod in pods(rendered(values)) if not pod.owner.startswith("Pod/"))  # that is an object itself
    left = [pod.owner for pod in made if not LABEL.keys().isdisjoint(pod.labels)]
    assert left == []


@pytest.mark.parametrize("name", ["calico-typha", "canal-etcd", "kube-flannel"])
def test_nothing_else_changes_in(name: str) -> None:
    with_common = by_identity(overlay(scenario(name), COMMON))
    assert with_common.keys() == by_identity(scenario(name)).keys()
    for identified, document in by_identity(scenario(name)).items():
        assert {**with_common[identified], "metadata": None} == {**document, "metadata": None}
    assert lacking(by_identity(scenario(name))) != []


@pytest.mark.parametrize("helm", HELMS)
def test_an_annotation_of_one_object_wins(helm: str) -> None:
    account: Tree = {"flannel": {"serviceAccount": {"annotations": {"a.example.com/note": "own"}}}}
    [found] = [one for one in rendered(overlay(dict(COMMON), account), helm) if one["kind"] == "ServiceAccount"]
    assert mapping(found, "metadata.annotations") == {"a.example.com/note": "own"}


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_what_upstream_has_is_refused(line: ReleaseLine) -> None:
    objects = [
        document
        for release in built(line.version).releases
        for document in (*(one for found in release.documents.values() for one in found), *release.crds)
    ]
    for field, kind in (("labels", LABELS), ("annotations", ANNOTATIONS)):
        refused = mapping(kind.schema, "properties").keys()
        fields = [mapping(document, "metadata").get(field) for document in objects]
        assert {key for one in fields if isinstance(one, dict) for key in one} <= refused


def test_the_charts_own_labels_are_refused() -> None:
    assert set(OWN_LABELS) <= mapping(LABELS.schema, "properties").keys()
    assert set(mapping(by_identity({})["DaemonSet/kube-flannel-ds"], "metadata.labels")) >= set(OWN_LABELS)


EXTRA: dict[str, Tree] = {
    "apiVersion": "v1",
    "kind": "ConfigMap",
    "metadata": {"name": "extra", "labels": {"a": "b"}},
    "data": {"a": "{{ .Values.plugin }}", "b": "1e3", "c": "no", "d": "--- #\n", "e": "\u00e4 %s <&>"},
    "immutable": False,
}


@pytest.mark.parametrize("helm", HELMS)
def test_further_objects_are_rendered_as_they_are(helm: str) -> None:
    second: Tree = {**EXTRA, "metadata": {"name": "second", "namespace": "net"}}
    found = rendered({"extraObjects": [EXTRA, second], **COMMON}, helm)
    assert [one for one in found if identity(one) in {"ConfigMap/extra", "ConfigMap/second"}] == [EXTRA, second]


def named(kind: str, name: str, namespace: str = "") -> dict[str, Tree]:
    """An object."""
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
    }


# Plugin, the objects, and whether the last of them is the chart's own already.
TAKEN: dict[str, tuple[str, list[dict[str, Tree]], bool]] = {
    "a ConfigMap of flannel's": ("flannel", [named("ConfigMap", "kube-flannel-cfg", "kube-flannel")], True),
    "one of that name elsewhere": ("flannel", [named("ConfigMap", "kube-flannel-cfg")], False),
    "one of Calico's beside flannel": ("flannel", [named("ConfigMap", "calico-config", "kube-flannel")], False),
    "a ClusterRole": ("calico", [named("ClusterRole", "calico-node")], True),
    "flannel's namespace": ("flannel", [named("Namespace", "kube-flannel")], True),
    "another namespace": ("flannel", [named("Namespace", "net")], False),
    "a namespace that the release does not make": ("calico", [named("Namespace", "calico-system")], False),
    "a CRD": ("calico", [named("CustomResourceDefinition", "ippools.crd.projectcalico.org")], True),
    "another CRD": ("calico", [named("CustomResourceDefinition", "x.example.com")], False),
    "a CRD beside flannel": ("flannel", [named("CustomResourceDefinition", "ippools.crd.projectcalico.org")], False),
    "the same twice": ("flannel", [named("ConfigMap", "a"), named("ConfigMap", "a")], True),
    "two of a name in two namespaces": ("flannel", [named("ConfigMap", "a"), named("ConfigMap", "a", "b")], False),
    "the pull secret": ("canal", [named("Secret", "cni-image-credentials", "kube-system")], True),
    "a Service of metrics": ("calico", [named("Service", "calico-felix-metrics", "kube-system")], True),
    "a Service of metrics beside flannel": (
        "flannel",
        [named("Service", "calico-felix-metrics", "kube-flannel")],
        False,
    ),
    "the role of policies beside Calico": ("calico", [named("ClusterRole", "flannel-netpol")], False),
    "the API server's role for kubelets": ("flannel", [named("ClusterRole", "system:kube-apiserver-to-kubelet")], True),
    "the DaemonSet of canal on etcd": ("canal", [named("DaemonSet", "canal-node", "kube-system")], True),
}


@pytest.mark.parametrize(("plugin", "objects", "taken"), TAKEN.values(), ids=TAKEN)
def test_the_charts_own_objects_are_refused(plugin: str, objects: list[Tree], taken: bool) -> None:
    values: Values = {"plugin": plugin, "extraObjects": objects}
    name = identity(objects[-1]) if isinstance(objects[-1], dict) else ""
    if taken:
        assert f"extraObjects: the chart, or this list twice, has {name};" in refusal(values, "helm4")
    else:
        assert [one for one in rendered(values) if identity(one) == name] != []


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_object_of_the_chart_is_known_in(name: str) -> None:
    found = [
        named(
            str(one["kind"]), str(mapping(one, "metadata")["name"]), str(mapping(one, "metadata").get("namespace", ""))
        )
        for identified, one in own(scenario(name)).items()
        if not identified.startswith(("Job/", "Pod/calicoctl-"))  # an input in its name
    ]
    message = refusal(overlay(scenario(name), {"extraObjects": [*found]}), "helm4")
    told = message.partition("or this list twice, has ")[2].partition(";")[0]
    assert told.split(" ") == [identity(one) for one in found]
