"""Makes edits that are slips: a value of another type, a key renamed, a list in another order, and slips in
the text.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any
from zlib import crc32

from tests.upstream import ALL, Manifests, node, node_pod
from tests.upstream_edits import (
    ANNOTATIONS,
    IMAGES,
    LABELS,
    NAMESPACES,
    ODD_IMAGES,
    TEXTS,
    VALUES,
    Edit,
    anywhere,
    argument,
    configuration,
    copied_manifest,
    doubled_object,
    dropped_object,
    everywhere,
    image,
    metadata,
    named_everywhere,
    network,
    new_kind,
    new_object,
    renamed_container,
    replaced_metadata,
    replicas,
    retagged,
    rule,
    sidecar,
    some,
    variable,
    volume,
)

Slip = Callable[[bytes, Random], bytes]


def other_value(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a value of another type somewhere in one manifest."""
    held, key = anywhere(changed, random)
    held[key] = random.choice(VALUES)
    return []


def other_text(changed: Manifests, random: Random) -> Sequence[str]:
    """Another text somewhere in one manifest."""
    held, key = anywhere(changed, random, leaf=True)
    held[key] = random.choice(TEXTS)
    return []


def other_everywhere(changed: Manifests, random: Random) -> Sequence[str]:
    """Another scalar at a place of an object, in each manifest that has it."""
    objects = named_everywhere(changed, random)
    number = random.randrange(1000)
    for one in objects:
        spots = [spot for spot in everywhere(one) if not isinstance(spot[0][spot[1]], dict | list)]
        held, key = spots[number % len(spots)]
        held[key] = "other" if isinstance(held[key], str) else 7
    return []


def dropped_value(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a key or an item less in one manifest."""
    held, key = anywhere(changed, random)
    del held[key]
    return []


def renamed_key(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a key with another name in one manifest."""
    held, key = anywhere(changed, random)
    if isinstance(held, dict):
        held[f"{key}X"] = held.pop(key)
    return []


def reordered(changed: Manifests, random: Random) -> Sequence[str]:
    """Variables, arguments or volumes in another order."""
    salt, key = random.random(), random.choice(("env", "volumes"))
    for stem in some(random):
        held = node(changed, stem) if key == "env" else node_pod(changed, stem)
        held[key].sort(key=lambda one: crc32(f"{salt}{one['name']}".encode()))
    return []


def doubled_item(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a variable twice."""
    number = random.randrange(5)
    for stem in some(random):
        node(changed, stem)["env"].append(dict(node(changed, stem)["env"][number]))
    return []


def dropped_variable(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a variable of calico-node less."""
    number = random.randrange(12)
    for stem in some(random):
        node(changed, stem)["env"].pop(number)
    return []


def changed_variable(changed: Manifests, random: Random) -> Sequence[str]:
    """Another value of a variable that manifests have."""
    names = [one["name"] for one in node(changed, "calico")["env"] if "value" in one]
    name, value = random.choice(names), random.choice(("other", "true", "1"))
    for one in (one for stem in some(random) for one in node(changed, stem)["env"] if one["name"] == name):
        one["value"] = value
    return []


def swapped(changed: Manifests, random: Random) -> Sequence[str]:
    """Return the variables of two manifests exchanged."""
    one, other = random.sample(ALL, 2)
    first, second = node(changed, one), node(changed, other)
    first["env"], second["env"] = second["env"], first["env"]
    return []


def other_crd(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a CRD with another text or label, in one manifest or in all that have it."""
    stems = [stem for stem in ALL if changed[stem][-1]["kind"] == "CustomResourceDefinition"]
    key, value = random.choice((("new", True), ("labels", {"a": "b"}), ("conversion", {"namespace": "kube-system"})))
    for stem in random.choice((stems, stems, stems[:1])):
        crd = changed[stem][-1]
        crd["metadata" if key == "labels" else "spec"][key] = value
    return ["kube-system"] if key == "conversion" else []


def pod_field(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a field of calico-node's pods or container that settings or the chart care for, or that nobody does."""
    fields: tuple[tuple[str, Any], ...] = (
        ("imagePullSecrets", [{"name": "own"}]),
        ("priorityClassName", "high"),
        ("dnsPolicy", "ClusterFirstWithHostNet"),
        ("tolerations", [{"operator": "Exists", "effect": "NoSchedule"}]),
        ("nodeSelector", {"a": "b"}),
    )
    key, value = random.choice(fields)
    for stem in some(random):
        node_pod(changed, stem)[key] = value
    return []


def container_field(changed: Manifests, random: Random) -> Sequence[str]:
    """Return a field of the container calico-node."""
    fields: tuple[tuple[str, Any], ...] = (
        ("imagePullPolicy", "Always"),
        ("resources", {"limits": {"cpu": "1"}}),
        ("livenessProbe", None),
        ("ports", [{"name": "new", "containerPort": 9}]),
    )
    key, value = random.choice(fields)
    for stem in some(random):
        node(changed, stem)[key] = value
    return []


_MTU = (('"mtu": 1500', '"mtu": 1440'), ('"mtu": __CNI_MTU__', '"mtu": 1440'), ("veth_mtu", "mtu"))
_TYPE = '"Type": "vxlan"'

EDITS: Mapping[str, Edit] = {
    "a variable": variable(("NEW",), TEXTS[:4], planted=False),
    "a variable with an image": variable(("NEW", "SIDECAR_IMAGE"), IMAGES, planted=True),
    "a variable with a namespace": variable(("NEW", "POD_NS"), NAMESPACES, planted=True),
    "a variable with a network": variable(("NEW",), ("10.244.0.0/16", "a=192.168.0.0/16,b"), planted=True),
    "a variable that settings set": variable(("CALICO_IPV4POOL_CIDR", "IP6"), ("10.9.0.0/16",), planted=False),
    "another value of a variable": changed_variable,
    "a variable less": dropped_variable,
    "a variable twice": doubled_item,
    "variables of two manifests exchanged": swapped,
    "an argument": argument(("--new=1", "--iface=eth0", "-iface=eth0", "--iface-regex=e.*"), planted=False),
    "an argument with an image": argument(tuple(f"--image={one}" for one in IMAGES), planted=True),
    "an argument with a namespace": argument(("--namespace=kube-system", "--in=kube-flannel"), planted=True),
    "a label": metadata("labels", LABELS),
    "an annotation": metadata("annotations", ANNOTATIONS),
    "labels or annotations that are none": replaced_metadata,
    "another image": image(("quay.io/other/x:v1", "docker.io/a:v1", "busybox:1.36")),
    "an odd image": image(ODD_IMAGES),
    "another tag": retagged((":v0.0.1", ":latest", "")),
    "a digest": retagged((f"@sha256:{'0' * 64}", f":v3.32.1@sha256:{'1' * 64}")),
    "a volume": volume,
    "a container": sidecar,
    "another name of a container": renamed_container,
    "a field of the pods": pod_field,
    "a field of the container": container_field,
    "an RBAC rule": rule,
    "an object": new_object,
    "an object of a new kind": new_kind,
    "an object less": dropped_object,
    "an object twice": doubled_object,
    "a manifest copied": copied_manifest,
    "other replicas": replicas,
    "another MTU": configuration(_MTU),
    "another configuration": configuration((('"type": "calico"', '"new": 1,\n "type": "calico"'), ("usePodCidr", "x"))),
    "another network": network(
        (
            (_TYPE, f'"MTU": 1400, {_TYPE}'),
            (_TYPE, '"Type": "host-gw"'),
            ('"Backend"', '"EnableIPv6": true, "IPv6Network": "fd00::/48", "Backend"'),
            ("10.244.0.0/16", "10.9.0.0/16"),
            ('"Network"', '"Net"'),
            (_TYPE, f"{_TYPE},"),
        )
    ),
    "another value": other_value,
    "another text": other_text,
    "another value everywhere": other_everywhere,
    "a value less": dropped_value,
    "a key renamed": renamed_key,
    "another order": reordered,
    "another CRD": other_crd,
}


def _after(pattern: bytes, text: bytes) -> Slip:
    """Return a text behind one that every manifest has, at one of its places."""

    def slip(body: bytes, random: Random) -> bytes:
        parts = body.split(pattern)
        at = random.randrange(1, len(parts))
        return pattern.join(parts[:at]) + pattern + text + pattern.join(parts[at:])

    return slip


SLIPS: Mapping[str, Slip] = {
    "a file cut off": lambda body, random: body[: random.randrange(len(body) // 2, len(body))],
    "an empty file": lambda _, random: random.choice((b"", b"---\n", b"# nothing\n", b"<html></html>")),
    "no UTF-8": lambda body, random: body.replace(b"name: ", random.choice((b"name: \xff", b"\xfe: ")), 1),
    "nested too deep": lambda body, random: body + b"---\na: " + random.choice((b"{a: ", b"[")) * 100_000,
    "an anchor": _after(b"kind: ", b"&a "),
    "a tag of YAML's": _after(b"name: ", b"!!binary "),
    "a key twice": _after(b"\nmetadata:\n", b"  name: a\n  name: b\n"),
    "a tab": _after(b"\nmetadata:\n", b"\tname: a\n"),
    "no line between documents": lambda body, _: body.replace(b"\n---\n", b"\n"),
}
