"""A value that names an image, a namespace, an MTU or an interface is seen in whatever form programs read it."""

import json

import pytest

from tests.catalogues import planned, refused
from tests.trees import document

# What each kind looks like in the value of a variable NEW.
VALUES = {
    "an image reference": [
        *("calico/node", "calico/cni:bookworm", "calico/node:rc1", "docker://busybox:1.36", "ubuntu:jammy"),
        *("alpine:edge-x", "myreg:5000/calico/node", "10.0.0.1:5000/x", "harbor.corp.example/x/y", "lscr.io/a/b"),
        *("quay.io/calico/node:v3.32.1;quay.io/a/b:v1", "[busybox:1.36]", "IMG=busybox:1.36|x", "(flannel/flannel)"),
        *(
            '[{"image": "busybox"}]',
            '{"a": [{"sidecarImage": "busybox"}]}',
            "a: b\n- image: busybox\n",
            '  "image": "x",',
        ),
    ],
    "a namespace": [
        *("calico-system", "x.calico-system.svc", "--ns=calico-system", "--config=calico-system/calico-config"),
        *("calico-typha.calico-system", "default,calico-system", "system:serviceaccount:calico-system:x"),
        *("https://typha.calico-system.svc.cluster.local:443", "a: b\nnamespace: foo\n", '[{"namespace": "foo"}]'),
    ],
    "an MTU": ['"mtu":1440', '"mtu": "1440"', '"mtu" : 1440 ,', '"MTU": 1440', '{"MTU": 1440}', '"mtu": __MTU__,'],
}
# Values that look a little like those.
PLAIN = (
    *("busybox", "nginx", "k8s,bgp", "typha:5473", "10.0.0.1:2379", "http://10.0.0.1:2379/x/y", "host:443/path"),
    *("crd.projectcalico.org/v1", "/opt/calico/node", "/etc/calico-system/x", "calico-systems", "a.calico-system-b"),
    *('"mtu": __CNI_MTU__,', "cidr=fd00::/48", "imaged: x", "Always", "true", "can-reach=8.8.8.8", "image:"),
)
# Names of variables, with a value that says nothing.
NAMES = {
    "an image reference": (
        *("FOO_IMAGE_NAME", "SIDECARIMAGE", "PAUSE_IMAGE_REPOSITORY", "CONTAINER_IMG", "image", "SIDECAR_IMAGE"),
    ),
    "a namespace": ("WATCH_NAMESPACES", "POD_NAMESPACE", "POD_NS", "NAMESPACE_NAME", "TYPHANAMESPACE"),
    "an MTU": ("FELIX_IPINIPMTU", "CNI_MTU"),
    "an interface of flannel's": ("FLANNELD_IFACE", "FLANNELD_IFACE_REGEX"),
}
PLAIN_NAMES = ("IMAGE_PULL_POLICY", "DNS", "NSX", "CLUSTER_TYPE", "IMAGE_PULL_SECRETS")
OWN = "metadata: {namespace: calico-system}\n"


def found(text: str) -> str:
    """What an object in the namespace calico-system is said to hold beside that; nothing where it is let pass."""
    problems = refused((document("Job/a", OWN + text),))
    kinds = [problem.partition("a setting for ")[2].partition(", found")[0] for problem in problems[1:]]
    return " and ".join(dict.fromkeys(kinds))


def variable(name: str, value: str) -> str:
    """An environment of one variable."""
    return f"env: [{{name: {name}, value: {json.dumps(value)}}}]"


@pytest.mark.parametrize(("what", "value"), [(what, value) for what, values in VALUES.items() for value in values])
def test_a_value_is_seen(what: str, value: str) -> None:
    assert found(variable("NEW", value)) == what


@pytest.mark.parametrize("value", PLAIN)
def test_another_value_is_let_pass(value: str) -> None:
    assert found(variable("NEW", value)) == ""


@pytest.mark.parametrize(("what", "name"), [(what, name) for what, names in NAMES.items() for name in names])
def test_the_name_of_a_variable_says_what_its_value_is(what: str, name: str) -> None:
    assert found(variable(name, "x")) == what


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_another_name_says_nothing(name: str) -> None:
    assert found(variable(name, "x")) == ""


FLAGS = [
    pytest.param("args: [-iface, eth0]", "an interface of flannel's", id="a flag with its value behind it"),
    pytest.param("args: [--iface-regex, e.*]", "an interface of flannel's", id="an expression behind its flag"),
    pytest.param("command: [flanneld, --iface=eth0]", "an interface of flannel's", id="a flag of the command"),
    pytest.param("command: [sh, -c, flanneld -iface eth0]", "an interface of flannel's", id="a flag for a shell"),
    pytest.param("args: [--iface=eth0, --iface-regex=e.*]", "", id="flags that the settings take the place of"),
    pytest.param("args: [--ifaces=eth0, --iface-can-reach=8.8.8.8]", "", id="other flags"),
]


@pytest.mark.parametrize(("text", "what"), FLAGS)
def test_a_flag_out_of_reach_is_seen(text: str, what: str) -> None:
    assert found(text) == what


@pytest.mark.parametrize("image", ["''", "null"])
def test_a_container_has_an_image(image: str) -> None:
    assert found(f"initContainers: [{{name: a, image: {image}}}]") == "an image reference"


def test_words_of_prose_are_let_pass_where_no_program_reads_them() -> None:
    planned((document("Job/a", 'metadata: {annotations: {a: "see example.org/a/b, tag:word"}}'),))
