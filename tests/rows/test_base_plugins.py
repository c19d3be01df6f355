"""The base CNI plugins' init container: where it stands, and what it is given."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree
from generator.releases.release import identity
from generator.rows.roles import BASE_PLUGINS_IMAGE
from generator.tools.helm import Install
from tests.builds import built
from tests.helms import RENDERERS
from tests.programs import program
from tests.rendering import HELMS, Values, as_yaml, overlay, rendered, scenario

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


@pytest.mark.parametrize("capable", [True, False])
def test_a_folder_that_lets_nobody_write_is_written(capable: bool, tmp_path: Path) -> None:
    """As root with the capabilities that the container has, in a folder whose mode forbids it; and with none."""
    security = container(pod(overlay(scenario("kube-flannel"), ON), "kube-flannel-ds"))["securityContext"]
    assert security["capabilities"]["drop"] == ["ALL"]
    assert security["runAsUser"] == 0
    assert "privileged" not in security
    added = [f"+{name.lower()}" for name in security["capabilities"]["add"]] if capable else []
    tmp_path.chmod(0o555)
    alone = [program("unshare"), "--map-root-user", program("setpriv"), "--bounding-set", ",".join(["-all", *added])]
    done = subprocess.run([*alone, program("touch"), str(tmp_path / "bridge")], check=False, capture_output=True)
    assert (done.returncode == 0) is capable, done.stderr
    assert (tmp_path / "bridge").exists() is capable


def test_the_policy_of_old_flannels_allows_the_container(tmp_path: Path) -> None:
    """The first line's flannel has a PodSecurityPolicy, and a DaemonSet for each architecture."""
    chart, path = tmp_path / "cni", tmp_path / "values.yaml"
    write_tree(chart, built("0.0.1").chart.files)

    def objects(change: dict[str, Tree]) -> dict[str, Any]:
        path.write_text(as_yaml({"plugin": "flannel", **change}), encoding="utf-8")
        text = RENDERERS.template("helm4", Install(chart=chart, values=(path,)), kube_version="1.21.0")
        return {identity(document): document for document in yamltree.load_documents(text, "the render")}

    policy = "PodSecurityPolicy/psp.flannel.unprivileged"
    before, after = objects({}), objects({**ON, "cni": {"binDir": "/usr/lib/cni"}})
    allowed = before[policy]["spec"]
    folders = [*allowed["allowedHostPaths"], {"pathPrefix": "/usr/lib/cni"}]
    capabilities = [*allowed["allowedCapabilities"], "DAC_OVERRIDE"]
    assert after[policy]["spec"] == {**allowed, "allowedHostPaths": folders, "allowedCapabilities": capabilities}
    pods = [one["spec"]["template"]["spec"] for name, one in after.items() if name.startswith("DaemonSet/")]
    assert [[one["name"] for one in pod["initContainers"]] for pod in pods] == [[NAME, "install-cni"]] * 5
    assert {volume["hostPath"]["path"] for pod in pods for volume in pod["volumes"] if "hostPath" in volume} <= {
        one["pathPrefix"] for one in folders
    }
