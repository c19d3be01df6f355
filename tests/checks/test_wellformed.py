"""An object that a reader could take for another is found, by the rule that is for it."""

import pytest

from generator.checks import wellformed
from generator.checks.references import dangling
from generator.checks.wellformed import NULLS, RULES, Rule, check_wellformed, misshapen
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import read_lines
from tests.faults import NODE, Fault, Faults, broken, container, pod, variable
from tests.rendering import items, mapping, rendered, scenario
from tests.subjects import messages, of, render

# What a fault is, and what is said of it.
MISSHAPEN: Faults = {
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


@pytest.mark.parametrize(("breaks", "message"), MISSHAPEN.values(), ids=MISSHAPEN)
def test_misshapen_is(breaks: Fault, message: str) -> None:
    documents = broken(breaks)
    assert any(message in said for _, said in misshapen(documents)), misshapen(documents)
    assert dangling(documents) == []


def test_what_is_not_broken_has_no_fault() -> None:
    assert misshapen(broken(lambda _: None)) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_canary_is_seen_by_the_rule_of(rule: Rule) -> None:
    assert [fault for breaks, _ in MISSHAPEN.values() for fault in rule(broken(breaks))] != []


def test_every_waived_null_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wellformed, "NULLS", {})
    releases = [release for line in read_lines() for release in take_in(line)]
    crds = [crd for release in releases for crd in release.crds]
    secrets = [
        one for release in releases for one in release.documents.get("calico-etcd", ()) if one["kind"] == "Secret"
    ]
    addons = [one for release in releases for stem in FEATURES.addons for one in release.documents.get(stem, ())]
    faults = misshapen([*secrets, *crds, *addons])
    found = {(where, message.removesuffix(" is null")) for where, message in faults if message.endswith(" is null")}
    kinds = {(name.partition("/")[0] if name.startswith(("Custom", "Pod/")) else name, place) for name, place in found}
    assert kinds == set(NULLS)


def test_every_object_is_counted() -> None:
    documents = rendered(scenario("calico-etcd"))
    outcome = check_wellformed(of(render(documents)))
    assert (messages(outcome), outcome.counts) == ([], {"objects": len(documents), "waived": len(NULLS)})


def test_a_finding_says_where_it_is() -> None:
    documents = broken(lambda objects: pod(objects).update(tolerations=None))
    found = messages(check_wellformed(of(render(documents))))
    assert found == [f"calico > {NODE}: spec.template.spec.tolerations is null"]
