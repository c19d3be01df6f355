"""Keeps what pytest collects for the whole session, so that the garbage collector does not search it."""

import gc
from collections.abc import Generator

import pytest

from generator.base.collecting import collecting_paused


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect without a search for garbage, and keep what is collected out of later ones."""
    with collecting_paused():
        found = yield
        gc.freeze()
    return found
