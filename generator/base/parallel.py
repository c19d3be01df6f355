"""Runs work that waits for other programs, a few items at a time."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

# As many as there are processors, within bounds: each has a renderer of its own, which reads the chart anew.
_WORKERS = min(4, max(2, os.cpu_count() or 2))

Item = TypeVar("Item")
Done = TypeVar("Done")


def in_parallel(work: Callable[[Item], Done], items: Iterable[Item]) -> Iterator[Done]:
    """Yield the results of the work for each item, in their order. Raise what the work raises."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        yield from pool.map(work, items)
