"""Defines what a comparison gets and gives: sides, kinds of changes, changes, figures, and the drift of all."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum

from msgspec import Struct

from generator.base.errors import Problem
from generator.base.trees import Tree
from generator.chart.build import Build
from generator.features.feature_table import FeatureTable
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release

# A value, or nothing at all: null is a value.
Held = tuple[Tree, ...]

CLEAN, UNSAFE, HANDLED = 0, 1, 2


class Bump(IntEnum):
    """The part of the chart's version that a change raises, the smallest first."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The part, in words."""
        return self.name.lower()


class Rule(Struct, frozen=True):
    """A kind of change: its name, what it means for a cluster, and which part of the chart's version it raises.

    A person has to decide on an `unsafe` change: it can lose objects, access or whole nodes. A change that is not
    `in_place` is refused by the API server, or makes another object and deletes the former one, so that a named upgrade
    step has to tell operators what to do.
    """

    name: str
    means: str
    bump: Bump = Bump.MINOR
    unsafe: bool = False
    in_place: bool = True


class Change(Struct, frozen=True, kw_only=True):
    """A change: its kind, its place, what stood there and stands there now, and the variants that have it."""

    rule: Rule
    where: str
    before: Held = ()
    after: Held = ()
    note: str = ""
    variants: tuple[str, ...] = ()


class Figure(Struct, frozen=True, kw_only=True):
    """A number, or a version, that sums up each side."""

    name: str
    before: str
    after: str


class Side(Struct, frozen=True, kw_only=True):
    """One side of a comparison: its name, line and releases, and its build, which is None if `problems` stopped it.

    `keeps` tells whether helm leaves the chart's definitions in the cluster when a later chart lacks them.
    """

    name: str
    line: ReleaseLine
    features: FeatureTable
    releases: Sequence[Release]
    build: Build | None = None
    keeps: bool = False
    problems: tuple[Problem, ...] = ()

    def release(self, project: str) -> Release:
        """Return the release of a project."""
        return next(release for release in self.releases if release.project == project)


class Drift(Struct, frozen=True, kw_only=True):
    """Everything that differs between two sides: the changes by class, the figures, and what no setting or feature
    explains in the later side.
    """

    before: Side
    after: Side
    changes: Mapping[str, tuple[Change, ...]]
    figures: tuple[Figure, ...]

    @property
    def every(self) -> Iterator[Change]:
        """The changes of all classes."""
        for changes in self.changes.values():
            yield from changes

    @property
    def unmapped(self) -> tuple[Problem, ...]:
        """The problems that stopped the build of a side."""
        return (*self.before.problems, *self.after.problems)

    @property
    def unsafe(self) -> tuple[Change, ...]:
        """The changes that a person has to decide on."""
        return tuple(change for change in self.every if change.rule.unsafe)

    @property
    def status(self) -> int:
        """0 if nothing differs, 1 if a person has to decide or a build stopped, 2 for drift that the chart handles."""
        if self.unmapped or self.unsafe:
            return UNSAFE
        return HANDLED if any(self.changes.values()) else CLEAN

    @property
    def bump(self) -> Bump:
        """The part of the chart's version that all changes together raise."""
        return bump_of(self.every)


def bump_of(changes: Iterator[Change] | Sequence[Change]) -> Bump:
    """Return the largest part of the version that one of the changes raises."""
    return max((change.rule.bump for change in changes), default=Bump.NONE)
