"""Runs work that waits for other programs, a few items at a time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_WORKERS = 4

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_parallel(work: Callable[[Item], Done], items: Iterable[Item]) -> Iterator[Done]:
    """Yield the results of the work for each item, in their order. Raise what the work raises."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield from pool.map(work, items)
