"""No name in any render leads nowhere, no object is misshapen; and each rule sees the fault it is for."""

import copy
import json
from collections.abc import Callable

import pytest

from generator.base.trees import Tree
from generator.chart.variant_values import ci_values
from generator.checks import references, wellformed
from generator.checks.references import WAIVERS, check_references, dangling
from generator.checks.renders import Render, Renders, render_all
from generator.checks.wellformed import NULLS, check_wellformed, misshapen
from generator.features.manifests import FEATURES
from generator.features.table import Manifest
from generator.pipeline import load_releases
from generator.releases.lines import read_lines
from generator.releases.release import Document, identity
from tests.paths import CHART
from tests.rendering import SCENARIOS, items, mapping, rendered, scenario

COMBINATIONS = {
    " ".join(f"{feature} {value}" for feature, value in point.items()): ci_values(
        Manifest(project="calico", file="combination.yaml", point=point), FEATURES
    )
    for point in FEATURES.supported()
}
MOVED: dict[str, Tree] = {
    "namespaceOverride": "net",
    "podCIDRv6": "fd00:10:42::/56",
    "imagePullSecrets": ["a", {"name": "a"}],
}

Objects = dict[str, Document]
NODE, TYPHA = "DaemonSet/calico-node", "Deployment/calico-typha"


def variable(objects: Objects, number: int = 0) -> dict[str, Tree]:
    """A variable of calico-node that comes from its configuration."""
    found = [item for item in items(container(objects), "env") if "configMapKeyRef" in json.dumps(item)]
    return mapping(found, str(number))


def container(objects: Objects) -> dict[str, Tree]:
    """The container of calico-node."""
    return mapping(objects[NODE], "spec.template.spec.containers.calico-node")


def pod(objects: Objects, name: str = NODE) -> dict[str, Tree]:
    """The spec of an object's pods."""
    return mapping(objects[name], "spec.template.spec")


def drop(name: str) -> Callable[[Objects], object]:
    """A render without that object."""
    return lambda objects: objects.pop(name)


# What a fault is, and the reference that leads nowhere then; the render is calico's with Typha.
DANGLING: dict[str, tuple[Callable[[Objects], object], str]] = {
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
}

# What a fault is, and what is said of it.
MISSHAPEN: dict[str, tuple[Callable[[Objects], object], str]] = {
    "two containers of a name": (
        lambda objects: items(pod(objects), "initContainers").append({**container(objects), "env": []}),
        "two containers calico-node",
    ),
    "two variables of a name": (
        lambda objects: items(container(objects), "env").append(variable(objects)),
        "two env",
    ),
    "two mounts of a path": (
        lambda objects: items(container(objects), "volumeMounts").append(
            {"name": "policysync", "mountPath": "/lib/modules"}
        ),
        "two volumeMounts /lib/modules",
    ),
    "two volumes of a name": (
        lambda objects: items(pod(objects), "volumes").append({"name": "policysync", "emptyDir": {}}),
        "two volumes policysync",
    ),
    "two pull secrets of a name": (
        lambda objects: pod(objects).update(imagePullSecrets=[{"name": "a"}, {"name": "a"}]),
        "two imagePullSecrets a",
    ),
    "an object twice": (lambda objects: objects.update(second=objects[NODE]), "two objects of that name"),
    "a null": (lambda objects: pod(objects).update(tolerations=None), "tolerations is null"),
    "a number as a variable": (lambda objects: variable(objects).update(value=1), "is 1, not a text"),
    "a switch as an argument": (
        lambda objects: container(objects).update(args=["-v", True]),
        "args 1 is True, not a text",
    ),
    "no image": (lambda objects: container(objects).pop("image"), "the image is None, not a text"),
    "a number in a configuration": (
        lambda objects: mapping(objects["ConfigMap/calico-config"], "data").update(veth_mtu=1400),
        "key veth_mtu is 1400, not a text",
    ),
    "a switch as a label": (
        lambda objects: mapping(objects[NODE], "metadata.labels").update(x=True),
        "label x is True, not a text",
    ),
    "a rest of a template": (
        lambda objects: container(objects).update(image="quay.io/calico/node:%!s(<nil>)"),
        "spec.template.spec.containers[0].image has '%!' of a template",
    ),
}


def broken(breaks: Callable[[Objects], object]) -> list[Document]:
    """The objects of calico with Typha, broken."""
    objects = {identity(document): copy.deepcopy(document) for document in rendered(scenario("calico-typha"))}
    breaks(objects)
    return list(objects.values())


def faults_of(documents: list[Document]) -> tuple[list[str], list[str]]:
    """What both checks say, in short."""
    return [one.to for one in dangling(documents)], [message for _, message in misshapen(documents)]


@pytest.mark.parametrize("name", SCENARIOS)
def test_nothing_leads_nowhere_and_nothing_is_misshapen_in(name: str) -> None:
    documents = rendered(scenario(name))
    assert [one for one in dangling(documents) if (one.where, one.to) not in WAIVERS] == []
    assert misshapen(documents) == []


@pytest.mark.parametrize("change", [{}, MOVED], ids=["as it is", "moved to another namespace with two families"])
@pytest.mark.parametrize("values", COMBINATIONS.values(), ids=COMBINATIONS)
def test_a_combination_that_upstream_need_not_publish_holds_together(
    values: dict[str, Tree], change: dict[str, Tree]
) -> None:
    documents = rendered({**values, **change})
    assert [one for one in dangling(documents) if (one.where, one.to) not in WAIVERS] == []
    assert misshapen(documents) == []


@pytest.mark.parametrize(("breaks", "to"), DANGLING.values(), ids=DANGLING)
def test_a_check_sees(breaks: Callable[[Objects], object], to: str) -> None:
    nowhere, misshaped = faults_of(broken(breaks))
    assert to in nowhere
    assert misshaped == []


@pytest.mark.parametrize(("breaks", "message"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_a_check_sees_a_shape_of(breaks: Callable[[Objects], object], message: str) -> None:
    nowhere, misshaped = faults_of(broken(breaks))
    assert any(message in said for said in misshaped), misshaped
    assert nowhere == []


def test_what_is_not_broken_has_no_fault() -> None:
    assert faults_of(broken(lambda _: None)) == ([], [])


def test_every_waiver_is_needed() -> None:
    documents = rendered(scenario("canal-etcd"))
    assert {(one.where, one.to) for one in dangling(documents)} == set(WAIVERS)


def test_every_waived_null_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellformed, "NULLS", {})
    releases = [release for line in read_lines() for release in load_releases(line, None)]
    crds = [crd for release in releases for crd in release.crds]
    secrets = [
        one for release in releases for one in release.documents.get("calico-etcd", ()) if one["kind"] == "Secret"
    ]
    faults = misshapen([*secrets, *crds])
    found = {(where, message.removesuffix(" is null")) for where, message in faults if message.endswith(" is null")}
    kinds = {(name.partition("/")[0] if name.startswith("Custom") else name, place) for name, place in found}
    assert kinds == set(NULLS)


@pytest.fixture(scope="module")
def renders() -> Renders:
    """Two variants as helm 4 renders them."""
    return render_all(CHART, {name: SCENARIOS[name] for name in ("calico-typha", "canal-etcd")}, helms=("helm4",))


def test_the_checks_count_and_find_nothing(renders: Renders) -> None:
    assert check_references(renders).findings == check_wellformed(renders).findings == ()
    assert check_references(renders).counts["references"] > 50
    assert check_wellformed(renders).counts["objects"] > 50


def test_the_checks_say_where_a_fault_is() -> None:
    documents = broken(lambda objects: (objects.pop("ClusterRole/calico-node"), pod(objects).update(tolerations=None)))
    render = Render(helm="helm4", scenario="calico-typha", text="", objects=tuple(documents))
    renders = Renders(by_key={("helm4", "calico-typha"): render}, helms=("helm4",), scenarios=("calico-typha",))
    [role, *_] = [str(finding) for finding in check_references(renders).findings if "ClusterRole " in finding.message]
    [null] = [str(finding) for finding in check_wellformed(renders).findings]
    where = "calico-typha > ClusterRoleBinding/calico-node"
    assert role == f"{references.CHECK}: {where}: names a ClusterRole calico-node that is not there"
    assert null == f"{wellformed.CHECK}: calico-typha > {NODE}: spec.template.spec.tolerations is null"


def test_every_rule_has_a_canary() -> None:
    nowhere = [broken(breaks) for breaks, _ in DANGLING.values()]
    misshaped = [broken(breaks) for breaks, _ in MISSHAPEN.values()]
    for name, references_of in references.RULES.items():
        assert any(not one.found for documents in nowhere for one in references_of(documents)), name
    for name, faults in wellformed.RULES.items():
        assert any(fault for documents in misshaped for fault in faults(documents)), name
