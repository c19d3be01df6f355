"""Finds what is worth a look in a release's manifests, although nothing stops at it."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from generator.base.trees import canonical
from generator.releases.companions import gaps
from generator.releases.corrections import is_own
from generator.releases.images import image_references, parse_reference
from generator.releases.parameters import UNTYPED
from generator.releases.pod_specs import containers, pods
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


def _preview(release: Release, stems: list[str]) -> Iterator[str]:
    """Yield the tags of a release's own images that are no versions, but names of branches."""
    corrections = [one for stem in stems for one in release.corrected.get(stem, ())]
    tags = {parse_reference(one.image).tag for one in corrections}
    branches = sorted(tag for tag in tags if tag and not tag.startswith("v"))
    if branches:
        yield f"{release.name}: a preview, no line to ship: its images have the tags of branches, {', '.join(branches)}"


def _two_images(release: Release) -> Iterator[str]:
    """Yield containers that run one of the release's own images in some manifests, and another in others."""
    found: dict[str, dict[str, list[str]]] = {}
    for stem, documents in release.documents.items():
        for pod in pods(documents):
            for container in containers(pod):
                reference = parse_reference(str(container.get("image")))
                if is_own(release.project, reference):
                    by_image = found.setdefault(f"{pod.owner} > {container['name']}", {})
                    by_image.setdefault(f"{reference.host}/{reference.path}", []).append(stem)
    for place, by_image in found.items():
        if len(by_image) > 1:
            said = ", and ".join(f"{image} in {', '.join(stems)}" for image, stems in by_image.items())
            yield f"{release.name} > {place}: runs {said}; one may not be published"


def _untyped(release: Release) -> Iterator[str]:
    """Yield parameters that upstream's table describes in words that are not known."""
    for one in release.parameters:
        if one.type == UNTYPED and not one.local:
            where = f"{release.name} > {release.parameters_file} > {one.name}"
            yield f"{where}: takes any text or number, as these words are not known: {one.wording}"


def signals(release: Release, stems: Iterable[str], optional: Iterable[str] = ()) -> Iterator[str]:
    """Return what is worth a look in the release, one line each. `stems` are the variants and `optional` its optional
    files; it may lack some of both.
    """
    rendered = [stem for stem in stems if stem in release.documents]
    yield from _unpublished(release, optional)
    yield from _beside(release)
    yield from _preview(release, rendered)
    yield from _two_images(release)
    yield from _copies(release, rendered)
    yield from _missing(release, rendered)
    yield from _untyped(release)
