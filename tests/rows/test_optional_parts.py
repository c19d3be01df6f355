"""Parts that a value leaves out go with all that is theirs, and nothing else does."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from generator.base.files import write_tree
from generator.base.trees import Map, Tree, canonical, submap, submaps
from generator.features.manifests import FEATURES
from generator.releases.release import identity
from generator.settings.catalogue import nested
from tests.builds import built
from tests.node.bundles import CURRENT, Case, files_of
from tests.paths import CHART
from tests.rendering import HELMS, Values, overlay, rendered, scenario

ROOTLESS: Mapping[str, Tree] = {"calico.prepareBPF": False, "calico.mountBPF": False, "calico.upgradeIPAM": False}
CONTROLLERS = "calico.kubeControllers.enabled"
CALICOS = [name for name, one in FEATURES.variants.items() if one.project == "calico"]
# What is left out of the pods of a node, by value: init containers, volumes, and mounts of calico-node.
LEFT_OUT: Mapping[str, tuple[set[str], set[str], set[str]]] = {
    "calico.prepareBPF": ({"ebpf-bootstrap"}, {"sys-fs", "nodeproc"}, set()),
    "calico.mountBPF": (set(), {"bpffs"}, {"bpffs"}),
    "calico.upgradeIPAM": ({"upgrade-ipam"}, {"host-local-net-dir"}, set()),
}


def node_spec(values: Values, helm: str = "helm4", chart: Path = CHART) -> Map:
    """The pod of the node's DaemonSet."""
    owners = ("DaemonSet/calico-node", "DaemonSet/canal", "DaemonSet/canal-node")
    [found] = [one for one in rendered(values, helm, chart) if identity(one) in owners]
    return submap(found, "spec", "template", "spec")


def names(spec: Map, key: str) -> set[str]:
    """The names in a list of a pod."""
    return {str(one["name"]) for one in submaps(spec, key)}


def mounted(spec: Map) -> set[str]:
    """The volumes that calico-node mounts."""
    return {
        str(mount["name"])
        for one in submaps(spec, "containers")
        if one["name"] == "calico-node"
        for mount in submaps(one, "volumeMounts")
    }


def taken(name: str) -> Iterator[str]:
    """The values that a variant takes, of those that leave out parts of a node's pod."""
    point = FEATURES.variants[name].point
    assert point
    if point["dataplane"] != "bpf":
        yield from ("calico.prepareBPF", "calico.mountBPF")
    if (point["plugin"], point["datastore"], point["policyOnly"]) == ("calico", "kubernetes", "false"):
        yield "calico.upgradeIPAM"


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize(("name", "path"), [(name, path) for name in CALICOS for path in taken(name)])
def test_a_part_of_a_nodes_pod_goes_with_all_that_is_its_own(name: str, path: str, helm: str) -> None:
    before, after = (node_spec(overlay(scenario(name), change), helm) for change in ({}, nested({path: False})))
    init, volumes, mounts = LEFT_OUT[path]
    assert names(before, "initContainers") - names(after, "initContainers") == init
    assert names(before, "volumes") - names(after, "volumes") == volumes
    assert mounted(before) - mounted(after) == mounts
    assert canonical(node_spec(overlay(scenario(name), nested({path: True})), helm)) == canonical(before)


@pytest.mark.parametrize("name", CALICOS)
def test_every_mount_has_its_volume_whatever_is_left_out_of(name: str) -> None:
    change = nested({**dict.fromkeys(taken(name), False), "cni.install": False})
    spec = node_spec(overlay(scenario(name), change))
    for container in (*submaps(spec, "containers"), *submaps(spec, "initContainers")):
        assert {str(one["name"]) for one in submaps(container, "volumeMounts")} <= names(spec, "volumes")


@pytest.mark.parametrize("name", ["calico", "calico-policy-only", "canal"])
def test_no_list_of_init_containers_is_left_empty(name: str) -> None:
    none = nested({**dict.fromkeys(taken(name), False), "cni.install": False})
    assert "initContainers" not in node_spec(overlay(scenario(name), none))
    key = "canal" if name == "canal" else "calico.node"
    own: Tree = [{"name": "own", "image": "example.com/own:1"}]
    further = overlay(overlay(scenario(name), none), nested({f"{key}.extraInitContainers": own}))
    assert node_spec(further)["initContainers"] == own


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", [one for one in CALICOS if "etcd" not in one])
def test_kube_controllers_go_with_all_that_is_theirs(name: str, helm: str) -> None:
    before, after = (
        {identity(one): canonical(one) for one in rendered(overlay(scenario(name), change), helm)}
        for change in ({}, nested({CONTROLLERS: False}))
    )
    kinds = ("Deployment", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget")
    assert before.keys() - after.keys() == {f"{kind}/calico-kube-controllers" for kind in kinds}
    assert {key: before[key] for key in after} == after


@pytest.mark.parametrize(("version", "container"), [("0.0.2", "mount-bpffs"), ("0.0.4", "ebpf-bootstrap")])
def test_older_lines_leave_out_what_their_releases_have(version: str, container: str, tmp_path: Path) -> None:
    write_tree(tmp_path / "cni", built(version).chart.files)
    values = scenario("calico")
    before, after = (
        node_spec(overlay(values, change), chart=tmp_path / "cni") for change in ({}, nested(dict(ROOTLESS)))
    )
    assert names(before, "initContainers") - names(after, "initContainers") == {container, "upgrade-ipam"}
    assert mounted(before) - mounted(after) == {"bpffs"}


def test_the_oldest_line_has_no_such_parts() -> None:
    paths = built("0.0.1").catalogue.paths
    assert {*ROOTLESS, CONTROLLERS} & paths == {"calico.upgradeIPAM", CONTROLLERS}


@pytest.mark.parametrize("name", ["calico", "canal"])
def test_a_machine_mounts_nothing_that_is_left_out(name: str) -> None:
    values = {**scenario(name), "podCIDR": "10.244.0.0/16"}
    before, after = (
        "".join(files_of(Case(line=CURRENT, values=overlay(values, change))).texts.values())
        for change in ({}, nested({"calico.mountBPF": False, "calico.prepareBPF": False}))
    )
    assert "/sys/fs/bpf:/sys/fs/bpf" in before
    assert "/sys/fs" not in after
