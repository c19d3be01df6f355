"""Reads the tour of CONTRIBUTING.md: modules that no row names, modules that are named twice, and names of nothing."""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.structure import PACKAGE, ROOMS, TESTS
from tests.symbols import statements

_TOUR = re.compile(r"^## The tour$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| (`.+?`) \| (.*) \|$", re.MULTILINE)
_NAME = re.compile(r"`([^`]+)`")
_FILE = re.compile(r"`([\w./-]+\.(?:py|j2|tpl|yaml|yml|json))`")


def _modules(root: Path) -> dict[str, set[str]]:
    """Return the modules of the package, and those of the tests that are no tests themselves, by folder."""
    found: dict[str, set[str]] = {}
    for path in [*(root / PACKAGE).rglob("*.py"), *(root / TESTS).rglob("*.py")]:
        if path.stem != "__init__" and not path.stem.startswith("test_"):
            found.setdefault(path.parent.relative_to(root).as_posix(), set()).add(path.stem)
    return found


def _rows(text: str, root: Path) -> Iterator[tuple[str, str]]:
    """Each folder with each name in its row; a row of modules names these in the package. Rooms are folders of it."""
    tour = _TOUR.search(text)
    for first, said in _ROW.findall(tour[1] if tour else ""):
        for name in _NAME.findall(first):
            folder = f"{PACKAGE}/{name}" if (root / PACKAGE / name).is_dir() else name
            if name.endswith("/"):
                yield from ((folder.rstrip("/"), one) for one in _NAME.findall(said))
            yield ("", folder) if name.endswith("/") else (PACKAGE, name)


def _defined(path: Path) -> set[str]:
    """Return the names that a module gives at its top level."""
    return {*statements(ast.parse(path.read_text(encoding="utf-8")))}


def _is_there(folder: str, name: str, modules: Mapping[str, set[str]], root: Path) -> bool:
    """Report whether a name is a path from the root, the package or the folder, or one that a module of the folder
    defines.
    """
    if any((root / start / name).exists() for start in ("", PACKAGE, folder)):
        return True
    return any(name in _defined(root / folder / f"{module}.py") for module in modules.get(folder, ()))


def rooms_of(text: str) -> list[str]:
    """Return the rooms in the order of the tour: folders of the package, and modules that are rooms of their own."""
    tour = _TOUR.search(text)
    firsts = [first for first, _ in _ROW.findall(tour[1] if tour else "")]
    return [name for first in firsts for one in _NAME.findall(first) if (name := one.rstrip("/")) in ROOMS]


def tour_faults(text: str, root: Path) -> Iterator[str]:
    """Yield what is wrong with the tour in the text, and each file that the text names anywhere and that is not
    there.
    """
    modules, rows = _modules(root), [*_rows(text, root)]
    named = Counter(row for row in rows if row[1] in modules.get(row[0], ()))
    for folder, names in sorted(modules.items()):
        for name in sorted(names):
            if (count := named[folder, name]) != 1:
                yield f"{folder}/{name}.py: expected to be named once in the tour, found {count} times"
    for folder, name in rows:
        if (folder, name) not in named and not _is_there(folder, name, modules, root):
            yield f"the tour of {folder or 'the repository'}: expected a module, a path or a name there, found {name}"
    files = [f"/{path.relative_to(root).as_posix()}" for path in root.rglob("*") if ".git" not in path.parts]
    for name in dict.fromkeys(_FILE.findall(text)):
        if not any(path.endswith(f"/{name}") for path in files):
            yield f"CONTRIBUTING.md: expected a file of the repository, found {name}"
