"""With etcd, a bundle's README has calico-kube-controllers run, by objects of the chart that it needs and no others."""

import re
from collections.abc import Mapping

import pytest

from generator.base.trees import Tree, submap
from generator.node.controllers import COMPONENT, components
from tests.node.bundles import CASES, CURRENT, Case, files_of, objects_of
from tests.rendering import at

_ETCD: Tree = ["http://10.0.0.1:2379"]
_INLINE: Mapping[str, Tree] = {
    "plugin": "calico",
    "calico": {"datastore": "etcd", "etcd": {"endpoints": _ETCD}},
}
WITH_ETCD = {
    "Calico": Case(line=CURRENT, values=_INLINE),
    **{name: CASES[name] for name in ("guide-calico", "guide-calico-now", "canal-etcd")},
}


@pytest.mark.parametrize("case", WITH_ETCD.values(), ids=WITH_ETCD)
def test_what_calico_kube_controllers_needs_is_applied(case: Case) -> None:
    objects = objects_of(case)
    chosen = {
        f"{one['kind']}/{at(one, 'metadata.name')}"
        for one in objects
        if one["kind"] != "CustomResourceDefinition"
        and submap(one, "metadata", "labels").get(COMPONENT) in components(objects)
    }
    own = {f"{kind}/calico-kube-controllers" for kind in ("Deployment", "ServiceAccount", "ClusterRole")}
    assert own <= chosen
    assert not [name for name in chosen if name.startswith("DaemonSet/")]
    deployment = str(next(one for one in objects if one["kind"] == "Deployment"))
    read = {*re.findall(r"'configMapKeyRef': {'name': '([^']+)'", deployment)}
    assert {f"ConfigMap/{name}" for name in read} <= chosen
    assert read


@pytest.mark.parametrize("case", WITH_ETCD.values(), ids=WITH_ETCD)
def test_the_readme_says_so_before_pods_start(case: Case) -> None:
    text = files_of(case).texts["README.md"]
    chosen = f"'{COMPONENT} in ({', '.join(components(objects_of(case)))})'"
    applied = text.index(f"helm template cni CHART -f VALUES | kubectl apply -l {chosen} -f -")
    assert applied < text.index("Put the CNI configuration in its place once the network is there")
    assert "without them pods get addresses and reach nobody" in text


@pytest.mark.parametrize("name", ["calico", "canal", "flannel", "guide-flannel"])
def test_without_calicos_etcd_nothing_is_said_of_it(name: str) -> None:
    assert "Have `calico-kube-controllers` run" not in files_of(CASES[name]).texts["README.md"]


@pytest.mark.parametrize("name", CASES)
def test_the_cni_configuration_comes_after_the_units_and_the_waiting(name: str) -> None:
    text = files_of(CASES[name]).texts["README.md"]
    started, waited = text.index("systemctl enable --now"), text.index("\nuntil ")
    [placed] = [found.start() for found in re.finditer(r"^install .*\.conflist$", text, re.M)]
    assert started < waited < placed
