"""Turns the files that changed into the tests that they can affect, and what of these is left to plain nox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.structure import PACKAGE, TESTS, graph, sources


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What to run: `tests` as they are, the nearest first, of the modules in `cases` what the keyword names."""

    tests: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    keyword: str = ""
    left_out: tuple[str, ...] = ()


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def select(root: Path, changed: Iterable[str], earlier: Mapping[str, str] | None = None) -> Selection:
    """The tests that changed files of a checkout can affect; `earlier` has the texts of some before the change."""
    modules = {
        f"{folder}.{name}".removesuffix(".__init__"): text
        for folder in (PACKAGE, TESTS)
        for name, text in sources(folder, root).items()
    }
    imports = graph(modules, "")
    reached = [_module(path) for path in changed if _module(path) in modules]
    for module in reached:
        reached += [name for name, targets in imports.items() if module in targets and name not in reached]
    found = [f"{name.replace('.', '/')}.py" for name in dict.fromkeys(reached) if ".test_" in name]
    return Selection(tests=tuple(found))
