"""The API server's address reaches every container that asks it, by the ConfigMap that Calico's pods read or not."""

from collections.abc import Sequence

import pytest

from generator.base.trees import Tree
from generator.releases.release import Document
from generator.settings.actions.inserting import Inserts
from generator.settings.setting import Setting
from generator.template import nodes
from tests.builds import built
from tests.rendering import HELMS, by_identity, containers, mapping, overlay, rendered, scenario

SERVER: dict[str, Tree] = {"kubernetesServiceHost": "fd00:10:96::1", "kubernetesServicePort": 443}
VARIABLES = {"KUBERNETES_SERVICE_HOST": "fd00:10:96::1", "KUBERNETES_SERVICE_PORT": "443"}
ENDPOINT = "kubernetes-services-endpoint"
# Containers that never ask the API server.
SILENT = {"install-cni-plugin", "mount-bpffs", "ebpf-bootstrap", "configure-flannel"}
CALICOS = ["calico", "calico-typha", "calico-vxlan", "calico-bpf", "calico-etcd", "calico-policy-only", "canal"]


def informed(container: dict[str, Tree]) -> bool:
    """Whether a container has the address, as variables of its own or from the ConfigMap."""
    env = container.get("env", [])
    assert isinstance(env, list)
    own = {str(one["name"]): one.get("value") for one in env if isinstance(one, dict)}
    sources = container.get("envFrom", [])
    assert isinstance(sources, list)
    read = [mapping(one, "configMapRef")["name"] for one in sources]
    return VARIABLES.items() <= own.items() or ENDPOINT in read


def uninformed(documents: Sequence[Document]) -> list[str]:
    """The containers without the address that need it; flannel's install-cni copies files only."""
    return [
        place
        for place, container in containers(documents)
        if container["name"] not in SILENT
        and place != "DaemonSet/kube-flannel-ds install-cni"
        and not informed(container)
    ]


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", ["kube-flannel", "canal-etcd", *CALICOS])
def test_every_container_that_asks_the_server_has_its_address_in(name: str, helm: str) -> None:
    assert uninformed(rendered(overlay(scenario(name), SERVER), helm)) == []


@pytest.mark.parametrize("name", ["kube-flannel", "calico", "canal"])
def test_a_container_without_it_is_seen(name: str) -> None:
    assert uninformed(rendered(scenario(name))) != []


@pytest.mark.parametrize("name", CALICOS)
def test_the_config_map_has_the_address_in(name: str) -> None:
    found = by_identity(overlay(scenario(name), {**SERVER, "namespaceOverride": "net"}))[f"ConfigMap/{ENDPOINT}"]
    assert found["data"] == VARIABLES
    assert mapping(found, "metadata")["namespace"] == "net"


@pytest.mark.parametrize("name", ["kube-flannel", *CALICOS])
def test_there_is_no_config_map_unless_the_address_is_set_in(name: str) -> None:
    assert f"ConfigMap/{ENDPOINT}" not in by_identity(scenario(name))


def test_flannel_has_no_use_for_the_config_map() -> None:
    assert f"ConfigMap/{ENDPOINT}" not in by_identity(SERVER)


@pytest.mark.parametrize(
    ("name", "workload"),
    [
        ("calico", "DaemonSet/calico-node"),
        ("calico", "Deployment/calico-kube-controllers"),
        ("calico-typha", "Deployment/calico-typha"),
        ("canal", "DaemonSet/canal"),
    ],
)
def test_another_address_replaces_the_pods_of(name: str, workload: str) -> None:
    sums = []
    for host in ("10.0.0.1", "10.0.0.2"):
        values = overlay(scenario(name), {**SERVER, "kubernetesServiceHost": host})
        sums.append(mapping(by_identity(values)[workload], "spec.template.metadata.annotations")["checksum/config"])
    assert sums[0] != sums[1]


def test_an_older_calico_that_does_not_read_the_config_map_is_made_to() -> None:
    made = built("0.0.1")
    [step] = [one for one in made.plan.steps if isinstance(one.target.action, Inserts) and one.target.action.kept]
    node = nodes.MapNode((nodes.Entry("env", nodes.ListNode()),))
    edited = step.target.action.edited(node, "here")
    assert isinstance(edited, nodes.MapNode)
    assert [entry.key for entry in edited.entries] == ["envFrom", "env"]
    assert {place.document for place in step.places} >= {"DaemonSet/calico-node", "Deployment/calico-typha"}
    assert "kubernetes-services-endpoint" in made.chart.files["templates/calico/node/daemonset.yaml"]


def test_the_setting_is_of_every_line() -> None:
    rows = built("0.0.1").catalogue.rows
    assert {"kubernetesServiceHost", "kubernetesServicePort"} <= {row.path for row in rows if isinstance(row, Setting)}
