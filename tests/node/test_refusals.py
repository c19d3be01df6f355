"""What a machine has not, or has no use for, is refused with its path; what it has, arrives."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.base.errors import ProblemsError, UsageError
from generator.base.trees import Tree
from generator.node import calico
from generator.node.machine import EtcdFiles, Machine, address, arch, endpoints, node_name, path
from tests.node.bundles import CASES, CURRENT, GUIDE_ETCD, GUIDE_FLANNEL, OLDEST, Case, files_of
from tests.node.systemd import commands, complaints, machine_root, options, variables

FLANNEL: Mapping[str, Tree] = {"plugin": "flannel"}
CALICO: Mapping[str, Tree] = {"plugin": "calico"}


def of_node(**node: Tree) -> dict[str, Tree]:
    """Values of calico-node."""
    return {"plugin": "calico", "calico": {"node": node}}


def referring(**source: Tree) -> dict[str, Tree]:
    """Values with a variable of calico-node that refers to something."""
    return of_node(extraEnv=[{"name": "X", "valueFrom": source}])


def mounting(**volume: Tree) -> dict[str, Tree]:
    """Values with a volume of calico-node."""
    return of_node(extraVolumes=[{"name": "x", **volume}], extraVolumeMounts=[{"name": "x", "mountPath": "/x"}])


NODE = "DaemonSet/calico-node"
WITHOUT = "a value that a machine has without Kubernetes"
VOLUME = "a volume that a machine has without Kubernetes"
LAID = "give the value itself in a further file with -f"
LEFT = "leave it out in a further file with -f"
TOLD = "what a container runtime can be told"
ONE = "found one"
PSK = "flannel.backend.psk.existingSecret"
MOUNTED = "put its files on the machine and mount them with a hostPath in a further file with -f"

VALUES: dict[str, tuple[Mapping[str, Tree], str]] = {
    "a key of a Secret": (
        referring(secretKeyRef={"name": "a", "key": "b"}),
        f"{NODE} > env[X]: expected {WITHOUT}, found a secretKeyRef; {LAID}",
    ),
    "a key of a ConfigMap of the user's": (
        referring(configMapKeyRef={"name": "a", "key": "b"}),
        f"{NODE} > env[X]: expected {WITHOUT}, found the key b of a ConfigMap a of yours; {LAID}",
    ),
    "an address that is not known": (
        referring(fieldRef={"fieldPath": "status.hostIP"}),
        f"{NODE} > env[X]: expected {WITHOUT}, found the field status.hostIP; give --node-ip",
    ),
    "the name of the pod": (
        referring(fieldRef={"fieldPath": "metadata.name"}),
        f"{NODE} > env[X]: expected {WITHOUT}, found the field metadata.name; {LAID}",
    ),
    "a reference to the host's name": (
        of_node(extraEnv=[{"name": "X", "value": "on $(NODENAME)"}]),
        "$(NODENAME): expected a variable whose value is known now, found the host's name; give --node-name",
    ),
    "a Secret's volume": (
        mounting(secret={"secretName": "a"}),
        f"{NODE} > volumes[x]: expected {VOLUME}, found a secret; {MOUNTED}",
    ),
    "a Secret's volume of flannel": (
        {
            "plugin": "flannel",
            "flannel": {
                "extraVolumes": [{"name": "x", "secret": {"secretName": "a"}}],
                "extraVolumeMounts": [{"name": "x", "mountPath": "/x"}],
            },
        },
        f"DaemonSet/kube-flannel-ds > volumes[x]: expected {VOLUME}, found a secret; {MOUNTED}",
    ),
    "a path with a colon": (
        mounting(hostPath={"path": "/a:b"}),
        f"{NODE} > volumes[x]: expected {VOLUME}, found the path '/a:b', which no container runtime takes; {MOUNTED}",
    ),
    "a further container": (
        of_node(extraContainers=[{"name": "x", "image": "a/b:1"}]),
        f"{NODE} > containers[x]: expected none beside the plugin's own, as a unit runs one container, {ONE}; {LEFT}",
    ),
    "a field of the security context": (
        of_node(securityContext={"privileged": True, "seLinuxOptions": {"level": "s0"}}),
        f"{NODE} > calico-node > securityContext.seLinuxOptions: expected {TOLD}, found {{'level': 's0'}}; {LEFT}",
    ),
    "a limit of the disk": (
        of_node(resources={"limits": {"ephemeral-storage": "1Gi"}}),
        f"{NODE} > calico-node > resources.limits.ephemeral-storage: expected cpu or memory, found 1Gi; {LEFT}",
    ),
    "flannel's key": (
        {"plugin": "flannel", "flannel": {"backend": {"type": "wireguard", "psk": {"existingSecret": "a"}}}},
        f"{PSK}: expected none for a machine, as only a pod takes the key from its Secret, {ONE}",
    ),
}


@pytest.mark.parametrize(("values", "said"), VALUES.values(), ids=VALUES)
def test_values_that_need_a_pod_are_refused(values: Mapping[str, Tree], said: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        files_of(Case(line=CURRENT, values=values))
    assert str(caught.value) == said


IDLE = "expected none, as nothing of these values reads it, found"
DETECTED = "expected an address of a family in which the values have calico-node detect one, with IP6=autodetect"
NAMED = "expected none, as calico.etcd.endpoints names etcd's endpoints for canal"
ARCHES = "expected an architecture that flannel's manifest has: amd64, arm, arm64, ppc64le, s390x"
HTTP = "expected none, as the endpoints of etcd are http"
PLAIN = Machine(etcd="http://10.0.0.1:2379", files=EtcdFiles(ca="/etc/a.pem"))
OPTIONS: dict[str, tuple[str, Mapping[str, Tree], Machine, str]] = {
    "an address for flannel": (
        CURRENT,
        FLANNEL,
        Machine(ip="10.0.0.1"),
        f"--node-ip: {IDLE} 10.0.0.1; leave it out",
    ),
    "an IPv6 address in an IPv4 network": (
        CURRENT,
        CALICO,
        Machine(ip="fd00::1"),
        f"--node-ip: {DETECTED}, found fd00::1; leave it out, or give the address of the other family",
    ),
    "etcd for Calico": (
        CURRENT,
        CALICO,
        Machine(etcd=GUIDE_ETCD),
        f"--etcd-endpoints: {IDLE} {GUIDE_ETCD}; leave it out",
    ),
    "etcd for canal, which has one": (
        CURRENT,
        CASES["canal-etcd"].values,
        Machine(etcd=GUIDE_ETCD),
        f"--etcd-endpoints: {NAMED}, found {GUIDE_ETCD}; leave it out",
    ),
    "a kubeconfig with etcd": (
        CURRENT,
        CASES["guide-calico-now"].values,
        Machine(kubeconfig="/etc/a/kubeconfig"),
        f"--kubeconfig: {IDLE} /etc/a/kubeconfig; leave it out",
    ),
    "files of etcd without TLS": (
        CURRENT,
        FLANNEL,
        PLAIN,
        f"--etcd-ca: {HTTP}, found /etc/a.pem; leave it out, or give https endpoints",
    ),
    "an architecture that flannel has not": (
        OLDEST,
        GUIDE_FLANNEL,
        Machine(arch="riscv64"),
        f"--arch: {ARCHES}, found riscv64",
    ),
}


@pytest.mark.parametrize(("line", "values", "machine", "said"), OPTIONS.values(), ids=OPTIONS)
def test_options_that_have_no_use_are_refused(
    line: str, values: Mapping[str, Tree], machine: Machine, said: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        files_of(Case(line=line, values=values, machine=machine))
    assert str(caught.value) == said


READERS = {
    "--node-ip": (address, ["192.168.10.101", "fd00::1"], ["", "192.168.10.101/24", "a", "1.2.3", "10.0.0.1 "]),
    "--node-name": (node_name, ["node-1", "a.example.com"], ["", "A", "a b", "-a", "a\n", "%H"]),
    "--arch": (arch, ["amd64", "ppc64le"], ["", "x86-64", "a b"]),
    "--etcd-endpoints": (
        endpoints,
        ["http://a:2379", "https://[fd00::1]:2379,https://b.c:2379"],
        ["", "a:2379", "https://a:2379,http://b:2379", "https://a:2379,", "https://a/b:1", "https://a b:1"],
    ),
    "--etcd-ca": (
        path,
        ["/a", "/etc/kubernetes/ca/ca.pem"],
        ["", "a", "/", "/a/", "/a b", "/a:b", "/a,b", "/../a", "/$a"],
    ),
}


@pytest.mark.parametrize("option", READERS)
def test_an_option_is_read_or_refused_as_wrong_usage(option: str) -> None:
    reader, right, wrong = READERS[option]
    assert [reader(option)(text) for text in right] == right
    for text in wrong:
        with pytest.raises(UsageError, match=f"^{option}: expected "):
            reader(option)(text)


def test_what_a_container_runtime_can_be_told_arrives(tmp_path: Path) -> None:
    node: dict[str, Tree] = {
        "securityContext": {
            "capabilities": {"add": ["NET_ADMIN"], "drop": ["ALL"]},
            "runAsUser": 0,
            "runAsGroup": 7,
            "readOnlyRootFilesystem": True,
            "allowPrivilegeEscalation": False,
            "seccompProfile": {"type": "Unconfined"},
        },
        "resources": {"limits": {"cpu": "1500m", "memory": "128Mi"}},
        "hostAliases": [{"ip": "10.0.0.9", "hostnames": ["a", "b.example.com"]}],
        "extraEnv": [
            {"name": "A", "value": "1 $(CLUSTER_TYPE) $$(A) $(NONE) $"},
            {"name": "B", "valueFrom": {"fieldRef": {"fieldPath": "status.hostIP"}}},
            {"name": "C", "valueFrom": {"configMapKeyRef": {"name": "n", "key": "k", "optional": True}}},
            {"name": "D", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
        ],
    }
    image: Tree = {"calicoNode": {"pullPolicy": "Always", "digest": f"sha256:{'0' * 64}"}}
    case = Case(
        line=CURRENT, values={**of_node(**node), "images": image}, machine=Machine(ip="10.0.0.7", name="node-1")
    )
    text = files_of(case).texts[calico.UNIT]
    root = machine_root(tmp_path / "root")
    assert complaints(root, calico.UNIT, text) == ""
    read = commands(root, calico.UNIT, text)
    [start] = read["ExecStart"]
    assert {
        *("--cap-add=NET_ADMIN", "--cap-drop=ALL", "--user=0:7", "--read-only", "--security-opt=no-new-privileges"),
        *("--security-opt=seccomp=unconfined", "--cpus=1.5", "--memory=134217728", "--pull=always"),
        *("--add-host=a:10.0.0.9", "--add-host=b.example.com:10.0.0.9"),
    } <= set(start)
    assert "--privileged" not in start
    assert start[-1].endswith(f"@sha256:{'0' * 64}")
    found = variables(read)
    assert found["A"] == "1 k8s,bgp $(A) $(NONE) $"
    assert (found["B"], found["D"], found["IP"], found["NODENAME"]) == ("10.0.0.7", "kube-system", "10.0.0.7", "node-1")
    assert "C" not in found


def test_the_kubeconfig_of_an_option_is_mounted_and_must_be_there() -> None:
    case = Case(line=CURRENT, values={"plugin": "calico"}, machine=Machine(kubeconfig="/etc/a/kubeconfig"))
    files = files_of(case).texts
    assert "\nAssertPathExists=/etc/a/kubeconfig\n" in files[calico.UNIT]
    assert "  -e KUBECONFIG=/etc/a/kubeconfig \\\n" in files[calico.UNIT]
    assert "  -v /etc/a/kubeconfig:/etc/a/kubeconfig:ro \\\n" in files[calico.UNIT]
    assert "  kubeconfig: /etc/a/kubeconfig\n" in files["calicoctl.cfg"]


def test_an_ipv6_network_takes_an_ipv6_address(tmp_path: Path) -> None:
    case = Case(line=CURRENT, values={"plugin": "calico", "podCIDRv6": "fd00:1::/64"}, machine=Machine(ip="fd00::1"))
    text = files_of(case).texts[calico.UNIT]
    found = variables(commands(machine_root(tmp_path / "root"), calico.UNIT, text))
    assert (found["IP"], found["IP6"]) == ("none", "fd00::1")
    assert options(["-e", "a", "b"], "-e") == ["a"]
