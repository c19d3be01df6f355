"""Turns many waits for other programs into a few at a time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_WORKERS = 4

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_parallel(work: Callable[[Item], Done], items: Iterable[Item]) -> Iterator[Done]:
    """What the work makes of each item, in their order; raises what the work raises."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield from pool.map(work, items)
