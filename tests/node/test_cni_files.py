"""The configuration of CNI and of calicoctl holds what the machine has, and nothing that only a pod is given."""

import json
import re

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.node.machine import Machine
from tests.node.bundles import CASES, CURRENT, GUIDE_ETCD, OLDEST, Case, files_of
from tests.rendering import at

OF_PODS = re.compile(r"__[A-Z]|/calico-secrets|/var/run/secrets|/host/")
GUIDE_FILES = {
    "etcdCACertFile": "/etc/kubernetes/ca/ca.pem",
    "etcdCertFile": "/etc/kubernetes/ca/calico/calico.pem",
    "etcdKeyFile": "/etc/kubernetes/ca/calico/calico-key.pem",
}


def conflist(case: Case) -> Tree:
    """The CNI configuration of a case."""
    [text] = [text for name, text in files_of(case).texts.items() if name.endswith(".conflist")]
    tree: Tree = json.loads(text)
    return tree


def of_calico(config: Tree) -> Case:
    """A case with a CNI configuration of the user's."""
    return Case(line=CURRENT, values={"plugin": "calico", "cni": {"config": config}}, machine=Machine(name="node-1"))


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_no_file_has_what_only_a_pod_is_given(case: Case) -> None:
    own = {
        name: text for name, text in files_of(case).texts.items() if name.endswith((".conflist", ".cfg", "kubeconfig"))
    }
    assert own
    assert {name: OF_PODS.findall(text) for name, text in own.items()} == {name: [] for name in own}
    assert at(conflist(case), "plugins")


def test_the_guides_configuration_has_its_etcd_and_its_files() -> None:
    calico = at(conflist(CASES["guide-calico"]), "plugins.0")
    assert at(calico, "etcd_endpoints") == GUIDE_ETCD
    names = {"etcd_ca_cert_file": "etcdCACertFile", "etcd_cert_file": "etcdCertFile", "etcd_key_file": "etcdKeyFile"}
    assert {name: at(calico, name) for name in names} == {name: GUIDE_FILES[other] for name, other in names.items()}
    assert at(calico, "mtu") == 1440
    assert at(calico, "kubernetes.kubeconfig") == "/etc/cni/net.d/calico-kubeconfig"


def test_a_node_is_named_where_its_name_is_known_and_calico_node_names_it_elsewhere() -> None:
    assert at(conflist(CASES["calico"]), "plugins.0.nodename") == "node-1"
    unnamed = at(conflist(Case(line=CURRENT, values={"plugin": "calico"})), "plugins.0")
    assert isinstance(unnamed, dict)
    assert "nodename" not in unnamed


def test_a_configuration_of_the_users_is_filled_in() -> None:
    config: Tree = {
        "name": "mine",
        "cniVersion": "0.3.1",
        "plugins": [
            {"type": "calico", "mtu": 1, "nodename": "__KUBERNETES_NODE_NAME__", "k": "a __KUBECONFIG_FILEPATH__"}
        ],
    }
    plugin = at(conflist(of_calico(config)), "plugins.0")
    assert plugin == {"type": "calico", "mtu": 1, "nodename": "node-1", "k": "a /etc/cni/net.d/calico-kubeconfig"}


def test_a_placeholder_that_nothing_fills_in_is_refused() -> None:
    config: Tree = {"name": "mine", "cniVersion": "0.3.1", "plugins": [{"type": "calico", "k": "__MINE__"}]}
    with pytest.raises(
        ProblemsError, match=r"cni\.config: expected placeholders that Calico's installer fills in, found __MINE__"
    ):
        files_of(of_calico(config))


def test_calicoctl_reads_the_guides_etcd() -> None:
    [found] = yamltree.load(files_of(CASES["guide-calico"]).texts["calicoctl.cfg"], "x")
    assert found == {
        "apiVersion": "projectcalico.org/v3",
        "kind": "CalicoAPIConfig",
        "metadata": {},
        "spec": {"datastoreType": "etcdv3", "etcdEndpoints": GUIDE_ETCD, **GUIDE_FILES},
    }


def test_calicoctl_reads_the_kubernetes_api_elsewhere() -> None:
    [found] = yamltree.load(files_of(CASES["calico"]).texts["calicoctl.cfg"], "x")
    assert at(found, "spec") == {"datastoreType": "kubernetes", "kubeconfig": "/etc/calico/kubeconfig"}


def test_a_kubeconfig_names_no_file_as_containers_would_not_have_it() -> None:
    [found] = yamltree.load(files_of(CASES["calico"]).texts["kubeconfig"], "x")
    assert at(found, "clusters.0.cluster") == {
        "server": "https://10.0.0.1:6443",
        "certificate-authority-data": "PUT-THE-CA-HERE",
    }
    assert at(found, "users.0.user") == {"token": "PUT-THE-TOKEN-HERE"}


@pytest.mark.parametrize(
    ("line", "command"), [(OLDEST, "get secret $(kubectl "), (CURRENT, "create token calico-node --duration=8760h")]
)
def test_the_token_comes_from_where_the_lines_kubernetes_has_it(line: str, command: str) -> None:
    text = files_of(Case(line=line, values={"plugin": "calico"})).texts["README.md"]
    assert f"\nkubectl -n kube-system {command}" in text


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("guide-flannel", "ETCDCTL_API=2 etcdctl --endpoints https://192.168.10.102:2379 --ca-file "),
        (
            "guide-flannel-now",
            "ETCDCTL_API=3 etcdctl --endpoints=http://192.168.10.102:2379 put /coreos.com/network/config <",
        ),
    ],
)
def test_flannels_network_goes_into_etcd_by_the_version_that_flannel_reads(name: str, command: str) -> None:
    files = files_of(CASES[name]).texts
    assert f"\n{command}" in files["README.md"]
    assert "/coreos.com/network/config < net-conf.json\n" in files["README.md"]
    network = json.loads(files["net-conf.json"])
    assert (network["Network"], network["Backend"]) == ("172.20.0.0/16", {"Type": "vxlan"})
