"""Image references are taken apart at the right colons, and the release's own images are told from others by name."""

import pytest

from generator.base.errors import ProblemsError
from generator.releases.corrections import correct_images, is_own
from generator.releases.images import Reference, parse_reference
from generator.releases.release import ReleaseSpec

DIGEST = f"sha256:{'0' * 64}"
CALICO = ReleaseSpec(project="calico", version="v3.32.1", files=())

PARTS = {
    "busybox": ("busybox", "", ""),
    "busybox:1.36": ("busybox", "1.36", ""),
    "quay.io/calico/node:v1": ("quay.io/calico/node", "v1", ""),
    "localhost:5000/node": ("localhost:5000/node", "", ""),
    "localhost:5000/node:v1": ("localhost:5000/node", "v1", ""),
    f"a/b@{DIGEST}": ("a/b", "", DIGEST),
    f"a:1/b:v1@{DIGEST}": ("a:1/b", "v1", DIGEST),
}


@pytest.mark.parametrize(("text", "parts"), PARTS.items(), ids=PARTS)
def test_a_reference_is_taken_apart_and_put_together(text: str, parts: tuple[str, str, str]) -> None:
    repository, tag, digest = parts
    assert parse_reference(text) == Reference(repository=repository, tag=tag, digest=digest)
    assert str(parse_reference(text)) == text


# Where references are pulled from, by the grammar that Docker and its registry read them with.
PLACES = {
    "busybox": ("docker.io", "library/busybox"),
    "busybox:1.36": ("docker.io", "library/busybox"),
    "docker.io/busybox:1.36": ("docker.io", "library/busybox"),
    "index.docker.io/busybox": ("docker.io", "library/busybox"),
    "calico/node:v1": ("docker.io", "calico/node"),
    "docker.io/calico/node:v1": ("docker.io", "calico/node"),
    "quay.io/calico/node:v1": ("quay.io", "calico/node"),
    "quay.io/node:v1": ("quay.io", "node"),
    "localhost/calico/node:v1": ("localhost", "calico/node"),
    "localhost/node": ("localhost", "node"),
    "localhost:5000/node:v1": ("localhost:5000", "node"),
    "localhost:5000": ("docker.io", "library/localhost"),
    "localhosts/node": ("docker.io", "localhosts/node"),
    "mirror:5000/calico/node": ("mirror:5000", "calico/node"),
    "mirror/calico/node": ("docker.io", "mirror/calico/node"),
    "Mirror/calico/node": ("Mirror", "calico/node"),
    f"10.0.0.1/calico/node:v1@{DIGEST}": ("10.0.0.1", "calico/node"),
}


@pytest.mark.parametrize(("text", "place"), PLACES.items(), ids=PLACES)
def test_a_reference_says_where_it_is_pulled_from(text: str, place: tuple[str, str]) -> None:
    reference = parse_reference(text)
    assert (reference.host, reference.path) == place


RENAMED = {
    "quay.io/calico/node:v1": "quay.io/calico/ctl:v1",
    "node": "ctl",
    f"localhost:5000/node:v1@{DIGEST}": f"localhost:5000/ctl:v1@{DIGEST}",
}


@pytest.mark.parametrize(("text", "renamed"), RENAMED.items(), ids=RENAMED)
def test_another_image_stands_beside_one(text: str, renamed: str) -> None:
    assert str(parse_reference(text).renamed("ctl")) == renamed


def corrected(image: str) -> str:
    """What becomes of an image in an object of Calico's."""
    document, _ = correct_images(CALICO, "calico", {"kind": "A", "metadata": {"name": "a"}, "image": image})
    return str(document["image"])


OWN = (
    *("node", "cni", "typha", "kube-controllers", "ctl", "apiserver", "csi", "node-driver-registrar"),
    *("pod2daemon-flexvol", "dikastes", "calico"),
)


@pytest.mark.parametrize("name", OWN)
def test_the_releases_own_images_are_put_right(name: str) -> None:
    assert is_own("calico", parse_reference(f"quay.io/calico/{name}:v0"))
    assert corrected(f"quay.io/calico/{name}:v3.32.0") == f"quay.io/calico/{name}:v3.32.1"
    assert corrected(f"calico/{name}:latest") == f"calico/{name}:v3.32.1"


@pytest.mark.parametrize(
    "image",
    [
        "quay.io/calico/envoy-gateway:v1.2.3",
        "quay.io/calico/node-windows:v3.32.0",
        "docker.io/flannel/flannel:v0.24.4",
        "quay.io/other/node:v1",
        "node:v1",
        "quay.io/calico/node/x:v1",
        "quay.io/calico/node:v3.32.1-fips",
        f"quay.io/calico/node@{DIGEST}",
    ],
)
def test_other_images_stay_as_they_are(image: str) -> None:
    assert corrected(image) == image


def test_an_image_of_another_release_that_is_pinned_stops() -> None:
    with pytest.raises(ProblemsError) as caught:
        corrected(f"calico/node:v3.0.0@{DIGEST}")
    assert str(caught.value) == (
        f"calico v3.32.1 > calico > A/a > image: expected an image of the release, calico/node:v3.32.1, "
        f"found calico/node:v3.0.0@{DIGEST}; "
        "see what upstream means, and correct tag and digest in a copy of the manifest"
    )
