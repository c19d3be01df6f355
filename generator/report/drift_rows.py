"""Turns the changes of drift into rows for people, and groups what is the same in several places."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Tree, canonical
from generator.drift.change import Bump, Change, Drift, Figure, Held, Rule, bump_of
from generator.drift.changelog import changelog
from generator.drift.proposed_version import proposed
from generator.features.feature_table import FeatureTable

_Key = tuple[str, ...]


class Row(Struct, frozen=True, kw_only=True):
    """What was and is in one or more places, each with the variants that have it. `first` is the first place without
    them.
    """

    before: str
    after: str
    note: str
    first: str
    places: tuple[str, ...]


class Group(Struct, frozen=True, kw_only=True):
    """The rows of one kind of change in one class, and the number of these changes."""

    name: str
    rule: Rule
    rows: tuple[Row, ...]
    count: int


class ClassCount(Struct, frozen=True, kw_only=True):
    """The number of changes in a class, the number of unsafe ones, and the part of the version that they raise."""

    name: str
    changes: int
    unsafe: int
    bump: Bump


def _shown(held: Held | list[Tree]) -> str:
    return ", ".join(value if isinstance(value, str) else canonical(value) for value in held)


def _variants(stems: Sequence[str], features: FeatureTable) -> str:
    """Return variants in words; the name of a project stands for all of its variants."""
    for project in features.projects:
        if len(stems) > 1 and {*stems} == {*features.points(project)}:
            return f"every variant of {project}"
    return ", ".join(stems)


def _place(change: Change, features: FeatureTable) -> str:
    stems = _variants(change.variants, features)
    return f"{change.where} ({stems})" if stems else change.where


def _together(changes: Sequence[Change], features: FeatureTable) -> Iterator[tuple[Change, Held, Held]]:
    """Return the changes at one place as one change: the verbs of a permission, the members of a list."""
    found: dict[_Key, list[Change]] = {}
    for change in changes:
        found.setdefault((_place(change, features), change.note, str(bool(change.before))), []).append(change)
    for same in found.values():
        before = tuple(value for change in same for value in change.before)
        yield same[0], before, tuple(value for change in same for value in change.after)


def rows_of(changes: Sequence[Change], features: FeatureTable) -> Iterator[Row]:
    """Yield the rows of changes of one kind."""
    found: dict[_Key, list[Change]] = {}
    for change, old, new in _together(changes, features):
        found.setdefault((_shown(old), _shown(new), change.note), []).append(change)
    for (before, after, note), same in found.items():
        places = tuple(_place(change, features) for change in same)
        yield Row(before=before, after=after, note=note, first=same[0].where, places=places)


def groups_of(drift: Drift) -> list[Group]:
    """Return the changes by class and kind, the unsafe kinds of a class first."""
    groups: list[Group] = []
    for name, changes in drift.changes.items():
        kinds: dict[str, list[Change]] = {}
        for change in sorted(changes, key=lambda one: not one.rule.unsafe):
            kinds.setdefault(change.rule.name, []).append(change)
        groups += [
            Group(name=name, rule=same[0].rule, rows=tuple(rows_of(same, drift.after.features)), count=len(same))
            for same in kinds.values()
        ]
    return groups


def counts_of(drift: Drift) -> list[ClassCount]:
    """Return the counts of each class."""
    return [
        ClassCount(
            name=name,
            changes=len(changes),
            unsafe=sum(change.rule.unsafe for change in changes),
            bump=bump_of(changes),
        )
        for name, changes in drift.changes.items()
    ]


def moved(drift: Drift) -> list[Figure]:
    """Return the figures that differ between the sides."""
    return [figure for figure in drift.figures if figure.before != figure.after]


_VERDICTS: Mapping[int, str] = {
    0: "Nothing differs.",
    1: "Decide on what is unsafe or unmapped before the release.",
    2: "The chart handles what differs.",
}


def _version_text(drift: Drift) -> str:
    """Return the part of the version that the changes raise, and the resulting version."""
    version = proposed(drift)
    if not drift.bump:
        return "none"
    return f"{drift.bump.word} ({version} after {drift.before.line.version})" if version else drift.bump.word


def context_of(drift: Drift) -> dict[str, object]:
    """Return what the templates of all forms know: the verdict is the meaning of the exit status in words, and the
    figures are those that differ between the sides.
    """
    return {
        "drift": drift,
        "version": _version_text(drift),
        "verdict": _VERDICTS[drift.status],
        "counts": counts_of(drift),
        "figures": moved(drift),
        "changelog": changelog(drift),
        "groups": groups_of(drift),
    }
