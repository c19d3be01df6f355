"""No image escapes a mirror: every scenario in every mode, every string of every object searched for other hosts."""

import re
from collections.abc import Sequence

import pytest

from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.releases.release import Document
from generator.rows.roles import ROLES
from tests.builds import current
from tests.rendering import (
    SCENARIOS,
    Values,
    by_identity,
    containers,
    mapping,
    overlay,
    rendered,
    scenario,
    strings,
    without_crds,
)

MIRROR = "mirror.test:5000/cni"
MODES: dict[str, dict[str, Tree]] = {
    "replace": {"mode": "replace", "registry": MIRROR},
    "prefix": {"mode": "prefix", "registry": MIRROR},
    "flat": {"mode": "flat", "registry": MIRROR},
}

# host/path:tag, wherever it stands; and hosts that images are known to come from.
REFERENCE = re.compile(r"[\w.-]+(?::\d+)?(?:/[\w.-]+)+(?::\w[\w.-]*|@sha256:[0-9a-f]+)")
KNOWN_HOST = re.compile(r"\b(?:quay\.io|docker\.io|ghcr\.io|gcr\.io|registry\.k8s\.io|ecr\.aws|aliyuncs\.com)\b")
MIRRORED = re.compile(rf"{re.escape(MIRROR)}(?:/[\w.-]+)+:\w[\w.-]*(?:@sha256:[0-9a-f]+)?")

# One image of each host, as upstream names it, in the three modes.
EXACT = {
    "quay.io/calico/node:v3.32.1": ("calico/node:v3.32.1", "quay.io/calico/node:v3.32.1", "node:v3.32.1"),
    "docker.io/flannel/flannel:v0.24.4": (
        "flannel/flannel:v0.24.4",
        "docker.io/flannel/flannel:v0.24.4",
        "flannel:v0.24.4",
    ),
    "ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3": (
        "flannel-io/flannel-cni-plugin:v1.9.1-flannel3",
        "ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3",
        "flannel-cni-plugin:v1.9.1-flannel3",
    ),
}


def mirrored(reference: str, mode: str) -> str:
    """The reference behind the mirror of these tests."""
    path = {"replace": reference.partition("/")[2], "prefix": reference, "flat": reference.rpartition("/")[2]}[mode]
    return f"{MIRROR}/{path}"


def values_of(name: str, mirror: Values) -> dict[str, Tree]:
    """A scenario behind another mirror, with upstream's images and without the CRDs, which name none."""
    values = {key: value for key, value in scenario(name).items() if key not in {"imageMirror", "images"}}
    return without_crds({**values, "imageMirror": dict(mirror)})


def references(documents: Sequence[Document]) -> dict[str, str]:
    """The image of each container, by its place; a hash behind the Job's name is left out."""
    return {re.sub(r"-[0-9a-f]{8}\b", "", place): str(container["image"]) for place, container in containers(documents)}


def escaping(documents: Sequence[Document]) -> list[str]:
    """The strings that name an image, or a host of images, outside the mirror."""
    elsewhere = ((place, MIRRORED.sub("", text)) for place, text in strings(documents))
    return [f"{place}: {text}" for place, text in elsewhere if REFERENCE.search(text) or KNOWN_HOST.search(text)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SCENARIOS)
def test_every_image_goes_through_the_mirror(name: str, mode: str) -> None:
    upstreams = references(rendered(values_of(name, {})))
    documents = rendered(values_of(name, MODES[mode]))
    assert references(documents) == {place: mirrored(image, mode) for place, image in upstreams.items()}
    assert escaping(documents) == []


def test_no_object_of_a_variant_with_crds_names_an_image_elsewhere() -> None:
    values = overlay(scenario("calico-typha"), {"imageMirror": MODES["flat"]})
    assert escaping(rendered(values)) == []


@pytest.mark.parametrize(("name", "images"), [("kube-flannel", 1), ("calico", 3), ("canal-etcd", 5)])
def test_an_image_that_escapes_is_seen(name: str, images: int) -> None:
    assert len(escaping(rendered(values_of(name, {})))) >= images


@pytest.mark.parametrize(
    "text", ["--image=quay.io/calico/node:v1", f"{MIRROR}/node:v1,docker.io/flannel", "calico/node:v1", "quay.io"]
)
def test_an_image_that_escapes_in_an_argument_is_seen(text: str) -> None:
    args: Document = {"kind": "Pod", "metadata": {"name": "probe"}, "args": [text]}
    assert escaping([args]) != []


@pytest.mark.parametrize(
    "text", [f"--image={MIRROR}/quay.io/calico/node:v1", "https://10.0.0.1:2379", "/opt/cni/bin", "kubernetes.io/os"]
)
def test_another_text_is_no_image_elsewhere(text: str) -> None:
    args: Document = {"kind": "Pod", "metadata": {"name": "probe"}, "args": [text]}
    assert escaping([args]) == []


@pytest.mark.parametrize("number", range(3))
@pytest.mark.parametrize("reference", EXACT)
def test_the_references_are_exactly(reference: str, number: int) -> None:
    mode = list(MODES)[number]
    names = ("kube-flannel", "calico", "canal")
    images = {image for name in names for image in references(rendered(values_of(name, MODES[mode]))).values()}
    assert f"{MIRROR}/{EXACT[reference][number]}" in images


def test_the_registry_of_aliyun_takes_names_only() -> None:
    documents = rendered(scenario("mirror-flat"))
    assert set(references(documents).values()) == {
        "registry.cn-shanghai.aliyuncs.com/gcr-k8s/flannel-cni-plugin:v1.9.1-flannel3",
        "registry.cn-shanghai.aliyuncs.com/gcr-k8s/flannel:v0.28.9",
    }


def test_a_map_of_hosts_is_enough() -> None:
    hosts: dict[str, Tree] = {"quay.io": "one.test/x", "docker.io": "two.test:5000"}
    images = set(references(rendered(values_of("canal", {"mode": "replace", "hosts": hosts}))).values())
    assert {image.partition("/")[0] for image in images} == {"one.test", "two.test:5000"}
    assert "one.test/x/calico/node:v3.32.1" in images


def test_a_host_in_the_map_wins_over_the_registry() -> None:
    mirror = overlay(dict(MODES["replace"]), {"hosts": {"quay.io": "one.test"}})
    images = set(references(rendered(values_of("canal", mirror))).values())
    assert {image.partition("/")[0] for image in images} == {"one.test", MIRROR.partition("/")[0]}


def test_a_repository_of_ones_own_is_not_mirrored() -> None:
    own: Tree = {"images": {"calicoNode": {"repository": "own.test/node", "tag": "v1", "pullPolicy": "Never"}}}
    documents = rendered(overlay(values_of("calico", MODES["flat"]), own))
    nodes = [container for _, container in containers(documents) if str(container["image"]).startswith("own.test")]
    assert {(container["image"], container["imagePullPolicy"]) for container in nodes} == {
        ("own.test/node:v1", "Never")
    }
    assert len(nodes) == 2


def test_a_tag_and_a_digest_of_ones_own_go_through_the_mirror() -> None:
    digest = f"sha256:{'0123456789abcdef' * 4}"
    own: Tree = {"images": {"calicoNode": {"tag": "v1", "digest": digest}}}
    images = set(references(rendered(overlay(values_of("calico", MODES["flat"]), own))).values())
    assert f"{MIRROR}/node:v1@{digest}" in images


def test_every_role_names_the_images_that_variants_and_addons_use() -> None:
    every = (*FEATURES.variants, *FEATURES.addons)
    images = {image for name in every for image in references(rendered(values_of(name, {}))).values()}
    images |= {reference for role in ROLES for reference in role.references}  # those that the chart itself adds
    images |= {reference for role in ROLES if role.like for reference in current().catalogue.roles[role.key]}
    assert images == {reference for references in current().catalogue.roles.values() for reference in references}


@pytest.mark.parametrize("key", ["imageRegistry", "systemDefaultRegistry"])
def test_a_registry_for_all_charts_replaces_the_host(key: str) -> None:
    images = references(rendered({**values_of("canal", {}), "global": {key: "reg.test/x"}}))
    upstreams = references(rendered(values_of("canal", {})))
    assert images == {place: f"reg.test/x/{image.partition('/')[2]}" for place, image in upstreams.items()}


def test_the_charts_own_mirror_wins_over_a_registry_for_all_charts() -> None:
    values = overlay(values_of("canal", MODES["flat"]), {"global": {"imageRegistry": "reg.test"}})
    assert references(rendered(values)) == references(rendered(values_of("canal", MODES["flat"])))


def test_pull_secrets_for_all_charts_stand_beside_the_charts_own() -> None:
    values: Values = {"imagePullSecrets": ["own"], "global": {"imagePullSecrets": ["all", {"name": "own"}]}}
    pod = mapping(by_identity(values)["DaemonSet/kube-flannel-ds"], "spec.template.spec")
    assert pod["imagePullSecrets"] == [{"name": "own"}, {"name": "all"}]
