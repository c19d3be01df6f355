"""Compares the Kubernetes versions of the sides: what helm installs on, what upstream tests, what CRDs need."""

from collections.abc import Iterator

from generator.base.version import numbers
from generator.drift import cel, rules
from generator.drift.change import Change, Rule, Side
from generator.releases.lines import bounds_of


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
    needs = [oldest_needed(side) for side in (before, after)]
    if needs[0] != needs[1]:
        sides = [_shown(one) for one in needs]
        yield Change(rule=rules.KUBERNETES_NEEDED, where="Kubernetes", before=sides[0], after=sides[1])
    allowed = oldest_allowed(after) or oldest_allowed(before)
    if allowed and needs[1] and needs[1] > allowed and (needs[0] != needs[1] or allowed != oldest_allowed(before)):
        note = f"its validation rules need Kubernetes {cel.shown(needs[1])}"
        held = (new.kubernetes or old.kubernetes,)
        yield Change(rule=rules.KUBERNETES_TOO_OLD, where="Kubernetes", after=held, note=note)
