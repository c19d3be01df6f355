"""What is odd in a release, though nothing stops at it, is said by `update`: copies, gaps, images of others."""

from collections.abc import Mapping, Sequence

from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import read_lines
from generator.releases.release import Document, Release
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


def test_the_releases_of_the_lines_have_images_of_others_at_the_most() -> None:
    for line in read_lines():
        for one in take_in(line):
            found = list(signals(one, FEATURES.points(one.project)))
            assert all(": left as they are: the images beside its own, " in text for text in found)
