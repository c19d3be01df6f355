"""Turns the changes of drift into rows for people: what is the same in several places is said once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.base.trees import Tree, canonical
from generator.drift.change import Bump, Change, Drift, Figure, Held, Rule, bump_of
from generator.drift.proposed_version import proposed
from generator.features.feature_table import FeatureTable

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What was and is, in one or more places, each with the variants that have it; `first` is the first without."""

    before: str
    after: str
    note: str
    first: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The rows of one kind of change in one class, and how many changes they are."""

    name: str
    rule: Rule
    rows: tuple[Row, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """How many changes a class has, how many of them are unsafe, and which part of the version they raise."""

    name: str
    changes: int
    unsafe: int
    bump: Bump


def _shown(held: Held | list[Tree]) -> str:
    return ", ".join(value if isinstance(value, str) else canonical(value) for value in held)


def _variants(stems: Sequence[str], features: FeatureTable) -> str:
    """Variants in words: a project stands for all of its variants."""
    for project in features.projects:
        if len(stems) > 1 and {*stems} == {*features.points(project)}:
            return f"every variant of {project}"
    return ", ".join(stems)


def _place(change: Change, features: FeatureTable) -> str:
    stems = _variants(change.variants, features)
    return f"{change.where} ({stems})" if stems else change.where


def _together(changes: Sequence[Change], features: FeatureTable) -> Iterator[tuple[Change, Held, Held]]:
    """Changes at one place as one: the verbs of a permission, the members of a list."""
    found: dict[_Key, list[Change]] = {}
    for change in changes:
        found.setdefault((_place(change, features), change.note, str(bool(change.before))), []).append(change)
    for same in found.values():
        before, after = (tuple(value for held in side for value in held) for side in _sides(same))
        yield same[0], before, after


def _sides(changes: Sequence[Change]) -> tuple[list[Held], list[Held]]:
    return [change.before for change in changes], [change.after for change in changes]


def rows_of(changes: Sequence[Change], features: FeatureTable) -> tuple[Row, ...]:
    """The rows of changes of one kind."""
    found: dict[_Key, list[Change]] = {}
    for change, before, after in _together(changes, features):
        found.setdefault((_shown(before), _shown(after), change.note), []).append(change)
    return tuple(
        Row(
            before=before,
            after=after,
            note=note,
            first=same[0].where,
            places=tuple(_place(change, features) for change in same),
        )
        for (before, after, note), same in found.items()
    )


def groups_of(drift: Drift) -> list[Group]:
    """The changes by class and kind, the unsafe kinds of a class first."""
    groups: list[Group] = []
    for name, changes in drift.changes.items():
        kinds: dict[str, list[Change]] = {}
        for change in sorted(changes, key=lambda one: not one.rule.unsafe):
            kinds.setdefault(change.rule.name, []).append(change)
        groups += [
            Group(name=name, rule=same[0].rule, rows=rows_of(same, drift.after.features), count=len(same))
            for same in kinds.values()
        ]
    return groups


def counts_of(drift: Drift) -> list[ClassCount]:
    """What each class has."""
    return [
        ClassCount(
            name=name,
            changes=len(changes),
            unsafe=sum(change.rule.unsafe for change in changes),
            bump=bump_of(changes),
        )
        for name, changes in drift.changes.items()
    ]


def moved(figures: Sequence[Figure]) -> list[Figure]:
    """The figures that are not the same on both sides."""
    return [figure for figure in figures if figure.before != figure.after]


_VERDICTS: Mapping[int, str] = {
    0: "Nothing differs.",
    1: "Decide on what is unsafe or unmapped before the release.",
    2: "The chart handles what differs.",
}


def verdict(drift: Drift) -> str:
    """What the exit status says, in words."""
    return _VERDICTS[drift.status]


def version_text(drift: Drift) -> str:
    """The part of the version that the changes raise, and the version that it makes."""
    version = proposed(drift)
    if not drift.bump:
        return "none"
    return f"{drift.bump.word} ({version} after {drift.before.line.version})" if version else drift.bump.word
