"""Merges several orderings of keys into one that keeps every one of them."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import count
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


class OrderConflictError(Exception):
    """Two of the orderings contradict each other."""


def numbered(keys: Iterable[Key]) -> list[tuple[Key, int]]:
    """Return the keys with occurrence numbers from 0, which keep repeated keys apart."""
    counts: defaultdict[Key, count[int]] = defaultdict(count)
    return [(key, next(counts[key])) for key in keys]


def _first_seen(orders: Iterable[Sequence[Key]]) -> list[Key]:
    """Return all keys; a new key stands right behind its predecessor in the ordering that brings it."""
    seen: list[Key] = []
    for order in orders:
        position = 0
        for key in order:
            if key not in seen:
                seen.insert(position, key)
            position = seen.index(key) + 1
    return seen


def _contradicting(waiting: Sequence[Key], before: Mapping[Key, set[Key]]) -> list[Key]:
    """Return the keys that contradict each other: each must stand before another one of them. Leave out those behind
    the contradiction.
    """
    keys = list(waiting)
    while ends := [key for key in keys if not any(key in before[other] for other in keys)]:
        keys = [key for key in keys if key not in ends]
    return keys


def merge_orders(orders: Sequence[Sequence[Key]]) -> list[Key]:
    """Merge orderings of distinct keys into one that keeps each of them. Raise OrderConflictError if they contradict.

    A key that only a later ordering has stands right behind its predecessor there.
    """
    distinct = list(dict.fromkeys(tuple(order) for order in orders))
    if len(distinct) == 1:
        return list(distinct[0])
    before: dict[Key, set[Key]] = {}
    for order in distinct:
        for index, key in enumerate(order):
            before.setdefault(key, set()).update(order[index - 1 : index] if index else ())
    waiting = _first_seen(distinct)
    merged: list[Key] = []
    while waiting:
        ready = next((key for key in waiting if before[key].issubset(merged)), None)
        if ready is None:
            raise OrderConflictError(", ".join(str(key) for key in _contradicting(waiting, before)))
        merged.append(ready)
        waiting.remove(ready)
    return merged
