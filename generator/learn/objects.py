"""Merges the objects of all variants of each release into one tree a release."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree, canonical
from generator.features.table import FeatureTable, Point
from generator.learn.merge import Branch, merge_values
from generator.releases.companions import unbound
from generator.releases.release import Document, Release, identity

# Objects that upstream names differently in different variants, with the name they are merged under.
SAME_OBJECT: Mapping[str, str] = {
    "DaemonSet/canal-node": "DaemonSet/canal",
    "ServiceAccount/canal-node": "ServiceAccount/canal",
}

# The feature's value whose variants need CRDs.
_CRDS_FOR = {"datastore": "kubernetes"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedRelease:
    """A release's objects by name in one tree, CRDs apart, and the point that each of its variants stands for."""

    release: Release
    points: Mapping[str, Point]
    objects: Branch


def _by_name(where: str, documents: Sequence[Document]) -> Tree:
    named: dict[str, Tree] = {}
    for document in documents:
        name = identity(document)
        shared = SAME_OBJECT.get(name, name)
        if shared in named:
            remedy = "take the name out of SAME_OBJECT"
            raise problem(f"{where} > {name}", expected=f"no {shared} beside it", found="one", remedy=remedy)
        named[shared] = document
    return named


def _copies(release: Release, points: Mapping[str, Point]) -> Iterator[Problem]:
    """Variants that have the objects of another one: the features say that something tells them apart."""
    first: dict[str, str] = {}
    for stem in points:
        other = first.setdefault(canonical([*release.documents[stem]]), stem)
        if other != stem:
            apart = ", ".join(f"{name}={value}" for name, value in points[stem].items() if points[other][name] != value)
            yield Problem(
                where=f"{release.name} > {stem}",
                expected=f"other objects than those of {other}, for {apart}",
                found="a copy",
                remedy="see whether upstream published the wrong file",
            )


def _without_crds(release: Release, points: Mapping[str, Point]) -> Iterator[Problem]:
    """Variants without the CRDs that others of their datastore have: all that keep data in Kubernetes need them."""
    needing = [stem for stem, point in points.items() if _CRDS_FOR.items() <= point.items()]
    having = [stem for stem in needing if stem in release.crd_variants]
    for stem in (stem for stem in needing if having and stem not in having):
        yield Problem(
            where=f"{release.name} > {stem}",
            expected=f"the CustomResourceDefinitions, as in {', '.join(having)}",
            found="none",
            remedy="see whether upstream published the whole file",
        )


def _merge_release(release: Release, points: Mapping[str, Point]) -> MergedRelease:
    raise_problems((*_copies(release, points), *_without_crds(release, points), *unbound(release, list(points))))
    variants = {stem: _by_name(f"{release.name} > {stem}", release.documents[stem]) for stem in points}
    objects = merge_values(variants, (release.name,))
    assert isinstance(objects, Branch)
    return MergedRelease(release=release, points=points, objects=objects)


def merge_releases(releases: Sequence[Release], table: FeatureTable) -> list[MergedRelease]:
    """Each release with the objects of the variants that stand for points of the table merged."""
    return [_merge_release(release, table.points(release.project)) for release in releases]
