"""Compares the Kubernetes versions of the sides: what helm installs on, what upstream tests, what CRDs need."""

from collections.abc import Iterator

from generator.base.version import numbers
from generator.drift import cel, rules
from generator.drift.change import Change, Rule, Side
from generator.drift.served import served, served_words
from generator.releases.lines import bounds_of
from generator.releases.release import Release, identity


def oldest_allowed(side: Side) -> cel.Minor | None:
    """Return the oldest Kubernetes that helm installs the line on; None if nothing bounds it."""
    return next((numbers(version)[:2] for sign, version in bounds_of(side.line.kubernetes) if sign == ">="), None)


def oldest_needed(side: Side) -> cel.Minor | None:
    """Return the oldest Kubernetes that takes the validation rules of all definitions; None if there are none."""
    found = (cel.oldest(document) for release in side.releases for document in release.crds)
    return max((version for version in found if version), default=None)


def _range(before: Side, after: Side) -> Rule:
    old, new = oldest_allowed(before), oldest_allowed(after)
    return rules.KUBERNETES_RAISED if old and new and new > old else rules.KUBERNETES_RANGE


def _is_served(api_version: str, kind: str, side: Side) -> bool:
    """Report whether every Kubernetes that helm installs the line on serves a kind."""
    first, last = served(api_version, kind)
    oldest = oldest_allowed(side)
    above = [numbers(version)[:2] for sign, version in bounds_of(side.line.kubernetes) if sign == "<"]
    return not oldest or ((first or oldest) <= oldest and (not last or any(one <= (1, last[1] + 1) for one in above)))


def _keys(release: Release) -> dict[tuple[str, str], None]:
    """Return the API version and the name of every object of a release."""
    documents = [*release.crds, *(one for each in release.documents.values() for one in each)]
    return {(str(one["apiVersion"]), identity(one)): None for one in documents}


def _unserved(before: Side, after: Side) -> Iterator[Change]:
    """Yield objects whose API version is new, and not served by every Kubernetes that the line installs on."""
    bounded = after if after.line.kubernetes else before
    for release in after.releases:
        known = _keys(before.release(release.project))
        for api_version, name in (key for key in _keys(release) if key not in known):
            kind = name.partition("/")[0]
            if not _is_served(api_version, kind, bounded):
                where, note = f"{release.project} > {name} > apiVersion", served_words(kind, api_version)
                yield Change(rule=rules.API_UNSERVED, where=where, after=(api_version,), note=note)


def _shown(version: cel.Minor | None) -> tuple[str, ...]:
    return (cel.shown(version),) if version else ()


def compare_kubernetes(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of the versions of Kubernetes. What a side does not know is not compared."""
    old, new = before.line, after.line
    if old.kubernetes and new.kubernetes and old.kubernetes != new.kubernetes:
        rule = _range(before, after)
        yield Change(rule=rule, where="Kubernetes", before=(old.kubernetes,), after=(new.kubernetes,))
    if old.tested and new.tested and old.tested != new.tested:
        yield Change(rule=rules.KUBERNETES_TESTED, where="Kubernetes", before=(old.tested,), after=(new.tested,))
    yield from _unserved(before, after)
    needs = [oldest_needed(side) for side in (before, after)]
    if needs[0] != needs[1]:
        sides = [_shown(one) for one in needs]
        yield Change(rule=rules.KUBERNETES_NEEDED, where="Kubernetes", before=sides[0], after=sides[1])
    allowed = oldest_allowed(after) or oldest_allowed(before)
    if allowed and needs[1] and needs[1] > allowed and (needs[0] != needs[1] or allowed != oldest_allowed(before)):
        note = f"its validation rules need Kubernetes {cel.shown(needs[1])}"
        held = (new.kubernetes or old.kubernetes,)
        yield Change(rule=rules.KUBERNETES_TOO_OLD, where="Kubernetes", after=held, note=note)
