"""Finds what is worth a look in a release's manifests, although nothing stops at it."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from generator.base.trees import canonical
from generator.releases.companions import gaps
from generator.releases.corrections import is_own
from generator.releases.images import image_references, parse_reference
from generator.releases.release import Release, identity, stem_of

_LEAST = 3  # if two variants differ, each lacks what the other has


def _beside(release: Release) -> Iterator[str]:
    """Yield images that the release does not build itself: their tags are left as they are."""
    every = (reference for documents in release.documents.values() for reference in image_references([*documents]))
    others = {one for one in every if not is_own(release.project, parse_reference(one))}
    if others:
        yield f"{release.name}: left as they are: the images beside its own, {', '.join(sorted(others))}"


def _copies(release: Release, stems: list[str]) -> Iterator[str]:
    """Yield manifests with the same content."""
    texts = {stem: canonical([*release.documents[stem]]) for stem in stems}
    for one, other in combinations(stems, 2):
        if texts[one] == texts[other]:
            yield f"{release.name} > {other}: a copy of {one}"


def _missing(release: Release, stems: list[str]) -> Iterator[str]:
    """Yield objects that all manifests but one have, and objects that belong to a workload in other manifests."""
    found = list(gaps(release, stems))
    yield from (f"{release.name} > {gap}" for gap in found)
    told = {(gap.stem, gap.name) for gap in found}
    names = {stem: [identity(document) for document in release.documents[stem]] for stem in stems}
    for name in dict.fromkeys(name for held in names.values() for name in held):
        lacking = [stem for stem in stems if name not in names[stem]]
        if len(lacking) == 1 and len(stems) >= _LEAST and (lacking[0], name) not in told:
            yield f"{release.name} > {lacking[0]}: has no {name}, which all others have"


def _unpublished(release: Release, optional: Iterable[str]) -> Iterator[str]:
    """Yield optional files that the release does not have."""
    for file in optional:
        if stem_of(file) not in release.documents:
            yield f"{release.name}: publishes no {file}; what needs it is no part of the chart"


def signals(release: Release, stems: Iterable[str], optional: Iterable[str] = ()) -> Iterator[str]:
    """Return what is worth a look in the release, one line each. `stems` are the variants that it may have,
    `optional` its optional files.
    """
    rendered = [stem for stem in stems if stem in release.documents]
    yield from _unpublished(release, optional)
    yield from _beside(release)
    yield from _copies(release, rendered)
    yield from _missing(release, rendered)
