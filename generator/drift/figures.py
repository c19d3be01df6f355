"""Sums a side up in numbers: objects, permissions, images, definitions, validation rules, values."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.drift import cel
from generator.drift.change import Figure, Side
from generator.drift.crds import definitions
from generator.drift.kubernetes import oldest_needed
from generator.drift.rbac import permissions
from generator.drift.values import values_of
from generator.releases.images import image_references
from generator.releases.release import Document, named

_Count = Callable[[Sequence[Document]], int]

_OF_VARIANTS: Mapping[str, _Count] = {
    "objects": len,
    "permissions": lambda documents: len(permissions(named(documents))),
    "images": lambda documents: len({*image_references([*documents])}),
}


def _variants(side: Side) -> Iterator[tuple[str, Sequence[Document]]]:
    for stem, manifest in side.features.variants.items():
        if stem in (documents := side.release(manifest.project).documents):
            yield stem, documents[stem]


def _counted(side: Side) -> dict[str, str]:
    """Return every figure of a side by its name."""
    crds = definitions(side)
    needed = oldest_needed(side)
    return {
        **{
            f"{name} of {stem}": str(count(documents))
            for name, count in _OF_VARIANTS.items()
            for stem, documents in _variants(side)
        },
        "CRDs": str(len(crds)),
        "validation rules of CRDs": str(sum(1 for crd in crds.values() for _ in cel.validations(crd))),
        "Kubernetes that validation rules need": cel.shown(needed) if needed else "any",
        **({"Kubernetes that helm installs on": side.line.kubernetes} if side.line.kubernetes else {}),
        **({"values": str(len(values_of(side.build)))} if side.build else {}),
    }


def figures(before: Side, after: Side) -> tuple[Figure, ...]:
    """Return the figures that both sides have."""
    left, right = _counted(before), _counted(after)
    return tuple(Figure(name=name, before=left[name], after=right[name]) for name in left if name in right)
