"""The field guide, step by step: examples/field-guide on the guide's own line and on the current one."""

import base64
import re
from typing import Any

import pytest

from generator.base.trees import Tree
from generator.releases.release import identity
from tests.node.bundles import CURRENT, GUIDE_FILES, OLDEST, Case, files_of, objects_of
from tests.node.bundles import GUIDE_MACHINE as MACHINE
from tests.paths import ROOT
from tests.rendering import load, mapping, overlay
from tests.rows.test_etcd import inline

TLS = mapping(inline("calico-etcd"), "calico.etcd.tls")
GUIDE = ROOT / "examples" / "field-guide"
MIRROR = "registry.cn-shanghai.aliyuncs.com/gcr-k8s"
ETCD = "https://192.168.10.102:2379"
# Each line with the versions that its images have.
LINES = {OLDEST: ("v0.12.0-amd64", "v3.14.2"), CURRENT: ("v0.28.9", "v3.32.1")}
each_line = pytest.mark.parametrize("line", LINES)


def values(*names: str) -> dict[str, Tree]:
    """Files of the guide, one laid over the other."""
    given: dict[str, Tree] = {}
    for name in names:
        given = overlay(given, load(GUIDE / f"{name}-values.yaml"))
    return given


def with_certificates(given: dict[str, Tree]) -> dict[str, Tree]:
    """The values with what the guide gives by --set-file."""
    return overlay(given, {"calico": {"etcd": {"tls": TLS}}})


def rendered(line: str, given: dict[str, Tree]) -> dict[str, Any]:
    """What the values render on a line, by kind and name."""
    return {identity(document): document for document in objects_of(Case(line=line, values=given))}


def container(objects: dict[str, Any], workload: str, name: str) -> Any:
    """A container of a workload."""
    [found] = [one for one in objects[workload]["spec"]["template"]["spec"]["containers"] if one["name"] == name]
    return found


def environment(one: Any) -> dict[str, Any]:
    """The variables of a container that have a value of their own."""
    return {variable["name"]: variable["value"] for variable in one["env"] if "value" in variable}


@each_line
def test_flannel_runs_on_the_interface_from_the_mirror(line: str) -> None:
    objects = rendered(line, values("flannel"))
    workload = "DaemonSet/kube-flannel-ds-amd64" if line == OLDEST else "DaemonSet/kube-flannel-ds"
    flanneld = container(objects, workload, "kube-flannel")
    assert flanneld["image"] == f"{MIRROR}/flannel:{LINES[line][0]}"
    assert "--iface=enp0s8" in flanneld["args"]
    net_conf = objects["ConfigMap/kube-flannel-cfg"]["data"]["net-conf.json"]
    assert re.search(r'"Network": "172\.20\.0\.0/16"', net_conf)
    assert re.search(r'"Type": "vxlan"', net_conf)


@each_line
def test_calico_keeps_its_data_in_etcd_behind_certificates(line: str) -> None:
    given = with_certificates(values("calico"))
    objects = rendered(line, given)
    config = objects["ConfigMap/calico-config"]["data"]
    assert config["etcd_endpoints"] == ETCD
    assert (config["etcd_ca"], config["etcd_cert"], config["etcd_key"]) == (
        "/calico-secrets/etcd-ca",
        "/calico-secrets/etcd-cert",
        "/calico-secrets/etcd-key",
    )
    secret = objects["Secret/calico-etcd-secrets"]["data"]
    assert {name: base64.b64decode(text).decode() for name, text in secret.items()} == {
        f"etcd-{name}": str(TLS[name]) for name in ("ca", "cert", "key")
    }


@each_line
def test_calico_routes_without_encapsulation_on_the_interface(line: str) -> None:
    objects = rendered(line, with_certificates(values("calico")))
    node = container(objects, "DaemonSet/calico-node", "calico-node")
    variables = environment(node)
    assert node["image"].endswith(f"calico/node:{LINES[line][1]}")
    assert variables["CALICO_IPV4POOL_IPIP"] == "Never"
    assert variables["CALICO_IPV4POOL_CIDR"] == "172.20.0.0/16"
    assert variables["IP_AUTODETECTION_METHOD"] == "interface=enp.*"


# What the guide's unit gives calico-node.
UNIT = {
    "ETCD_ENDPOINTS": ETCD,
    "ETCD_CA_CERT_FILE": GUIDE_FILES.ca,
    "ETCD_CERT_FILE": GUIDE_FILES.cert,
    "ETCD_KEY_FILE": GUIDE_FILES.key,
    "CALICO_NETWORKING_BACKEND": "bird",
    "CALICO_DISABLE_FILE_LOGGING": "true",
    "CALICO_IPV4POOL_CIDR": "172.20.0.0/16",
    "CALICO_IPV4POOL_IPIP": "off",
    "FELIX_DEFAULTENDPOINTTOHOSTACTION": "ACCEPT",
    "FELIX_IPV6SUPPORT": "false",
    "FELIX_LOGSEVERITYSCREEN": "info",
    "FELIX_IPINIPMTU": "1440",
    "FELIX_HEALTHENABLED": "true",
    "IP": "192.168.10.101",
}


@each_line
def test_calico_node_runs_as_a_service_of_systemd(line: str) -> None:
    further = () if line == OLDEST else ("calico-service",)
    given = with_certificates(values("calico", *further, "calico-libnetwork"))
    files = files_of(Case(line=line, values=given, machine=MACHINE))
    unit = files.texts["kube-calico.service"]
    found = dict(re.findall(r"^  -e ([A-Z0-9_]+)=(.*) \\$", unit, flags=re.MULTILINE))
    wanted = {**UNIT, "CALICO_LIBNETWORK_ENABLED": "true"}
    assert {name: found[name].lower() for name in wanted} == {name: text.lower() for name, text in wanted.items()}
    assert f"calico/node:{LINES[line][1]}\n" in unit
    assert "ExecStart=/usr/bin/docker run --net=host --privileged --name=calico-node" in unit
    for said in ("After=docker.service", "Requires=docker.service", "Restart=always", "RestartSec=10", "ExecStop="):
        assert re.search(f"^{re.escape(said)}", unit, flags=re.MULTILINE)


@each_line
def test_without_more_values_the_unit_says_what_the_release_does(line: str) -> None:
    unit = files_of(Case(line=line, values=with_certificates(values("calico")), machine=MACHINE))
    given = dict(re.findall(r"^  -e ([A-Z0-9_]+)=(.*) \\$", unit.texts["kube-calico.service"], flags=re.MULTILINE))
    of_release = UNIT if line == OLDEST else UNIT.keys() - {"FELIX_LOGSEVERITYSCREEN", "FELIX_IPINIPMTU"}
    assert {name: given[name] for name in of_release} == {name: UNIT[name] for name in of_release}


@each_line
def test_calicoctl_finds_etcd_on_a_machine_and_in_the_cluster(line: str) -> None:
    given = with_certificates(values("calico", "calicoctl"))
    configuration = files_of(Case(line=line, values=given, machine=MACHINE)).texts["calicoctl.cfg"]
    for said in (
        "kind: CalicoAPIConfig",
        "datastoreType: etcdv3",
        f"etcdEndpoints: {ETCD}",
        f"etcdCACertFile: {GUIDE_FILES.ca}",
        f"etcdCertFile: {GUIDE_FILES.cert}",
        f"etcdKeyFile: {GUIDE_FILES.key}",
    ):
        assert said in configuration
    [pod] = [one for name, one in rendered(line, given).items() if name.startswith("Pod/calicoctl")]
    [calicoctl] = pod["spec"]["containers"]
    assert calicoctl["image"].endswith(f"calico/ctl:{LINES[line][1]}")
    assert {"ETCD_ENDPOINTS", "ETCD_CA_CERT_FILE", "ETCD_CERT_FILE", "ETCD_KEY_FILE"} <= {
        variable["name"] for variable in calicoctl["env"]
    }


@each_line
def test_the_api_server_reaches_the_kubelets(line: str) -> None:
    objects = rendered(line, values("flannel", "apiserver-to-kubelet"))
    role = objects["ClusterRole/system:kube-apiserver-to-kubelet"]
    assert role["rules"] == [
        {
            "apiGroups": [""],
            "resources": ["nodes/proxy", "nodes/stats", "nodes/log", "nodes/spec", "nodes/metrics", "pods/log"],
            "verbs": ["*"],
        }
    ]
    binding = objects["ClusterRoleBinding/system:kube-apiserver"]
    assert binding["subjects"] == [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "kubernetes"}]


def test_the_guide_names_its_files_and_no_others() -> None:
    text = (GUIDE / "README.md").read_text(encoding="utf-8")
    assert {*re.findall(r"[a-z-]+-values\.yaml", text)} == {path.name for path in GUIDE.glob("*-values.yaml")}
