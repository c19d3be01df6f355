"""Finds what no upgrade changes in place between two sides, and the upgrade steps that tell what to do about it."""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from generator.drift.change import Change, Side
from generator.drift.configuration import compare_configuration
from generator.drift.crds import compare_crds
from generator.drift.documents import compare_documents
from generator.drift.pods import compare_pods
from generator.releases.lines import ReleaseLine
from generator.releases.upgrade_steps import UPGRADE_STEPS, UpgradeStep

# The comparisons that find changes which no upgrade makes in place.
_COMPARISONS = (compare_crds, compare_pods, compare_configuration, compare_documents)


class Upgrade(Struct, frozen=True, kw_only=True):
    """An upgrade from one line to another: the changes by the step that covers them, and those that no step covers."""

    steps: Mapping[str, tuple[Change, ...]]
    uncovered: tuple[Change, ...]


def held(changes: Iterable[Change]) -> list[Change]:
    """Return the changes that no upgrade makes in place."""
    return [change for change in changes if not change.rule.in_place]


def upgrade_by(
    changes: Iterable[Change], lines: tuple[ReleaseLine, ReleaseLine], steps: Sequence[UpgradeStep] = UPGRADE_STEPS
) -> Upgrade:
    """Return the upgrade between two lines with these changes; the earlier line comes first."""
    crossed = [step for step in steps if step.crossed(*lines)]
    found: dict[str, list[Change]] = {}
    uncovered: list[Change] = []
    for change in held(changes):
        mine = [
            step.name
            for step in crossed
            if any(kind == change.rule.name and fnmatchcase(change.where, place) for kind, place in step.covers)
        ]
        for name in mine:
            found.setdefault(name, []).append(change)
        uncovered += [] if mine else [change]
    ordered = {step.name: tuple(found[step.name]) for step in crossed if step.name in found}
    return Upgrade(steps=ordered, uncovered=tuple(uncovered))


def upgrade_between(before: Side, after: Side, steps: Sequence[UpgradeStep] = UPGRADE_STEPS) -> Upgrade:
    """Return the upgrade between two sides, which need no build."""
    changes = [change for comparison in _COMPARISONS for change in comparison(before, after)]
    return upgrade_by(changes, (before.line, after.line), steps)
