"""The units of each case are what systemd takes, hold the guide's own words, and name no variable that is not known."""

import copy
import platform
import re
from pathlib import Path

import pytest

from generator.base.trees import submaps
from generator.node import calico
from generator.node.bundle import bundle
from generator.node.machine import RUNTIMES, Machine
from generator.releases.lines import read_lines
from generator.releases.pod_specs import containers, pods
from tests.builds import built
from tests.node.bundles import CASES, CURRENT, GUIDE, OLDEST, Case, files_of, manifest, objects_of
from tests.node.systemd import Commands, commands, complaints, machine_root, options, variables


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine with every container runtime."""
    return machine_root(tmp_path_factory.mktemp("machine"))


def calico_commands(root: Path, case: Case) -> Commands:
    """The commands that systemd reads in a case's unit of calico-node."""
    return commands(root, calico.UNIT, files_of(case).texts[calico.UNIT])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_systemd_takes_every_unit(case: Case, root: Path) -> None:
    texts = files_of(case).texts
    units = {name: text for name, text in texts.items() if name.endswith(".service")}
    assert units
    assert {name: complaints(root, name, text) for name, text in units.items()} == dict.fromkeys(units, "")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("Restart=always", "Restart=sometimes"),
        ("[Service]", "[Service]\nEnvironmentFiles=/a"),
        ("/usr/bin/docker run", "/usr/bin/rocker run"),
        ("Requires=docker.service", "Requires=rocker.service"),
        ("AssertPathExists=/etc", "AssertPathExists=etc"),
        ("CALICO_NETWORKING_BACKEND=bird", 'CALICO_NETWORKING_BACKEND="bird'),
    ],
    ids=["a restart", "a key", "a program", "a service", "a path", "a quote"],
)
def test_what_is_wrong_in_a_unit_is_seen(wrong: str, said: str, root: Path) -> None:
    text = files_of(CASES["guide-calico"]).texts[calico.UNIT]
    assert wrong in text
    assert complaints(root, calico.UNIT, text.replace(wrong, said, 1)) != ""


GUIDES_ENVIRONMENT = {
    "ETCD_ENDPOINTS": "https://192.168.10.102:2379",
    "ETCD_CA_CERT_FILE": "/etc/kubernetes/ca/ca.pem",
    "ETCD_CERT_FILE": "/etc/kubernetes/ca/calico/calico.pem",
    "ETCD_KEY_FILE": "/etc/kubernetes/ca/calico/calico-key.pem",
    "CALICO_LIBNETWORK_ENABLED": "true",
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


def test_the_guides_values_give_the_guides_environment(root: Path) -> None:
    found = variables(calico_commands(root, CASES["guide-calico"]))
    assert {name: found.get(name) for name in GUIDES_ENVIRONMENT} == GUIDES_ENVIRONMENT
    assert "IP_AUTODETECTION_METHOD" not in found
    assert found["CALICO_K8S_NODE_REF"] == platform.node()


def test_the_current_line_gives_the_same_but_for_what_is_gone(root: Path) -> None:
    found = variables(calico_commands(root, CASES["guide-calico-now"]))
    same = {**GUIDES_ENVIRONMENT, "FELIX_LOGSEVERITYSCREEN": "Info"}
    del same["CALICO_LIBNETWORK_ENABLED"]
    assert {name: found.get(name) for name in same} == same


def test_the_guides_unit_runs_calico_node_as_the_guide_does(root: Path) -> None:
    text = files_of(CASES["guide-calico"]).texts[calico.UNIT]
    [start] = calico_commands(root, CASES["guide-calico"])["ExecStart"]
    assert start[:2] == ["/usr/bin/docker", "run"]
    assert {"--net=host", "--privileged", "--name=calico-node"} <= set(start)
    assert start[-1] == "calico/node:v3.14.2"
    assert {"/lib/modules:/lib/modules:ro", "/var/run/calico:/var/run/calico"} <= set(options(start, "-v"))
    lines = text.splitlines()
    for line in ("After=docker.service network-online.target", "Requires=docker.service", "Restart=always"):
        assert line in lines
    assert {"RestartSec=10", "ExecStop=-/usr/bin/docker rm -f calico-node"} <= set(lines)


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_each_runtime_has_its_program_and_its_service(runtime: str, root: Path) -> None:
    case = Case(line=CURRENT, values={"plugin": "calico"}, machine=Machine(runtime=runtime))
    text = files_of(case).texts[calico.UNIT]
    assert complaints(root, calico.UNIT, text) == ""
    assert calico_commands(root, case)["ExecStart"][0][0] == RUNTIMES[runtime].program
    service = RUNTIMES[runtime].service
    assert f"\nRequires={service}\n" in text or not service


def test_a_runtime_without_a_service_requires_none() -> None:
    case = Case(line=CURRENT, values={"plugin": "calico"}, machine=Machine(runtime="podman"))
    assert "Requires=" not in files_of(case).texts[calico.UNIT]


def test_the_plugins_binaries_are_copied_from_where_its_image_has_them() -> None:
    objects = copy.deepcopy(objects_of(CASES["calico"]))
    [install] = [one for pod in pods(objects) for one in containers(pod) if one["name"] == "install-cni"]
    before = bundle(objects, Machine(), read_lines()[0]).texts["README.md"]
    del install["command"]
    install["args"] = ["component", "cni", "install"]
    after = bundle(objects, Machine(), read_lines()[0]).texts["README.md"]
    copied = re.compile(r"calico-binaries:(\S+) ")
    assert copied.findall(before) == ["/opt/cni/bin/calico", "/opt/cni/bin/calico-ipam"]
    assert copied.findall(after) == ["/usr/bin/calico", "/usr/bin/calico-ipam"]


def test_typha_is_not_asked_from_a_machine_and_bpf_is_prepared(root: Path) -> None:
    read = calico_commands(root, CASES["calico-bpf-typha"])
    found = variables(read)
    assert not [name for name in found if name.startswith("FELIX_TYPHA")]
    assert (found["FELIX_BPFENABLED"], found["IP"]) == ("true", "10.0.0.7")
    [bootstrap] = [words for words in read["ExecStartPre"] if "-init" in words]
    assert "--entrypoint=calico-node" in bootstrap
    assert "/sys/fs/:/sys/fs:rshared" in options(bootstrap, "-v")


# The variables that the unit has beside those of the manifests, from Calico's reference of calico/node: the kubeconfig
# of what runs outside of pods, whether it keeps the CNI plugin's kubeconfig fresh, and the addresses of the node.
OWN_VARIABLES = ("KUBECONFIG", "CALICO_MANAGE_CNI", "IP", "IP6")


def known(line: str) -> set[str]:
    """The variables that a line's manifests, its table of Felix and the unit's own table know."""
    releases = built(line).releases
    every = (document for release in releases for found in release.documents.values() for document in found)
    inside = (container for pod in pods(list(every)) for container in containers(pod))
    felix = {parameter.env for release in releases for parameter in release.parameters}
    of_chart = re.findall(r"- name: ([A-Z][A-Z0-9_]+)$", "\n".join(built(line).chart.files.values()), re.MULTILINE)
    return {str(one["name"]) for container in inside for one in submaps(container, "env")} | {
        *felix,
        *of_chart,
        *OWN_VARIABLES,
        "NODE_NAME",
    }


def named(text: str) -> set[str]:
    """The variables in the text of a unit."""
    return set(re.findall(r'^  -e "?([A-Za-z_][A-Za-z0-9_]*)=', text, re.MULTILINE))


def unknown(line: str, text: str) -> set[str]:
    """The variables of a unit that nothing knows."""
    return named(text) - known(line)


@pytest.mark.parametrize("line", [line.version for line in read_lines()])
def test_every_variable_is_known_to_the_line(line: str) -> None:
    found: dict[str, set[str]] = {}
    seen = 0
    for stem in built(line).features.variants:
        made = bundle(manifest(line, stem), Machine(), built(line).line)
        units = {name: text for name, text in made.texts.items() if name.endswith(".service")}
        assert units
        seen += sum(len(named(text)) for text in units.values())
        found |= {f"{stem} {name}": unknown(line, text) for name, text in units.items()}
    assert {name: names for name, names in found.items() if names} == {}
    assert seen > 100


def test_a_variable_that_nothing_knows_is_found() -> None:
    text = files_of(CASES["calico"]).texts[calico.UNIT]
    assert unknown(CURRENT, text) == set()
    assert unknown(CURRENT, text.replace("-e FELIX_IPV6SUPPORT=", "-e FELIX_IPV7SUPPORT=")) == {"FELIX_IPV7SUPPORT"}
    assert unknown(OLDEST, files_of(Case(line=OLDEST, values=GUIDE)).texts[calico.UNIT]) == {
        "CALICO_LIBNETWORK_ENABLED"
    }


@pytest.mark.parametrize("line", [line.version for line in read_lines()])
@pytest.mark.parametrize("stem", ["calico", "calico-etcd"])
def test_a_unit_has_every_variable_and_volume_of_the_manifest(line: str, stem: str) -> None:
    documents = manifest(line, stem)
    text = bundle(documents, Machine(), built(line).line).texts[calico.UNIT]
    [pod] = [pod for pod in pods(list(documents)) if pod.owner == "DaemonSet/calico-node"]
    [container] = submaps(pod.spec, "containers")
    assert {str(one["name"]) for one in submaps(container, "env")} <= named(text)
    own = {str(one["mountPath"]) for one in submaps(container, "volumeMounts")} - {"/calico-secrets"}
    assert own <= set(re.findall(r"^  -v [^:]+:([^: ]+)", text, re.MULTILINE))
