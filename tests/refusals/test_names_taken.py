"""What a value adds to a pod has names of its own: not upstream's, not one that another value sets, no name twice."""

import json
from collections.abc import Mapping

import pytest

from generator.base.trees import Tree, submaps
from generator.refusals.names_taken import extended_workloads, variables
from generator.releases.pod_specs import containers, pods
from generator.releases.release import identity
from generator.rows.line_rows import WORKLOADS
from generator.settings.catalogue import nested
from generator.values.strict_schema import LIBRARY
from tests.builds import current
from tests.declared import TABLED
from tests.rendering import HELMS, at, overlay, refusal, rendered, scenario

OVER: Mapping[str, str] = {
    "flannel": "kube-flannel",
    "calico.typha": "calico-typha",
    "calico.node": "calico",
    "calico.kubeControllers": "calico-etcd",
    "calico.calicoctl": "calicoctl-etcd",
    "calico.apiServer": "apiserver",
    "canal": "canal",
}


def first(tree: Tree, field: str) -> Tree:
    """What tells the first item of a list apart."""
    assert isinstance(tree, list)
    assert isinstance(tree[0], dict)
    return tree[0][field]


def twice() -> list[object]:
    """For each value that extends a list of named items, an item that stands twice."""
    found: list[object] = []
    for path, kind in ((path, setting.kind) for path, setting in TABLED.items() if ".extra" in path):
        key = path.rpartition(".")[2]
        if key == "extraArgs":
            continue
        workload = max((one for one in OVER if path.startswith(f"{one}.")), key=len)
        item = kind.legal[0]
        assert isinstance(item, list)
        found.append(pytest.param(workload, path, [*item, *item], id=f"{path}, twice"))
    return found


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("workload", "path", "items"), twice())
def test_a_name_stands_once(workload: str, path: str, items: Tree, helm: str) -> None:
    message = refusal(overlay(scenario(OVER[workload]), nested({path: items})), helm)
    assert f"{path}: {first(items, 'mountPath' if path.endswith('Mounts') else 'name')} is the chart's own" in message


OWN = [
    ("calico.node.extraEnv", [{"name": "DATASTORE_TYPE", "value": "x"}], "another name"),
    ("calico.node.extraEnv", [{"name": "IP_AUTODETECTION_METHOD", "value": "x"}], "calico.ipAutodetectionMethod"),
    ("calico.node.extraEnv", [{"name": "CALICO_IPV4POOL_CIDR", "value": "x"}], "podCIDR"),
    ("calico.node.extraVolumes", [{"name": "lib-modules", "emptyDir": {}}], "another name"),
    ("calico.node.extraVolumeMounts", [{"name": "x", "mountPath": "/lib/modules"}], "another name"),
    ("calico.node.extraContainers", [{"name": "install-cni", "image": "a"}], "another name"),
    ("calico.node.extraInitContainers", [{"name": "calico-node", "image": "a"}], "another name"),
]


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("path", "items", "remedy"), OWN)
def test_upstreams_own_are_refused_with_what_sets_them(path: str, items: Tree, remedy: str, helm: str) -> None:
    message = refusal(overlay(scenario("calico"), nested({path: items})), helm)
    assert message.count(f"{path}: ") == 1
    assert f"set {remedy}\n" in message


def test_every_workload_is_looked_at() -> None:
    templates = {template.name: template for template in current().learned.templates}
    found = list(extended_workloads(WORKLOADS, templates))
    assert [one.path for one in found] == [workload.path for workload in WORKLOADS]
    assert all(one.file for one in found)


def test_variables_are_told_with_the_value_that_sets_them() -> None:
    lines = ["- name: PSK", "- name: {{ ternary `A_B` `KUBERNETES_SERVICE_HOST` true }}"]
    found = variables(current().plan, (), lines)
    assert found["KUBERNETES_SERVICE_HOST"] == "kubernetesServiceHost"
    assert [name for name, path in found.items() if not path] == ["PSK", "A_B"]


@pytest.mark.parametrize("stem", OVER.values())
def test_every_variable_of_a_pod_is_known(stem: str) -> None:
    known = json.loads(current().chart.files[f"charts/{LIBRARY}/files/variables.json"])
    found = {
        str(one["name"])
        for pod in pods(rendered(scenario(stem)))
        for container in containers(pod)
        for one in submaps(container, "env")
    }
    assert found
    assert found <= {*known}


@pytest.mark.parametrize("helm", HELMS)
def test_empty_lines_at_the_end_of_a_file_stay(helm: str) -> None:
    names: Tree = {"options": [{"name": "a", "value": "a\n\n"}]}
    further: Tree = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "zz": "b\n\n"}]
    values: dict[str, Tree] = {
        "plugin": "calico",
        "calico": {"node": {"dnsConfig": names}},
        "extraObjects": further,
    }
    found = {identity(one): one for one in rendered(values, helm)}
    assert at(found["DaemonSet/calico-node"], "spec.template.spec.dnsConfig") == names
    assert [found["ConfigMap/a"]] == further
