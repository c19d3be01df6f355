"""Changes that ask something of a cluster are kinds of their own: of its mirror, nodes, runtimes and API servers."""

import pytest

from generator.drift import rules
from generator.drift.change import Rule
from generator.drift.changelog import changelog
from generator.drift.compare import compare
from tests.drifting import Object, changes, edited, objects, side

WORKLOAD, CNI = objects("""
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: node, namespace: kube-system}
spec:
  template:
    metadata: {labels: {app: node}}
    spec: {containers: [{name: node, image: "quay.io/calico/node:v1.0.0"}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cni, namespace: kube-system}
data:
  json: '{"cniVersion": "0.3.1", "plugins": []}'
  filled: |
    {
      "cniVersion": "0.3.1",
      "mtu": __CNI_MTU__
    }
""")
POD, META = "spec.template.spec", "spec.template.metadata"
NODE = f"{POD}.containers.0"
LIST = '{{"cniVersion": "{}", "plugins": []}}'
UNCONFINED: Object = {"seccompProfile": {"type": "Unconfined"}}
BY_ANNOTATION: Object = {"container.apparmor.security.beta.kubernetes.io/node": "unconfined"}
BY_FIELD: Object = {"appArmorProfile": {"type": "Localhost", "localhostProfile": "calico"}}
FILLED = CNI["data"]["filled"].replace("0.3.1", "1.0.0")


def mounts(path: str, **more: str) -> list[Object]:
    """A volume of the node's."""
    return [{"name": "v", "hostPath": {"path": path, **more}}]


# The object, where it is changed and to what, and the one kind of change that is seen.
EDITS: dict[str, tuple[Object, str, object, Rule]] = {
    "a name of upstream's own image": (WORKLOAD, f"{NODE}.image", "quay.io/calico/calico:v1", rules.IMAGE_GONE),
    "a name and a registry": (WORKLOAD, f"{NODE}.image", "ghcr.io/calico/calico:v1", rules.IMAGE_GONE),
    "a folder of the registry": (WORKLOAD, f"{NODE}.image", "quay.io/tigera/node:v1", rules.IMAGE_REPOSITORY),
    "seccomp's profile": (
        WORKLOAD,
        f"{POD}.securityContext",
        {"seccompProfile": {"type": "RuntimeDefault"}},
        rules.POD_SECURITY,
    ),
    "no profile of seccomp": (WORKLOAD, f"{POD}.securityContext", UNCONFINED, rules.POD_PRIVILEGE),
    "AppArmor's profile": (WORKLOAD, f"{NODE}.securityContext", BY_FIELD, rules.POD_SECURITY),
    "AppArmor's older annotation": (WORKLOAD, f"{META}.annotations", BY_ANNOTATION, rules.POD_PRIVILEGE),
    "a host path": (WORKLOAD, f"{POD}.volumes", mounts("/sys/kernel/security"), rules.HOST_PATH),
    "a host path with a type": (WORKLOAD, f"{POD}.volumes", mounts("/run/x", type="Directory"), rules.POD_FIELD),
    "a host path of every node": (WORKLOAD, f"{POD}.volumes", mounts("/proc"), rules.POD_FIELD),
    "a higher CNI version": (CNI, "data.json", LIST.format("1.0.0"), rules.CNI_VERSION_RAISED),
    "a lower CNI version": (CNI, "data.json", LIST.format("0.3.0"), rules.CNI_VERSION_LOWERED),
    "no CNI version": (CNI, "data.json", LIST.format(""), rules.KEY_CHANGED),
    "a CNI version beside placeholders": (CNI, "data.filled", FILLED, rules.CNI_VERSION_RAISED),
}


@pytest.mark.parametrize(("document", "path", "value", "rule"), EDITS.values(), ids=EDITS)
def test_an_edit_is_one_kind_of_change(document: Object, path: str, value: object, rule: Rule) -> None:
    assert [one.rule for one in changes([document], [edited(document, path, value)])] == [rule]


def test_an_image_that_another_container_still_has_is_not_gone() -> None:
    beside = edited(WORKLOAD, f"{POD}.initContainers", [{"name": "beside", "image": "quay.io/calico/node:v2"}])
    found = changes([beside], [edited(beside, f"{NODE}.image", "quay.io/calico/cni:v2")])
    assert [change.rule for change in found] == [rules.IMAGE_REPOSITORY]


def test_an_image_that_brought_more_says_what_is_lost() -> None:
    before = edited(WORKLOAD, f"{NODE}.image", "quay.io/calico/cni:v1")
    [found] = changes([before], [edited(WORKLOAD, f"{NODE}.image", "quay.io/calico/calico:v2")])
    assert found.note.startswith("the new image brings no base CNI plugins")


def test_the_changelog_names_the_images_that_go() -> None:
    after = edited(WORKLOAD, f"{NODE}.image", "quay.io/calico/calico:v2")
    said = changelog(compare(side({"one": [WORKLOAD]}), side({"one": [after]})))
    assert "Images that are no longer published: quay.io/calico/node. Fill mirrors with the new ones first." in said
    assert "Pods restart of DaemonSet/node." in said


def test_a_cni_version_and_the_lines_around_it_are_told_apart() -> None:
    [version, lines] = changes([CNI], [edited(CNI, "data.filled", FILLED.replace("mtu", "MTU"))])
    assert (version.rule, version.after) == (rules.CNI_VERSION_RAISED, ("1.0.0",))
    assert (lines.rule, lines.after) == (rules.KEY_CHANGED, (['  "MTU": __CNI_MTU__'],))


def test_a_host_path_that_loses_its_type_is_not_newly_mounted() -> None:
    typed = edited(WORKLOAD, f"{POD}.volumes", mounts("/run/x", type="Directory"))
    [found] = changes([typed], [edited(typed, f"{POD}.volumes.0.hostPath.type", None)])
    assert found.rule is rules.POD_FIELD


def test_another_path_of_a_volume_is_newly_mounted() -> None:
    typed = edited(WORKLOAD, f"{POD}.volumes", mounts("/run/x"))
    [found] = changes([typed], [edited(typed, f"{POD}.volumes", mounts("/sys/kernel/security"))])
    assert (found.rule, found.note) == (rules.HOST_PATH, "/sys/kernel/security")


SERVED: dict[str, tuple[str, str, str, int]] = {
    "served from the oldest on": ("policy/v1", "PodDisruptionBudget", ">=1.31.0-0", 0),
    "served later": ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", ">=1.31.0-0", 1),
    "served where the line begins": ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy", ">=1.36.0-0", 0),
    "no longer served": ("policy/v1beta1", "PodDisruptionBudget", ">=1.31.0-0", 1),
    "served up to the newest": ("policy/v1beta1", "PodDisruptionBudget", ">=1.16.0-0 <1.25.0-0", 0),
    "served not up to the newest": ("policy/v1beta1", "PodDisruptionBudget", ">=1.16.0-0 <1.26.0-0", 1),
    "not known": ("example.com/v1", "Thing", ">=1.31.0-0", 0),
}


@pytest.mark.parametrize(("version", "kind", "kubernetes", "times"), SERVED.values(), ids=SERVED)
def test_an_api_that_some_servers_lack_is_seen(version: str, kind: str, kubernetes: str, times: int) -> None:
    made: Object = {"apiVersion": version, "kind": kind, "metadata": {"name": "x"}}
    both = side({"one": []}, kubernetes=kubernetes), side({"one": [made]}, kubernetes=kubernetes)
    found = [one for one in compare(*both).every if one.rule is rules.API_UNSERVED]
    assert [(one.where, one.after) for one in found] == [(f"calico > {kind}/x > apiVersion", (version,))] * times
