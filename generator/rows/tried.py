"""Reads which values ran on real networks: for each, the cases and changes of the data path that set it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from generator.base import yamltree
from generator.base.files import read_text

# Made from the tables of cases by `python -m tests.datapath --page`.
TRIED = Path(__file__).parents[1] / "tried.yaml"


@cache
def tried() -> Mapping[str, tuple[str, ...]]:
    """Return the names of cases and changes by the path of the value that they set."""
    [table] = yamltree.load(read_text(TRIED), str(TRIED))
    assert isinstance(table, dict)
    return {path: tuple(f"{name}" for name in names) for path, names in table.items() if isinstance(names, list)}
