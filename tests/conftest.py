"""Keeps what pytest collects for the whole session, so that the garbage collector does not search it, and searches the
rest less often.
"""

import gc
from collections.abc import Generator

import pytest

from generator.base.collecting import collecting_paused

# How many new objects call for a search of these, and how many searches for one of more. Python's own numbers make
# twenty times as many searches, and in what tests build, which is trees, hardly any garbage is circular.
_SEARCHES = (20_000, 20, 20)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without a search for garbage, and keep what is collected out of later ones."""
    with collecting_paused():
        found = yield
        gc.freeze()
        gc.set_threshold(*_SEARCHES)
    return found
