"""The base CNI plugins' init container: where it stands, and what it is given."""

from typing import Any

import pytest

from generator.base.trees import Tree
from generator.releases.release import identity
from generator.settings.tables.roles import BASE_PLUGINS_IMAGE
from tests.rendering import HELMS, Values, overlay, rendered, scenario

NAME = "install-base-cni-plugins"
ON: dict[str, Tree] = {"cniPlugins": {"install": True}}
# What pods' networks here are made with.
WANTED = {"bridge", "host-local", "loopback", "portmap", "bandwidth", "tuning", "firewall"}
# What image-build-cni-plugins builds: the plugins of containernetworking/plugins v1.9.1, flannel's and bond.
BUILT = WANTED | {"bond", "dhcp", "dummy", "flannel", "host-device", "ipvlan", "macvlan", "ptp", "sbr", "static"}
BUILT |= {"tap", "vlan", "vrf"}
WORKLOADS = {
    "kube-flannel": "kube-flannel-ds",
    "calico": "calico-node",
    "calico-policy-only": "calico-node",
    "calico-etcd": "calico-node",
    "canal": "canal",
    "canal-etcd": "canal-node",
}


def pod(values: Values, name: str, helm: str = "helm4") -> Any:
    """The spec of the pods of a DaemonSet."""
    found: dict[str, Any] = {identity(document): document for document in rendered(values, helm)}
    return found[f"DaemonSet/{name}"]["spec"]["template"]["spec"]


def container(spec: Any) -> Any:
    """The init container."""
    [found] = [one for one in spec["initContainers"] if one["name"] == NAME]
    return found


@pytest.mark.parametrize(("variant", "workload"), WORKLOADS.items())
def test_the_plugins_are_there_before_the_configuration_is(variant: str, workload: str) -> None:
    spec = pod(overlay(scenario(variant), ON), workload)
    names = [one["name"] for one in spec["initContainers"]]
    assert names.index(NAME) == names.index("install-cni") - 1
    [mount] = container(spec)["volumeMounts"]
    [volume] = [one for one in spec["volumes"] if one["name"] == mount["name"]]
    assert mount["mountPath"] == "/host/opt/cni/bin"
    assert volume["hostPath"] == {"path": "/opt/cni/bin", "type": "DirectoryOrCreate"}
    assert container(spec)["image"] == BASE_PLUGINS_IMAGE
    assert NAME not in [one["name"] for one in pod(scenario(variant), workload)["initContainers"]]


@pytest.mark.parametrize("helm", HELMS)
def test_what_other_images_bring_is_left_out(helm: str) -> None:
    spec = pod(overlay(scenario("kube-flannel"), ON), "kube-flannel-ds", helm)
    [variable] = container(spec)["env"]
    assert variable["name"] == "SKIP_CNI_BINARIES"
    assert BUILT - {*variable["value"].split(",")} == WANTED


def test_values_reach_the_container() -> None:
    given: dict[str, Tree] = {
        "cniPlugins": {"update": False},
        "cni": {"binDir": "/usr/lib/cni"},
        "images": {"cniPlugins": {"tag": "v9.9.9", "pullPolicy": "Always"}},
        "imageMirror": {"mode": "flat", "registry": "registry.example.com/x"},
        "canal": {"initResources": {"requests": {"cpu": "10m"}}},
    }
    spec = pod(overlay(overlay(scenario("canal"), ON), given), "canal")
    one = container(spec)
    assert one["image"] == "registry.example.com/x/hardened-cni-plugins:v9.9.9"
    assert one["imagePullPolicy"] == "Always"
    assert one["env"][1:] == [{"name": "UPDATE_CNI_BINARIES", "value": "false"}]
    assert one["resources"] == {"requests": {"cpu": "10m"}}
    [volume] = [each for each in spec["volumes"] if each["name"] == one["volumeMounts"][0]["name"]]
    assert volume["hostPath"]["path"] == "/usr/lib/cni"


def test_the_container_is_there_without_the_plugins_own_installers() -> None:
    spec = pod(overlay(scenario("kube-flannel"), {**ON, "cni": {"install": False}}), "kube-flannel-ds")
    assert [one["name"] for one in spec["initContainers"]] == [NAME]
