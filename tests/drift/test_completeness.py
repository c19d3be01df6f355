"""No part of upstream's manifests changes without being seen: every leaf of every object is looked at by a class."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import pytest

from generator.base.trees import Steps, Tree, leaves
from generator.drift.compare import CLASSES, Comparison
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import choose_line
from generator.releases.release import Document, identity
from tests.drifting import edited, side

# One leaf in so many; which ones is the same in every run.
_SHARE = 3


@cache
def objects() -> Mapping[str, Document]:
    """The objects of all variants of the current line, each once, by kind and name, and two CRDs."""
    found: dict[str, Document] = {}
    for release in take_in(choose_line(None, None)):
        for stem in FEATURES.points(release.project):
            for document in release.documents[stem]:
                found.setdefault(identity(document), document)
    return found


@cache
def definitions() -> Mapping[str, Document]:
    """The CRDs of the current line."""
    _, calico = take_in(choose_line(None, None))
    return {identity(document): document for document in calico.crds}


def another(value: Tree) -> Tree:
    """Another value than a leaf's."""
    return (
        not value if isinstance(value, bool) else f"{value}x" if isinstance(value, str) else [] if value == {} else 77
    )


def edits(document: Document, share: int) -> Iterator[tuple[Steps, Document]]:
    """The object with one leaf changed, one in so many leaves; the name and the kind make another object."""
    for steps, value in leaves(document):
        chosen = zlib.crc32(".".join(steps).encode()) % share == 0
        if chosen and steps not in {("kind",), ("metadata", "name")}:
            yield steps, edited(document, steps, another(value))


def seen(before: Document, after: Document, classes: Mapping[str, Comparison]) -> bool:
    """Whether a class sees what differs between two objects."""
    crd = before["kind"] == "CustomResourceDefinition"
    left, right = (side({} if crd else {"one": [one]}, [one] if crd else ()) for one in (before, after))
    return any(next(iter(comparison(left, right)), None) for comparison in classes.values())


def unseen(documents: Sequence[Document], share: int, classes: Mapping[str, Comparison]) -> list[str]:
    """The leaves whose change nobody sees."""
    return [
        f"{identity(document)} > {'.'.join(steps)}"
        for document in documents
        for steps, after in edits(document, share)
        if not seen(document, after, classes)
    ]


def test_a_change_of_any_leaf_of_an_object_is_seen() -> None:
    assert unseen([*objects().values()], _SHARE, CLASSES) == []


def test_a_change_of_any_leaf_of_a_definition_is_seen() -> None:
    assert unseen([*definitions().values()], 60, CLASSES) == []


WITHOUT = {
    "images": "Deployment/calico-kube-controllers",
    "rbac": "ClusterRole/calico-node",
    "pods": "DaemonSet/calico-node",
    "configuration": "ConfigMap/calico-config",
    "documents": "ServiceAccount/calico-node",
    "crds": "CustomResourceDefinition/ippools.crd.projectcalico.org",
}


@pytest.mark.parametrize(("left_out", "name"), WITHOUT.items())
def test_without_a_class_changes_go_unseen(left_out: str, name: str) -> None:
    others = {label: comparison for label, comparison in CLASSES.items() if label != left_out}
    document = {**objects(), **definitions()}[name]
    assert unseen([document], 1, others)
