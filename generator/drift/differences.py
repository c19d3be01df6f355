"""Finds where two trees differ: at the topmost node that one of them lacks, or at a value that is another one."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import LIST_KEYS, Steps, Tree, canonical
from generator.drift.change import Change, Held, Side
from generator.learn.merge import list_identities
from generator.releases.release import Document, named

ORDER = "order"


class Difference(Struct, frozen=True, kw_only=True):
    """A place that differs, and what each side has there. If the last step is `ORDER`, the items of a list changed
    places.
    """

    steps: Steps
    before: Held
    after: Held


def _entries(tree: Tree, key: str) -> dict[str, Tree] | None:
    """Return the children of a mapping, or of a list whose items have names. Return None for a leaf; any other list is
    a leaf.
    """
    if isinstance(tree, dict):
        return tree
    if isinstance(tree, list) and key in LIST_KEYS:
        return dict(zip(list_identities(key, tree), tree, strict=True))
    return None


def differing(before: Tree, after: Tree, at: Steps = ()) -> Iterator[Difference]:
    """Yield every place at which the trees differ, in the order of the former tree."""
    if canonical(before) == canonical(after):
        return
    key = at[-1] if at else ""
    left, right = _entries(before, key), _entries(after, key)
    if left is None or right is None or type(before) is not type(after):
        yield Difference(steps=at, before=(before,), after=(after,))
        return
    for name in [*left, *(name for name in right if name not in left)]:
        if name in left and name in right:
            yield from differing(left[name], right[name], (*at, name))
        else:
            held = [(side[name],) if name in side else () for side in (left, right)]
            yield Difference(steps=(*at, name), before=held[0], after=held[1])
    if isinstance(before, list):
        shared = [[name for name in side if name in other] for side, other in ((left, right), (right, left))]
        if shared[0] != shared[1]:
            yield Difference(steps=(*at, ORDER), before=([*left],), after=([*right],))


Compared = Callable[[str, Mapping[str, Document], Mapping[str, Document]], Iterable[Change]]


def _keyed(change: Change) -> tuple[str, ...]:
    return change.rule.name, change.where, change.note, canonical([*change.before]), canonical([*change.after])


def merged(found: Iterable[tuple[str, Change]]) -> Iterator[Change]:
    """Yield each change once, with the variants that have it."""
    changes: dict[tuple[str, ...], tuple[Change, list[str]]] = {}
    for variant, change in found:
        changes.setdefault(_keyed(change), (change, []))[1].append(variant)
    yield from (replace(change, variants=tuple(variants)) for change, variants in changes.values())


def in_variants(before: Side, after: Side, compared: Compared) -> Iterator[Change]:
    """Compare the objects of each manifest that both sides have, add-ons included, and yield all changes. The
    comparison gets the project and both sides.
    """
    for project in after.features.projects:
        sides = [side.release(project).documents for side in (before, after)]
        mine = [manifest.stem for manifest in after.features.manifests if manifest.project == project]
        stems = [stem for stem in mine if all(stem in side for side in sides)]
        yield from merged(
            (stem, change) for stem in stems for change in compared(project, *(named(side[stem]) for side in sides))
        )
