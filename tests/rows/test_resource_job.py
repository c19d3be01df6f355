"""The Job that applies Calico's resources: what calicoctl does in which order, where, as whom, with which rights."""

import json
from collections.abc import Mapping, Sequence

import pytest

from generator.base import yamltree
from generator.base.trees import Map, Tree, canonical, submaps
from generator.releases.lines import read_lines
from generator.releases.pod_specs import Pod, containers, pods
from generator.releases.release import Document
from generator.rows.resources import CRD_GROUP, KINDS
from tests.builds import built, current
from tests.rendering import HELMS, Values, by_identity, mapping, overlay, rendered, scenario
from tests.resources import good, with_resources

CURRENT = read_lines()[0].version
JOB = "Job/calico-resources-"
WITH_REFLECTORS: Tree = {
    "calico": {
        "bgp": {
            "nodeToNodeMesh": False,
            "serviceClusterIPs": ["10.96.0.0/12"],
            "routeReflectors": {"clusterID": "244.0.0.1", "nodes": ["b", "a"], "peerSelector": "!has(edge)"},
        }
    }
}
# What each kind needs beside create, get and update of its own, on the current line.
BESIDE: Mapping[str, set[tuple[str, str]]] = {
    "IPPool": {("list", "ippools"), ("list", "ipamblocks")},
    "GlobalNetworkPolicy": {("get", "tiers")},
    "StagedNetworkPolicy": {("get", "tiers")},
    "BGPPeer": {("list", "bgpfilters")},
}


def laid(change: Tree, variant: str = "calico") -> dict[str, Tree]:
    """The values of a variant with a change."""
    return overlay(scenario(variant), change)


def of_kinds(*names: str) -> list[Tree]:
    """Resources of some kinds."""
    return [one for one in good(CURRENT) if isinstance(one, dict) and one["kind"] in names]


def found(documents: Sequence[Document], start: str) -> Document:
    """The one object whose kind and name begin so."""
    [one] = (one for one in documents if f"{one['kind']}/{mapping(one, 'metadata')['name']}".startswith(start))
    return one


def pod(values: Values, name: str = "helm4") -> Pod:
    """The pod of the Job."""
    [one] = pods([found(rendered(values, name), JOB)])
    return one


def steps(values: Values) -> list[list[str]]:
    """What calicoctl is asked to do, in order."""
    return [[str(word) for word in container["args"]] for container in containers(pod(values))]  # type: ignore[union-attr]  # args is a list


def files(values: Values) -> dict[str, list[Tree]]:
    """The files that are applied, by name: their documents."""
    data = mapping(found(rendered(values), "ConfigMap/calico-resources-"), "data")
    return {name: yamltree.load(str(text), name) for name, text in data.items()}


def named(documents: Sequence[Tree]) -> list[str]:
    """The kinds and names of resources."""
    return [f"{one['kind']}/{mapping(one, 'metadata')['name']}" for one in documents if isinstance(one, dict)]


def rights(values: Values) -> set[tuple[str, str]]:
    """What the ClusterRole allows, as verbs and resources."""
    role = found(rendered(values), "ClusterRole/calico-resources")
    return {
        (str(verb), str(name))
        for rule in submaps(role, "rules")
        for verb in _texts(rule, "verbs")
        for name in _texts(rule, "resources")
    }


def _texts(rule: Map, key: str) -> list[Tree]:
    texts = rule.get(key, [])
    assert isinstance(texts, list)
    return texts


def test_nothing_is_there_unless_it_is_asked_for() -> None:
    for variant in ("calico", "canal", "kube-flannel"):
        assert [name for name in by_identity(scenario(variant)) if "calico-resources" in name] == []
    assert [name for name in by_identity(laid({"calico": {"bgp": {"asNumber": 64513}}})) if "resources" in name] == []


def test_the_mesh_goes_when_all_that_takes_its_place_is_there() -> None:
    values = laid(WITH_REFLECTORS)
    patch: Tree = {
        "metadata": {"labels": {"cni.route-reflector": "true"}},
        "spec": {"bgp": {"routeReflectorClusterID": "244.0.0.1"}},
    }
    first, *patches, last = steps(values)
    assert (first, last) == (
        ["apply", "--filename=/resources/resources.yaml"],
        ["apply", "--filename=/resources/mesh.yaml"],
    )
    assert [one[:3] for one in patches] == [["patch", "node", "b"], ["patch", "node", "a"]]
    assert {canonical(json.loads(one[3].removeprefix("--patch="))) for one in patches} == {canonical(patch)}
    assert [named(documents) for _, documents in sorted(files(values).items())] == [
        ["BGPConfiguration/default"],
        ["BGPPeer/cni-route-reflector-clients", "BGPPeer/cni-route-reflectors"],
    ]


def test_reflectors_peer_with_their_clients_and_with_each_other() -> None:
    clients, among = files(laid(WITH_REFLECTORS))["resources.yaml"]
    selector = "cni.route-reflector == 'true'"
    assert mapping(clients, "spec") == {"nodeSelector": f"(!has(edge)) && !({selector})", "peerSelector": selector}
    assert mapping(among, "spec") == {"nodeSelector": selector, "peerSelector": selector}


def test_reflectors_by_a_selector_are_not_patched() -> None:
    by_selector: Tree = {"clusterID": "244.0.0.1", "nodeSelector": "has(reflector)", "peerSelector": "all()"}
    values = laid({"calico": {"bgp": {"nodeToNodeMesh": False, "routeReflectors": by_selector}}})
    assert steps(values) == [["apply", "--filename=/resources/resources.yaml"]]
    documents = files(values)["resources.yaml"]
    assert named(documents)[-1] == "BGPConfiguration/default"
    assert mapping(documents[0], "spec")["peerSelector"] == "has(reflector)"


def test_short_forms_become_resources() -> None:
    pool: Tree = {"name": "a", "cidr": "10.1.0.0/16", "natOutgoing": True}
    bgp: Tree = {
        "asNumber": 64513,
        "serviceExternalIPs": ["192.0.2.0/24"],
        "peers": [{"name": "tor", "peerIP": "192.0.2.1", "asNumber": "1.10", "filters": ["f"]}],
        "filters": [{"name": "f", "importV4": [{"action": "Reject"}]}],
    }
    values = laid({"calico": {"createPools": False, "ipPools": [pool], "bgp": bgp}})
    specs = {name: mapping(one, "spec") for one in files(values)["resources.yaml"] for name in named([one])}
    assert specs == {
        "IPPool/a": {"cidr": "10.1.0.0/16", "natOutgoing": True},
        "BGPFilter/f": {"importV4": [{"action": "Reject"}]},
        "BGPPeer/tor": {"peerIP": "192.0.2.1", "asNumber": "1.10", "filters": ["f"]},
        "BGPConfiguration/default": {"asNumber": 64513, "serviceExternalIPs": [{"cidr": "192.0.2.0/24"}]},
    }
    assert [*specs] == ["IPPool/a", "BGPFilter/f", "BGPPeer/tor", "BGPConfiguration/default"]


def test_strict_affinity_is_set_by_the_command_that_every_release_has() -> None:
    values = with_resources(of_kinds("IPAMConfiguration"))
    assert steps(values) == [["ipam", "configure", "--strictaffinity=false"]]
    assert [name for name in by_identity(values) if name.startswith("ConfigMap/calico-resources")] == []
    assert rights(values) == {
        ("get", "clusterinformations"),
        *((verb, "ipamconfigs") for verb in ("create", "get", "update")),
    }


@pytest.mark.parametrize(
    "names",
    [sorted(kind.name for kind in KINDS), *([name] for name in BESIDE), ["HostEndpoint", "NetworkSet"]],
    ids=" ".join,
)
def test_the_rights_are_those_of_the_kinds(names: list[str]) -> None:
    values = with_resources(of_kinds(*names))
    own = {(verb, kind.plural) for kind in KINDS if kind.name in names for verb in ("create", "get", "update")}
    beside = {right for name in names for right in BESIDE.get(name, set())}
    assert rights(values) == {("get", "clusterinformations")} | own | beside
    role = found(rendered(values), "ClusterRole/calico-resources")
    assert {str(group) for rule in submaps(role, "rules") for group in _texts(rule, "apiGroups")} == {CRD_GROUP}


def test_filters_are_listed_only_for_peers_that_name_some() -> None:
    values = laid({"calico": {"bgp": {"peers": [{"name": "a", "peerIP": "192.0.2.1", "asNumber": 64512}]}}})
    assert ("list", "bgpfilters") not in rights(values)


def test_only_the_reflectors_nodes_are_changed() -> None:
    role = found(rendered(laid(WITH_REFLECTORS)), "ClusterRole/calico-resources")
    core = [rule for rule in submaps(role, "rules") if rule["apiGroups"] == [""]]
    assert [(rule["resources"], rule["verbs"], rule["resourceNames"]) for rule in core] == [
        (["nodes"], ["get"], ["b", "a"]),
        (["nodes/status"], ["update"], ["b", "a"]),
    ]


@pytest.mark.parametrize("name", HELMS)
def test_in_kubernetes_it_has_an_account_and_the_tolerations_of_calico_node(name: str) -> None:
    values = laid(WITH_REFLECTORS)
    [node] = pods([found(rendered(values), "DaemonSet/calico-node")])
    one = pod(values, name)
    assert one.spec["serviceAccountName"] == "calico-resources"
    assert (one.spec["hostNetwork"], one.spec["restartPolicy"]) == (True, "OnFailure")
    assert one.spec["tolerations"] == node.spec["tolerations"]
    for container in containers(one):
        assert container["env"] == [{"name": "DATASTORE_TYPE", "value": "kubernetes"}]
        assert container["image"] == current().catalogue.roles["calicoctl"][0]


@pytest.mark.parametrize("variant", ["calico-etcd", "canal-etcd"])
def test_in_etcd_it_has_the_endpoints_and_certificates_of_calico_node(variant: str) -> None:
    tls: Tree = {"endpoints": ["https://192.0.2.1:2379"], "tls": {"existingSecret": "certs"}}
    values = laid({"calico": {"etcd": tls, "resources": of_kinds("GlobalNetworkPolicy")}}, variant)
    documents = rendered(values)
    start = "DaemonSet/ca" if variant == "canal-etcd" else "DaemonSet/calico-node"
    [node] = pods([found(documents, start)])
    [calico_node] = [one for one in containers(node) if one["name"] == "calico-node"]
    [container] = containers(pod(values))
    own = {str(one["name"]): one for one in submaps(container, "env")}
    theirs = {str(one["name"]): one for one in submaps(calico_node, "env") if str(one["name"]).startswith("ETCD_")}
    assert own == {"DATASTORE_TYPE": {"name": "DATASTORE_TYPE", "value": "etcdv3"}, **theirs}
    assert len(theirs) == 4
    volumes = {str(one["name"]): one for one in submaps(pod(values).spec, "volumes")}
    assert volumes["etcd-certs"]["secret"] == {"secretName": "certs", "defaultMode": 256}
    assert {str(one["name"]) for one in submaps(container, "volumeMounts")} == {"resources", "etcd-certs"}
    assert "serviceAccountName" not in pod(values).spec
    assert [one["kind"] for one in documents if "calico-resources" in str(mapping(one, "metadata")["name"])] == [
        "ConfigMap",
        "Job",
    ]


def job_name(change: Tree) -> str:
    """The name of the Job with a change of values."""
    documents = rendered(overlay(laid(WITH_REFLECTORS), change))
    name = str(mapping(found(documents, JOB), "metadata")["name"])
    assert mapping(found(documents, "ConfigMap/calico-resources-"), "metadata")["name"] == name
    return name


CHANGES: Mapping[str, Tree] = {
    "another resource": {"calico": {"bgp": {"serviceClusterIPs": ["10.97.0.0/16"]}}},
    "another node": {"calico": {"bgp": {"routeReflectors": {"nodes": ["c"]}}}},
    "another image": {"images": {"calicoctl": {"tag": "v9"}}},
    "another pull policy": {"images": {"calicoctl": {"pullPolicy": "Always"}}},
    "a mirror": {"imageMirror": {"mode": "flat", "registry": "a.io"}},
    "a pull secret": {"imagePullSecrets": ["a"]},
    "other tolerations": {"calico": {"node": {"tolerations": [{"operator": "Exists"}]}}},
    "another namespace": {"namespaceOverride": "net"},
}


def test_its_name_follows_all_that_it_does_and_nothing_else() -> None:
    first = job_name({})
    names = {title: job_name(change) for title, change in CHANGES.items()}
    assert len({first, *names.values()}) == len(CHANGES) + 1
    assert job_name({"commonLabels": {"a": "b"}, "calico": {"mtu": 1400}}) == first


def test_roles_are_left_out_where_they_are_not_wanted() -> None:
    names = by_identity(overlay(laid(WITH_REFLECTORS), {"rbac": {"create": False}}))
    assert {name.partition("/")[0] for name in names if "calico-resources" in name} == {
        "ConfigMap",
        "Job",
        "ServiceAccount",
    }


def asked(version: str) -> set[tuple[str, str]]:
    """What the kinds of a line ask for beside themselves."""
    found = built(version).catalogue.resources
    return {(kind.name, name) for kind in found for name in (*kind.lists, *kind.gets, *kind.before)}


def test_older_releases_ask_for_what_they_have() -> None:
    assert asked("0.0.2") == {("IPPool", "ippools"), ("IPPool", "ipamblocks"), ("BGPPeer", "bgpfilters")}
    assert asked("0.0.1") == {
        ("IPPool", "ippools"),
        ("IPPool", "ipamblocks"),
        ("IPPool", "felixconfigurations"),
    }
