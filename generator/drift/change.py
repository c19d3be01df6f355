"""What is compared and what comes of it: the sides, the kinds of changes, a change, a figure, and the drift of all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from generator.base.errors import Problem
from generator.base.trees import Tree
from generator.chart.build import Build
from generator.features.feature_table import FeatureTable
from generator.releases.lines import ReleaseLine
from generator.releases.release import Release

# A value that is there, or nothing: null is a value.
Held = tuple[Tree, ...]

CLEAN, UNSAFE, HANDLED = 0, 1, 2


class Bump(IntEnum):
    """Which part of the chart's version a change raises, the smallest first."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    @property
    def word(self) -> str:
        """The part in words."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A kind of change: its name, what it means for a cluster, what it does to the chart's version.

    A change that is `unsafe` is for a person to decide: objects, access or whole nodes can be lost by it. One that is
    not `in_place` is no change of an object to the API server: it is refused, or another object is made and the former
    one deleted, so that a named upgrade step has to say what operators do.
    """

    name: str
    means: str
    bump: Bump
    unsafe: bool = False
    in_place: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change: of which kind, where, what stood there and stands there now, and the variants that have it."""

    rule: Rule
    where: str
    before: Held = ()
    after: Held = ()
    note: str = ""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, or a version, that sums one side up, on both sides."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a comparison: its name, line and releases, and its build, None where `problems` stopped that.

    `keeps` says whether helm leaves the chart's definitions in the cluster when a later chart does not have them.
    """

    name: str
    line: ReleaseLine
    features: FeatureTable
    releases: Sequence[Release]
    build: Build | None = None
    keeps: bool = False
    problems: tuple[Problem, ...] = ()

    def release(self, project: str) -> Release:
        """The release of a project."""
        return next(release for release in self.releases if release.project == project)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """Everything that differs between two sides: the changes by class, figures, and what no setting or feature explains
    of the later one."""

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
        """Where the build of a side stopped."""
        return (*self.before.problems, *self.after.problems)

    @property
    def unsafe(self) -> tuple[Change, ...]:
        """The changes that a person has to decide on."""
        return tuple(change for change in self.every if change.rule.unsafe)

    @property
    def status(self) -> int:
        """0 where nothing differs, 1 where a person has to decide or a build stopped, 2 for drift that is handled."""
        if self.unmapped or self.unsafe:
            return UNSAFE
        return HANDLED if any(self.changes.values()) else CLEAN

    @property
    def bump(self) -> Bump:
        """The part of the chart's version that all changes together raise."""
        return bump_of(self.every)


def bump_of(changes: Iterator[Change] | Sequence[Change]) -> Bump:
    """The largest part of the version that one of the changes raises."""
    return max((change.rule.bump for change in changes), default=Bump.NONE)
