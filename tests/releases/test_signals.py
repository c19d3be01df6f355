"""What is odd in a release, though nothing stops at it, is said by `update`: copies, gaps, images of others."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import read_lines
from generator.releases.parameters import UNTYPED, Parameter
from generator.releases.release import Correction, Document, Release
from generator.releases.signals import signals


def release(documents: Mapping[str, Sequence[Document]]) -> Release:
    """A release of Calico's with these manifests."""
    return Release(
        project="calico",
        version="v3.32.1",
        documents={stem: tuple(found) for stem, found in documents.items()},
        crds=(),
        crd_variants=frozenset(),
        corrected={},
    )


def named(name: str, **more: str) -> Document:
    """An object of that name."""
    return {"kind": "A", "metadata": {"name": name}, **more}


def said(documents: Mapping[str, Sequence[Document]]) -> list[str]:
    """What is said of these manifests, the release's name left out."""
    return [line.removeprefix("calico v3.32.1") for line in signals(release(documents), documents)]


def test_manifests_that_differ_are_not_worth_a_word() -> None:
    assert said({"a": [named("x")], "b": [named("x", of="b")], "c": [named("x"), named("y")]}) == []


def test_a_copy_of_another_manifest_is_said() -> None:
    assert said({"a": [named("x")], "b": [named("x")], "c": [named("x"), named("y")]}) == [" > b: a copy of a"]


def test_an_object_that_one_manifest_lacks_is_said() -> None:
    objects = {stem: [named("x"), named("y", of=stem)] for stem in ("a", "b", "c")}
    objects["b"] = [named("y")]
    assert said(objects) == [" > b: has no A/x, which all others have"]


def test_images_of_others_are_said_once() -> None:
    images = {"a": [named("x", image="quay.io/calico/node:v3.32.1")], "b": [named("x", image="calico/envoy:v1")]}
    assert said({**images, "c": [named("x", image="calico/envoy:v1", of="c")]}) == [
        ": left as they are: the images beside its own, calico/envoy:v1"
    ]


def corrected(**tags: str) -> list[str]:
    """What is said of a release whose variant `a` has images with these tags, and whose add-on `b` has others."""
    names = {stem: f"quay.io/calico/node:{tag}" for stem, tag in tags.items()}
    corrections = {stem: (Correction(where=stem, image=name, corrected="x"),) for stem, name in names.items()}
    return list(signals(replace(release({"a": [named("x")]}), corrected=corrections), ["a"]))


def test_a_release_with_the_tags_of_a_branch_is_a_preview() -> None:
    assert corrected(a="release-v3.33") == [
        "calico v3.32.1: a preview, no line to ship: its images have the tags of branches, release-v3.33"
    ]


def test_a_tag_of_another_release_or_one_of_an_addon_makes_no_preview() -> None:
    assert corrected(a="v3.32.0", b="master") == []


def pod(image: str) -> Document:
    """A Pod that runs an image."""
    return {"kind": "Pod", "metadata": {"name": "calicoctl"}, "spec": {"containers": [{"name": "ctl", "image": image}]}}


def test_a_container_with_two_images_of_the_release_is_said() -> None:
    both = {"a": [pod("quay.io/calico/calico:v3.32.1")], "b": [pod("quay.io/calico/ctl:v3.32.1")]}
    assert said(both) == [
        " > Pod/calicoctl > ctl: runs quay.io/calico/calico in a, and quay.io/calico/ctl in b; one may not be published"
    ]
    one = "docker.io/calico/ctl:v3.32.1"
    assert said({"a": [pod(one)], "b": [pod("calico/ctl:v3.32.1"), named("x")]}) == []


def test_a_parameter_in_unknown_words_is_said() -> None:
    colour = Parameter(name="sky", env="FELIX_SKY", type=UNTYPED, wording="A colour")
    own = replace(colour, name="own", env="FELIX_OWN", local=True)
    made = replace(release({"a": [named("x")]}), parameters=(colour, own), parameters_file="config-params.json")
    assert list(signals(made, ["a"])) == [
        "calico v3.32.1 > config-params.json > sky: takes any text or number, as these words are not known: A colour"
    ]


def test_the_releases_of_the_lines_have_images_of_others_at_the_most() -> None:
    for line in read_lines():
        for one in take_in(line):
            found = list(signals(one, FEATURES.points(one.project)))
            assert all(": left as they are: the images beside its own, " in text for text in found)
