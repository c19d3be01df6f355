"""Tells which values cases and changes of the data path set, and writes that for the tables of docs/changing-values."""

from collections.abc import Iterator, Mapping

from generator.base import yamltree
from generator.base.trees import Tree
from tests.datapath.cases import CASES
from tests.datapath.change_labs import CHANGES
from tests.declared import VALUES


def _set(values: Mapping[str, Tree], at: str = "") -> Iterator[str]:
    """Yield the paths of the values that are set."""
    for key, value in values.items():
        path = f"{at}{key}"
        if path in VALUES:
            yield path
        elif isinstance(value, dict):
            yield from _set(value, f"{path}.")


def value_of(path: str) -> str:
    """Return the value that a change's path is, or is a member of; empty where it is a section of values."""
    return path if path in VALUES or not path else value_of(path.rpartition(".")[0])


def tried() -> dict[str, list[str]]:
    """Return by path of a value, in the order of values.yaml, the cases and changes that set it."""
    found: dict[str, list[str]] = {path: [] for path in VALUES}
    for case in CASES:
        for path in _set(case.values):
            found[path].append(case.name)
    for change in CHANGES:
        for path in dict.fromkeys(map(value_of, change.to)):
            if path:
                found[path].append(f"change: {change.name}")
    return {path: names for path, names in found.items() if names}


def written() -> str:
    """Return the table as a file has it."""
    note = "# What ran on real networks, by value. Written by `python -m tests.datapath --page`.\n"
    table: Tree = {path: [*names] for path, names in tried().items()}
    return f"{note}{yamltree.dump([table])}"
