"""What upstream has already gives way to a value, and stands as upstream has it without one."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.files import write_tree
from generator.base.trees import Tree
from tests import upstream
from tests.rendering import Values, at, by_identity_of, items
from tests.upstream import ALL, FLANNELS, Change, Manifests, document, node, node_pod

DIGEST, OTHER = f"sha256:{'0' * 64}", f"sha256:{'1' * 64}"
FLANNEL = "DaemonSet/kube-flannel-ds"
NODE = "DaemonSet/calico-node"
IMAGE = f"{NODE} spec.template.spec.containers.calico-node.image"
NETWORKS = (*((one, "ConfigMap/kube-flannel-cfg") for one in FLANNELS), ("canal", "ConfigMap/canal-config"))


def in_networks(text: str, before: str) -> Change:
    """A text in flannel's and canal's network, before another one."""

    def change(changed: Manifests) -> None:
        for stem, name in NETWORKS:
            data = document(changed, stem, name)["data"]
            assert before in data["net-conf.json"]
            data["net-conf.json"] = data["net-conf.json"].replace(before, f"{text}{before}", 1)

    return change


def with_arguments(*arguments: str) -> Change:
    """Further arguments of flanneld."""
    return lambda changed: node_pod(changed, "kube-flannel")["containers"][0]["args"].extend(arguments)


def with_image(image: str) -> Change:
    """Another image of calico-node, everywhere."""

    def change(changed: Manifests) -> None:
        for stem in ALL:
            node(changed, stem)["image"] = image

    return change


def with_label(changed: Manifests) -> None:
    """A label of calico-node's DaemonSet that the chart adds, too."""
    for stem in ALL:
        found = next(one for one in changed[stem] if one["kind"] == "DaemonSet")
        found["metadata"]["labels"]["app.kubernetes.io/name"] = "own"


class Own(Struct, frozen=True, kw_only=True):
    """What upstream has, the values that are given, and a text that must be in an object, and one that must not."""

    change: Change
    values: Values
    where: str
    has: tuple[str, ...]
    lacks: tuple[str, ...] = ()


MTU = in_networks('"MTU": 1400,\n      ', '"Type"')
IPV6 = in_networks('"EnableIPv6": false,\n  "IPv6Network": "fd00::/48",\n  ', '"Backend"')
IFACE = with_arguments("--iface=eth0", "-iface=eth1", "--iface-regex=eth.*")
FLANNEL_NET = "ConfigMap/kube-flannel-cfg data"
ARGUMENTS = f"{FLANNEL} spec.template.spec.containers.kube-flannel.args"
V6: dict[str, Tree] = {"plugin": "flannel", "podCIDR": "10.1.0.0/16", "podCIDRv6": "fd01::/48"}


def given(**values: Tree) -> Values:
    """Values of calico-node's image."""
    return {"plugin": "calico", "images": {"calicoNode": values}}


OWNS: Mapping[str, Own] = {
    "an MTU": Own(change=MTU, values={"plugin": "flannel"}, where=FLANNEL_NET, has=('"MTU": 1400',)),
    "an MTU, and a value": Own(
        change=MTU,
        values={"plugin": "flannel", "flannel": {"mtu": 1350}},
        where=FLANNEL_NET,
        has=('"MTU": 1350',),
        lacks=("1400",),
    ),
    "an MTU in canal, and a value": Own(
        change=MTU,
        values={"plugin": "canal", "flannel": {"mtu": 1350}},
        where="ConfigMap/canal-config data",
        has=('"MTU": 1350',),
        lacks=("1400",),
    ),
    "IPv6 in the network": Own(
        change=IPV6,
        values={"plugin": "flannel"},
        where=FLANNEL_NET,
        has=('"EnableIPv6": false', '"IPv6Network": "fd00::/48"'),
        lacks=("fd01",),
    ),
    "IPv6 in the network, and a value": Own(
        change=IPV6,
        values=V6,
        where=FLANNEL_NET,
        has=('"EnableIPv6": true', '"IPv6Network": "fd01::/48"'),
        lacks=('"EnableIPv6": false', "fd00"),
    ),
    "an interface": Own(
        change=IFACE,
        values={"plugin": "flannel"},
        where=ARGUMENTS,
        has=("--iface=eth0", "-iface=eth1", "--iface-regex=eth.*"),
    ),
    "an interface, and a value": Own(
        change=IFACE,
        values={"plugin": "flannel", "flannel": {"iface": ["ens3"]}},
        where=ARGUMENTS,
        has=("--iface=ens3", "--iface-regex=eth.*"),
        lacks=("eth0", "eth1"),
    ),
    "an expression for interfaces, and a value": Own(
        change=IFACE,
        values={"plugin": "flannel", "flannel": {"ifaceRegex": ["ens.*"]}},
        where=ARGUMENTS,
        has=("--iface=eth0", "--iface-regex=ens.*"),
        lacks=("eth.*",),
    ),
    "a digest": Own(
        change=with_image(f"quay.io/calico/node:{upstream.LINE.calico}@{DIGEST}"),
        values=given(),
        where=IMAGE,
        has=(f"quay.io/calico/node:{upstream.LINE.calico}@{DIGEST}",),
    ),
    "a digest, and a tag": Own(
        change=with_image(f"quay.io/calico/node:{upstream.LINE.calico}@{DIGEST}"),
        values=given(tag="v9"),
        where=IMAGE,
        has=("quay.io/calico/node:v9",),
        lacks=("@",),
    ),
    "a digest, and a repository": Own(
        change=with_image(f"quay.io/calico/node:{upstream.LINE.calico}@{DIGEST}"),
        values=given(repository="x.io/node"),
        where=IMAGE,
        has=(f"x.io/node:{upstream.LINE.calico}",),
        lacks=("@",),
    ),
    "a digest, and another one": Own(
        change=with_image(f"quay.io/calico/node:{upstream.LINE.calico}@{DIGEST}"),
        values=given(digest=OTHER),
        where=IMAGE,
        has=(f"quay.io/calico/node:{upstream.LINE.calico}@{OTHER}",),
        lacks=(DIGEST,),
    ),
    "a digest alone, and a tag": Own(
        change=with_image(f"quay.io/calico/node@{DIGEST}"),
        values=given(tag="v9", digest=OTHER),
        where=IMAGE,
        has=(f"quay.io/calico/node:v9@{OTHER}",),
        lacks=(DIGEST,),
    ),
    "a digest alone, and a mirror": Own(
        change=with_image(f"quay.io/calico/node@{DIGEST}"),
        values={"plugin": "calico", "imageMirror": {"mode": "flat", "registry": "m.io:5000"}},
        where=IMAGE,
        has=(f"m.io:5000/node@{DIGEST}",),
    ),
    "no tag, and one": Own(
        change=with_image("quay.io/calico/node-extra"),
        values=given(tag="v9"),
        where=IMAGE,
        has=("quay.io/calico/node-extra:v9",),
    ),
    "no tag": Own(change=with_image("busybox"), values=given(), where=IMAGE, has=("busybox",), lacks=(":",)),
    "a label of the chart's": Own(
        change=with_label,
        values={"plugin": "calico"},
        where=f"{NODE} metadata.labels",
        has=("own", "app.kubernetes.io/instance"),
    ),
}


@pytest.mark.parametrize("own", OWNS.values(), ids=OWNS)
def test_a_value_takes_the_place_of_upstreams_own(own: Own, tmp_path: Path) -> None:
    made = upstream.built(own.change, tmp_path)
    write_tree(tmp_path / "rendered", made.chart.files)
    name, _, path = own.where.partition(" ")
    found = str(at(by_identity_of(own.values, tmp_path / "rendered")[name], path))
    assert all(found.count(text) == 1 for text in own.has), found
    assert not any(text in found for text in own.lacks), found


@pytest.mark.parametrize("change", [MTU, IPV6, IFACE, with_label], ids=["an MTU", "IPv6", "interfaces", "a label"])
def test_without_a_value_it_renders_equal(change: Change, tmp_path: Path) -> None:
    assert upstream.parity_faults(upstream.built(change, tmp_path), tmp_path, [*FLANNELS, "canal", "calico"]) == []


def test_flags_keep_their_order(tmp_path: Path) -> None:
    made = upstream.built(IFACE, tmp_path)
    write_tree(tmp_path / "rendered", made.chart.files)
    rendered = by_identity_of({"plugin": "flannel", "flannel": {"iface": ["a", "b"]}}, tmp_path / "rendered")
    found = items(rendered[FLANNEL], "spec.template.spec.containers.kube-flannel.args")
    assert found[-3:] == ["--iface-regex=eth.*", "--iface=a", "--iface=b"]
