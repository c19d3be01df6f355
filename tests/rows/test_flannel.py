"""flannel's pre-shared key, policy container and backends, and canal's etcd as it is mended."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from generator.rows.net_conf import BACKENDS
from generator.settings.catalogue import nested
from generator.settings.kind import Kind
from tests.declared import TABLED, VALUES
from tests.rendering import HELMS, Values, by_identity, overlay, problems, refusal, scenario

PSK = base64.b64encode(b"CANARY".ljust(32, b"+")).decode()
BACKEND: Kind = TABLED["flannel.backend.type"].kind
NET_CONF, WRITTEN = "/etc/kube-flannel/net-conf.json", "/etc/flannel-net-conf/net-conf.json"


def objects(values: Values) -> dict[str, Any]:
    """The rendered objects."""
    return {**by_identity(values)}


def pod(values: Values, name: str) -> Any:
    """The spec of the pods of a DaemonSet."""
    return objects(values)[f"DaemonSet/{name}"]["spec"]["template"]["spec"]


def named(items: list[Any], name: str) -> Any:
    """The item of that name."""
    [found] = [one for one in items if one["name"] == name]
    return found


def net_conf(values: Values, name: str) -> str:
    """flannel's network in a ConfigMap."""
    return str(objects(values)[f"ConfigMap/{name}"]["data"]["net-conf.json"])


def run(script: str, configuration: str, psk: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The init container's script in a folder of its own."""
    (folder / "in.json").write_text(configuration, encoding="utf-8")
    script = script.replace(NET_CONF, f"{folder}/in.json").replace(WRITTEN, f"{folder}/out")
    return subprocess.run(
        ["/bin/sh", "-ec", script], env={**os.environ, "PSK": psk}, capture_output=True, text=True, check=False
    )


WITH_KEY = {
    "flannel": ("backend-wireguard-flannel", "kube-flannel-ds", "kube-flannel-cfg"),
    "canal": ("backend-wireguard-canal", "canal", "canal-config"),
}


@pytest.mark.parametrize(("name", "workload", "configuration"), WITH_KEY.values(), ids=WITH_KEY)
def test_the_key_of_a_secret_comes_into_flannels_configuration(
    name: str, workload: str, configuration: str, tmp_path: Path
) -> None:
    values = scenario(name)
    spec = pod(values, workload)
    init, flanneld = named(spec["initContainers"], "put-psk"), named(spec["containers"], "kube-flannel")
    assert init["image"] == flanneld["image"]
    assert init["env"][0]["valueFrom"] == {"secretKeyRef": {"name": "wireguard-psk", "key": "psk"}}
    assert named(flanneld["env"], "FLANNELD_NET_CONFIG_PATH")["value"] == WRITTEN
    assert named(spec["volumes"], "flannel-net-conf")["emptyDir"]["medium"] == "Memory"
    before = net_conf(values, configuration)
    assert run(init["command"][2], before, f"{PSK}\n", tmp_path).returncode == 0
    written = (tmp_path / "out").read_text(encoding="utf-8")
    assert json.loads(written)["Backend"]["PSK"] == PSK
    assert written == before.replace("__PSK__", PSK)
    assert (tmp_path / "out").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("psk", ["", 'CANARY "', "CANARY\nx", "CANARY\\"], ids=repr)
def test_a_key_that_would_spoil_the_configuration_stops_the_pod_and_is_not_shown(psk: str, tmp_path: Path) -> None:
    spec = pod(scenario("backend-wireguard-flannel"), "kube-flannel-ds")
    done = run(named(spec["initContainers"], "put-psk")["command"][2], "{}", psk, tmp_path)
    assert done.returncode == 1
    assert "CANARY" not in done.stdout + done.stderr


@pytest.mark.parametrize("helm", HELMS)
def test_a_key_in_the_values_is_told_the_way_and_not_repeated(helm: str) -> None:
    written: list[Values] = [{"flannel": {"backend": {"psk": "CANARY"}}}, {"flannel": {"psk": "CANARY"}}]
    for values in written:
        message = refusal(values, helm)
        assert "flannel.backend.psk.existingSecret" in message
        assert "CANARY" not in message


def test_ipsec_needs_a_key_and_gets_it() -> None:
    values: dict[str, Any] = {"flannel": {"backend": {"type": "ipsec"}}}
    assert "flannel.backend.psk.existingSecret" in refusal(values, "helm4")
    key: dict[str, Any] = {"flannel": {"backend": {"psk": {"existingSecret": "key"}}}}
    assert '"PSK": "__PSK__"' in net_conf(overlay(values, key), "kube-flannel-cfg")


def test_the_key_is_put_in_without_installing_cni_too() -> None:
    values = overlay(scenario("backend-wireguard-flannel"), {"cni": {"install": False}})
    assert [one["name"] for one in pod(values, "kube-flannel-ds")["initContainers"]] == ["put-psk"]


def test_canal_with_etcd_takes_no_key() -> None:
    values = overlay(
        scenario("canal-etcd"), {"flannel": {"backend": {"type": "wireguard", "psk": {"existingSecret": "key"}}}}
    )
    assert "flannel.backend.psk.existingSecret: has no effect with" in refusal(values, "helm4")


PAIRS = [
    (path, str(backend)) for path, backends in BACKENDS.items() for backend in BACKEND.legal if backend not in backends
]


@pytest.mark.parametrize(("path", "backend"), PAIRS)
def test_a_key_that_the_backend_does_not_read_is_refused(path: str, backend: str) -> None:
    values = nested({path: VALUES[path].kind.legal[0], "flannel.backend.type": backend})
    wanted = " or ".join(BACKENDS[path])
    assert (
        f"{path}: has no effect with flannel.backend.type: {backend}; remove it, or set flannel.backend.type: {wanted}"
        in refusal(values, "helm4")
    )


@pytest.mark.parametrize("helm", HELMS)
def test_a_backend_that_runs_commands_is_refused_with_the_reason(helm: str) -> None:
    assert problems({"flannel": {"backend": {"type": "extension"}}})
    assert "runs shell commands on the nodes" in refusal({"flannel": {"backend": {"type": "extension"}}}, helm)


def test_the_policy_container_is_there_only_if_it_is_enabled() -> None:
    found = objects(scenario("netpol-flannel"))
    container = named(pod(scenario("netpol-flannel"), "kube-flannel-ds")["containers"], "kube-network-policies")
    assert container["image"] == "registry.k8s.io/networking/kube-network-policies:v1.0.1"
    assert container["imagePullPolicy"] == "Always"
    assert {"ClusterRole/flannel-netpol", "ClusterRoleBinding/flannel-netpol"} <= set(found)
    plain = objects(scenario("kube-flannel"))
    assert {name for name in plain if "netpol" in name} == set()
    mirrored = overlay(scenario("netpol-flannel"), {"imageMirror": {"mode": "flat", "registry": "reg.example.com/x"}})
    image = named(pod(mirrored, "kube-flannel-ds")["containers"], "kube-network-policies")["image"]
    assert image == "reg.example.com/x/kube-network-policies:v1.0.1"
    bare = objects(overlay(scenario("netpol-flannel"), {"rbac": {"create": False}}))
    assert {name for name in bare if "netpol" in name} == set()


def test_canal_with_etcd_is_mended_behind_its_switch() -> None:
    found = objects(scenario("fixed-canal-etcd"))
    [job] = [one for name, one in found.items() if name.startswith("Job/configure-canal-")]
    [container] = job["spec"]["template"]["spec"]["containers"]
    assert container["command"][:3] == ["etcdctl", "put", "/coreos.com/network/config"]
    assert json.loads(container["command"][3])["SubnetLen"] == 25
    keys = {one["name"]: one.get("value") or one["valueFrom"]["configMapKeyRef"]["key"] for one in container["env"]}
    assert keys == {
        "ETCDCTL_API": "3",
        "ETCDCTL_ENDPOINTS": "etcd_endpoints",
        "ETCDCTL_CACERT": "etcd_ca",
        "ETCDCTL_CERT": "etcd_cert",
        "ETCDCTL_KEY": "etcd_key",
    }
    for name in ("canal-calico", "canal-flannel"):
        [subject] = found[f"ClusterRoleBinding/{name}"]["subjects"]
        assert f"ServiceAccount/{subject['name']}" in found
