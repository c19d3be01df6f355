"""A new release that nothing reaches, or that is not what it says, stops the build: images, namespaces, copies."""

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests import upstream
from tests.learn.test_upstream_refusals import CONTAINER, NODE, set_env
from tests.upstream import ALL, CALICO, CANAL, FLANNELS, OWN, Change, Manifests, document, node_pod


def in_env(name: str, value: str) -> Change:
    """A new variable of calico-node in every manifest."""
    return lambda changed: set_env(changed, ALL, name, value)


def add_volume(volume: Mapping[str, Any]) -> Change:
    """A new volume of calico-node's pods in every manifest."""

    def change(changed: Manifests) -> None:
        for stem in ALL:
            node_pod(changed, stem)["volumes"].append(dict(volume))

    return change


def add_flag(*flags: str) -> Change:
    """Further arguments of flanneld."""
    return lambda changed: node_pod(changed, "kube-flannel")["containers"][0]["args"].extend(flags)


def add_conversion(changed: Manifests) -> None:
    """A CRD that a Service in kube-system converts."""
    conversion = {"webhook": {"clientConfig": {"service": {"name": "new", "namespace": "kube-system"}}}}
    for stem in ALL:
        for crd in (one for one in changed[stem] if one["kind"] == "CustomResourceDefinition"):
            crd["spec"]["conversion"] = conversion


def copied(source: str, stem: str) -> Change:
    """The documents of another manifest in one."""
    return lambda changed: changed.update({stem: copy.deepcopy(changed[source])})


def label_one(changed: Manifests) -> None:
    """A label that the chart adds, in one manifest."""
    document(changed, "calico-bpf", NODE)["metadata"]["labels"]["app.kubernetes.io/name"] = "own"


def other_text(stem: str, name: str, before: str, after: str) -> Change:
    """Another text in the data of a ConfigMap of one manifest, or of both of flannel's."""

    def change(changed: Manifests) -> None:
        for one in FLANNELS if stem in FLANNELS else (stem,):
            data = document(changed, one, f"ConfigMap/{name}")["data"]
            data.update({key: text.replace(before, after) for key, text in data.items()})
            assert any(after in text for text in data.values())

    return change


def add_to_canal(key: str, *arguments: str) -> Change:
    """Further arguments or parts of the command of flannel in canal's manifests."""

    def change(changed: Manifests) -> None:
        for stem in CANAL:
            [flannel] = [one for one in node_pod(changed, stem)["containers"] if "flannel" in one["name"]]
            flannel.setdefault(key, []).extend(arguments)

    return change


def assign_addresses(changed: Manifests) -> None:
    """What dual stack puts into Calico's configuration."""
    ipam = '"type": "calico-ipam"'
    for stem in OWN:
        data = document(changed, stem, "ConfigMap/calico-config")["data"]
        data["cni_network_config"] = data["cni_network_config"].replace(ipam, f'"assign_ipv4": "true",\n {ipam}')


def set_image(image: Any) -> Change:
    """Another image of the first init container in every manifest."""

    def change(changed: Manifests) -> None:
        for stem in ALL:
            node_pod(changed, stem)["initContainers"][0]["image"] = image

    return change


# Variables of calico-node, and what each of them holds.
UNSEEN = (
    *(("NEW", image, "an image reference") for image in ("calico/node:latest", "busybox:1.36", "quay.io/calico/node")),
    *(("NEW", image, "an image reference") for image in ("localhost:5000/x:latest", "nginx:stable", "redis:7-alpine")),
    *(("NEW", image, "an image reference") for image in ("registry.k8s.io/pause", "docker.io/library/busybox")),
    ("NEW", f"busybox@sha256:{'0' * 64}", "an image reference"),
    ("SIDECAR_IMAGE", "busybox", "an image reference"),
    ("POD_NS", "kube-system", "a namespace"),
    ("POD_NAMESPACE", "elsewhere", "a namespace"),
    ("NEW", "kube-system", "a namespace"),
    ("NEW", "calico-typha.kube-system.svc:5473", "a namespace"),
    ("NEW", "system:serviceaccount:kube-system:calico-node", "a namespace"),
)
NO_REFERENCE = "which is not [host/]name[:tag][@digest] with a dot or a port in the host"
NO_REFERENCES = ("busybox:", "bar_baz.qux", "localhost/x", "Quay.io/x y")
# Texts of an MTU in one manifest that the setting cannot take the place of.
_MTU, _TYPE = '"mtu": __CNI_MTU__,', '"Type": "vxlan"'
MTUS = ('"mtu":1440,', '"mtu": "1440",', '"mtu" : 1440,', '"MTU": 1440,', '"mtu": 1440, "x": 1,', '"mtu": __MTU__,')
ODD_IMAGES: tuple[tuple[Any, str], ...] = (
    *((image, f"the image {image!r}, {NO_REFERENCE}") for image in NO_REFERENCES),
    (["x"], "no container with an image"),
    (None, "no container with an image"),
    ({}, "no container with an image"),
)

STOPS = [
    *(
        pytest.param(
            in_env(name, value),
            f"calico > {CONTAINER}.env[{name}].value: expected a setting for {what}, found {value!r} in ",
            id=f"a variable {name}={value}",
        )
        for name, value, what in UNSEEN
    ),
    pytest.param(
        add_volume({"name": "new", "image": {"reference": "busybox"}}),
        "spec.template.spec.volumes[new].image.reference: expected a setting for an image reference, found 'busybox'",
        id="an image as a volume",
    ),
    pytest.param(
        add_flag("--leader-elect-namespace=kube-flannel"),
        "args[--leader-elect-namespace=kube-flannel]: expected a setting for a namespace, found '--leader",
        id="a namespace of the release among the arguments",
    ),
    pytest.param(
        add_conversion,
        "> spec.conversion.webhook.clientConfig.service.namespace: expected a setting for a namespace",
        id="a namespace in a CRD",
    ),
    pytest.param(
        copied("calico", "calico-vxlan"),
        f"{CALICO} > calico-vxlan: expected other objects than those of calico, for backend=vxlan, found a copy; "
        "see whether upstream published the wrong file",
        id="a manifest that is a copy of another",
    ),
    pytest.param(
        copied("calico-typha", "calico-policy-only"),
        f"{CALICO} > calico-policy-only: expected other objects than those of calico-typha, for policyOnly=true, found",
        id="a manifest that is a copy of another but the first",
    ),
    pytest.param(
        label_one,
        f"{NODE} > metadata: expected app.kubernetes.io/name in all variants or in none, "
        "found one only where dataplane=bpf",
        id="a label of the chart's in one variant only",
    ),
    pytest.param(
        add_flag("--iface", "eth0"),
        "args: expected no --iface, found one; override it",
        id="a flag and its value apart",
    ),
    *(
        pytest.param(
            other_text("calico-bpf", "calico-config", _MTU, text),
            f": expected a setting for an MTU, found '      {text}' in calico-bpf, which no setting changes; ",
            id=f"an MTU {text}",
        )
        for text in MTUS
    ),
    pytest.param(
        other_text("calico-bpf", "calico-config", _MTU, '"mtu": 1440 ,'),
        "setting calico.mtu > ConfigMap/calico-config > data.cni_network_config",
        id="an MTU with a blank behind it",
    ),
    pytest.param(
        other_text("kube-flannel", "kube-flannel-cfg", _TYPE, f'{_TYPE}, "mtu": 1400'),
        "expected a place at which it can put in MTU, found a JSON object whose 'mtu' is 'MTU' to Go",
        id="an MTU of flannel's in small letters",
    ),
    pytest.param(
        other_text("kube-flannel", "kube-flannel-cfg", _TYPE, f'"MTU": 1, {_TYPE}, "MTU": 1400'),
        "> data[net-conf.json]: expected each member of a JSON object once, in upper or lower case, found 'MTU'",
        id="an MTU of flannel's twice",
    ),
    pytest.param(
        add_flag("-iface", "eth0"),
        "args.-iface: expected a setting for an interface of flannel's, found '-iface' in kube-flannel, ",
        id="a flag with one dash and its value apart",
    ),
    pytest.param(
        add_to_canal("command", "--iface=eth0"),
        "command[--iface=eth0]: expected a setting for an interface of flannel's, found",
        id="a flag in the command",
    ),
    pytest.param(add_to_canal("args", "--iface=eth0"), "expected no args, found one", id="a flag where none was"),
    pytest.param(
        assign_addresses,
        'found a text that has a line \'"assign_ipv4": "true",\' already',
        id="a line that a setting puts in",
    ),
    *(
        pytest.param(set_image(image), f"found {found}, in calico, calico-typha, ", id=f"an image {image!r}")
        for image, found in ODD_IMAGES
    ),
]


@pytest.mark.parametrize(("change", "message"), STOPS)
def test_it_stops_and_says_where(change: Change, message: str, tmp_path: Path) -> None:
    assert message in upstream.stopped(change, tmp_path)
