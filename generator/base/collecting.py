"""Pauses Python's garbage collector where much is built and nothing of it is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collecting_paused() -> Iterator[None]:
    """No search for cycles meanwhile: trees have none, and each search walks all that was built so far.

    A tenth of the time of a build goes into it otherwise.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
