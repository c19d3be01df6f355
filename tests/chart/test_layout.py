"""Every object has a file of its own, in the folder of its plugin and component."""

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.chart.layout import lay_out
from generator.features.conditions import when
from generator.template.nodes import Template
from tests.trees import document

CANAL = when(plugin="canal")
BOTH = when(typha="true")


def calico(name: str) -> Template:
    """An object of Calico's, with or without canal."""
    return document(name, "{a: 1}", BOTH)


def canal(name: str) -> Template:
    """An object of canal's."""
    return document(name, "{a: 1}", CANAL)


def flannel(name: str) -> Template:
    """An object of flannel's."""
    return replace(calico(name), project="flannel")


def crd(name: str) -> Template:
    """A CRD."""
    return document(f"CustomResourceDefinition/{name}", "{a: 1}", BOTH, crd=True)


@pytest.mark.parametrize(
    ("documents", "paths"),
    [
        pytest.param([calico("DaemonSet/calico-node")], ["calico/node/daemonset"], id="a component of Calico's"),
        pytest.param([calico("Service/typha")], ["calico/typha/service"], id="a name without the plugin's"),
        pytest.param([canal("ConfigMap/canal-config")], ["canal/config/configmap"], id="a component of canal's"),
        pytest.param([canal("ClusterRole/canal")], ["canal/node/clusterrole"], id="canal's own name"),
        pytest.param(
            [canal("ClusterRole/calico-x")], ["canal/x/clusterrole"], id="an object of Calico's that only canal has"
        ),
        pytest.param([flannel("DaemonSet/kube-flannel-ds")], ["flannel/flannel/daemonset"], id="flannel's DaemonSet"),
        pytest.param([flannel("ServiceAccount/flannel")], ["flannel/flannel/serviceaccount"], id="flannel's account"),
        pytest.param(
            [flannel("DaemonSet/kube-flannel-ds-amd64"), flannel("DaemonSet/kube-flannel-ds-arm")],
            ["flannel/ds-amd64/daemonset", "flannel/ds-arm/daemonset"],
            id="a DaemonSet for each architecture",
        ),
        pytest.param(
            [canal("ClusterRoleBinding/canal"), canal("ClusterRoleBinding/canal-calico"), canal("ClusterRole/canal")],
            [
                "canal/node/clusterrolebinding-canal",
                "canal/node/clusterrolebinding-canal-calico",
                "canal/node/clusterrole",
            ],
            id="two objects of a kind",
        ),
        pytest.param([crd("pools.x.org")], ["calico/crds/pools"], id="a CRD"),
        pytest.param(
            [crd("policies.x.org"), crd("policies.y.org")],
            ["calico/crds/policies.x.org", "calico/crds/policies.y.org"],
            id="CRDs of one name in two groups",
        ),
    ],
)
def test_objects_have_files(documents: list[Template], paths: list[str]) -> None:
    found = lay_out(documents)
    assert [*found] == [f"{path}.yaml" for path in paths]
    assert [*found.values()] == documents


@pytest.mark.parametrize(
    ("one", "other", "path"),
    [
        ("ConfigMap/calico-config", "configmap/calico-config", "calico/config/configmap-calico-config.yaml"),
        ("Foo/z", "FOO/z", "calico/z/foo-z.yaml"),
    ],
)
def test_kinds_that_differ_in_case_alone_stop(one: str, other: str, path: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        lay_out([calico(one), calico(other)])
    assert str(caught.value) == (
        f"calico > {other}: expected an object that does not differ from {one} in the case of its letters alone, "
        f"found the file {path} for both; "
        "see what upstream means, and write its kind as Kubernetes does in a copy of the manifests"
    )
