"""Merges the objects of all variants of each release into one tree a release."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.errors import Problem, odd_upstream, problem, raise_problems
from generator.base.trees import Tree, canonical
from generator.features.feature_table import FeatureTable, Point
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


class MergedRelease(Struct, frozen=True, kw_only=True):
    """The objects of a release by name in one tree, CRDs apart, and the point of each of its manifests.

    They are those of the release's variants or, with the value `switch`, those of an add-on.
    """

    release: Release
    points: Mapping[str, Point]
    objects: Branch
    switch: str = ""


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
    """Yield variants that have the same objects as another one, although features tell them apart."""
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
    """Yield variants without the CRDs that others of their datastore have: all that keep data in Kubernetes need
    them.
    """
    needing = [stem for stem, point in points.items() if _CRDS_FOR.items() <= point.items()]
    having = [stem for stem in needing if stem in release.crd_variants]
    for stem in (stem for stem in needing if having and stem not in having):
        yield Problem(
            where=f"{release.name} > {stem}",
            expected=f"the CustomResourceDefinitions, as in {', '.join(having)}",
            found="none",
            remedy="see whether upstream published the whole file",
        )


def _merge(release: Release, points: Mapping[str, Point], switch: str = "") -> MergedRelease:
    variants = {stem: _by_name(f"{release.name} > {stem}", release.documents[stem]) for stem in points}
    objects = merge_values(variants, (release.name,))
    assert isinstance(objects, Branch)
    return MergedRelease(release=release, points=points, objects=objects, switch=switch)


def _merge_release(release: Release, points: Mapping[str, Point]) -> MergedRelease:
    raise_problems((*_copies(release, points), *_without_crds(release, points), *unbound(release, list(points))))
    return _merge(release, points)


def _not_beside(merged: Sequence[MergedRelease]) -> Iterator[Problem]:
    """Yield objects of an add-on that cannot stand beside a variant: its CRDs, and those that variants have, too."""
    owners: dict[str, str] = {name: one.switch for one in merged if not one.switch for name, _ in one.objects.children}
    for one in (one for one in merged if one.switch):
        release = one.release.name
        for name, _ in one.objects.children:
            owner = owners.setdefault(name, one.switch)
            if owner != one.switch:
                where, found = f"{release} > {', '.join(one.points)} > {name}", f"one of {owner or 'a variant'}, too"
                expected = "an object that no other manifest of the release has"
                yield odd_upstream(where, expected, found, "take it out of")
        for stem in (stem for stem in one.points if stem in one.release.crd_variants):
            expected = "no CustomResourceDefinitions beside those of the variants"
            yield odd_upstream(f"{release} > {stem}", expected, "some", "take them out of")


def _merge_addons(release: Release, table: FeatureTable) -> Iterator[MergedRelease]:
    """Yield the add-ons that the release publishes a manifest of."""
    for switch in table.switches(release.project):
        points = table.points(release.project, switch)
        there = {stem: point for stem, point in points.items() if stem in release.documents}
        if there:
            raise_problems(_copies(release, there))
            yield _merge(release, there, switch)


def merge_releases(releases: Sequence[Release], table: FeatureTable) -> list[MergedRelease]:
    """Merge the objects of each release's variants, and behind them those of each add-on's manifests."""
    merged: list[MergedRelease] = []
    for release in releases:
        own = [_merge_release(release, table.points(release.project)), *_merge_addons(release, table)]
        raise_problems(_not_beside(own))
        merged += own
    return merged
