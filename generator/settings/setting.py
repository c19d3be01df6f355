"""Defines a setting: one row with a value's path, its kind, what it does and where it goes."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import accumulate

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Tree
from generator.base.version import numbers
from generator.settings.actions.action import Action, ValueAction
from generator.settings.actions.expressions import Printed
from generator.settings.kind import Kind, Versions, of_release
from generator.template.addresses import matches

# Sections that other charts use, too: unknown names pass there.
OPEN_SECTIONS = frozenset({"global"})

# At least one place: for rows whose number of places differs between upstream releases.
SOME = -1


class Target(Struct, frozen=True, kw_only=True):
    """Where a value goes and what it does there.

    `at` are addresses, `Kind/name path`: steps by key, list items `[by name]`, `*` and `a|b` match several; a path may
    go on into a text, into its JSON or to a line of it. `places` is how many places they match together. In releases
    older than those in `since` upstream need not have them; where it has, they are changed all the same. Releases older
    than those in `honoured` would not heed the value there: they do not have the target, nor do those from `until` on.
    `reads` are further settings that the action's expression reads. `addon` is the stem of the manifest that has the
    place, where it is an add-on's.
    """

    at: tuple[str, ...]
    action: Action
    places: int = 1
    since: Versions = {}
    honoured: Versions = {}
    until: Versions = {}
    reads: tuple[str, ...] = ()
    addon: str = ""


class FirstInstall(Struct, frozen=True, kw_only=True):
    """Values that only the first install reads, by path or `section.*`: where what they made lives afterwards, the
    command that shows it, and what that means for a later change."""

    paths: tuple[str, ...]
    lives: str
    shown: str
    sentence: str

    def holds(self, path: str) -> bool:
        """Whether a value is one of them."""
        return matches("|".join(self.paths), path)


class Setting(Struct, frozen=True, kw_only=True):
    """One value: its path in dots, its kind, what it does, its targets, its default and the releases it needs.

    `doc` may hold `{upstream}`, which stands for what upstream has at the first target that has anything, and when;
    `{upstream else X}`, which says X where upstream has nothing there; and `{choices}`, which stands for the members of
    the kind's enumeration. `first` is there where only the first install reads the value.
    """

    path: str
    kind: Kind
    doc: str
    targets: tuple[Target, ...] = ()
    default: Tree = None
    since: Versions = {}
    first: FirstInstall | None = None


class Section(Struct, frozen=True, kw_only=True):
    """A heading of values.yaml: a path that holds values, and what they are about."""

    path: str
    doc: str


Row = Setting | Section


@cache
def sections_of(path: str) -> tuple[str, ...]:
    """The paths of the sections that hold a value, the widest first."""
    return tuple(accumulate(path.split(".")[:-1], "{}.{}".format))


def with_sections(paths: Iterable[str]) -> frozenset[str]:
    """The paths, and those of the sections that hold them."""
    return frozenset(found for path in paths for found in (*sections_of(path), path))


def path_test(paths: Iterable[str]) -> Callable[[str], bool]:
    """Return the test of whether a path is that of a value, of a section of values, or of a member of a value."""
    values = frozenset(paths)
    there = with_sections(values)
    return lambda path: path in there or not values.isdisjoint(sections_of(path))


def printed(path: str, kind: Kind) -> Printed:
    """How a value of the kind is printed by templates."""
    value = f".Values.{path}"
    is_set = kind.is_set.format(value=value)
    return Printed(value=value, shape=kind.shape, is_set="" if is_set == value else is_set)


def setting(path: str, kind: Kind, doc: str, *targets: Target, since: Versions | None = None) -> Setting:
    """A row; actions that name no value of their own take the row's. The default is the kind's empty one."""
    own = printed(path, kind)
    bound = (
        replace(target, action=target.action.bound(own)) if isinstance(target.action, ValueAction) else target
        for target in targets
    )
    return Setting(path=path, kind=kind, doc=doc, targets=tuple(bound), default=kind.unset, since=since or {})


def defaulted(row: Setting, default: Tree) -> Setting:
    """The row with a default that is not its kind's empty one."""
    return replace(row, default=default)


def at_least(since: Versions, versions: Versions) -> bool:
    """Report whether the releases are the named ones or later. `versions` has the release of each project."""
    return all(numbers(versions[project]) >= numbers(version) for project, version in since.items())


def _has(versions: Versions, target: Target) -> bool:
    """Report whether releases have a target."""
    return at_least(target.honoured, versions) and not (target.until and at_least(target.until, versions))


def of_releases(rows: tuple[Row, ...], versions: Mapping[str, str]) -> tuple[Row, ...]:
    """The rows that releases can honour, without the targets and the members of enumerations that they do not know."""
    kept: list[Row] = []
    for row in rows:
        if isinstance(row, Section):
            kept.append(row)
        elif at_least(row.since, versions):
            known = frozenset(member for member, since in row.kind.since.items() if at_least(since, versions))
            targets = tuple(one for one in row.targets if _has(versions, one))
            kept.append(replace(row, kind=of_release(row.kind, known), targets=targets))
    return tuple(kept)
