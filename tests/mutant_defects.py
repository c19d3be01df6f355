"""Defines seeded defects: small edits of a checkout's files, each named by its file, the text of a line and another
text.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import asdict, replace

from tests import mutant_python
from tests.mutant_python import Change
from tests.mutant_rows import pattern_changes, row_changes
from tests.mutant_texts import is_shell, shell_changes, template_changes

Edits = Callable[[str], Iterator[Change]]

IN_ALL, SEED = 104, 19
_ROWS = "rows"
# What stands among the rows without being a table of them.
_NO_TABLES = frozenset({"line_rows", "parameter_schemas", "parameter_tables", "resource_schemas"})
_ENGINE = ("learn", "template", "settings", _ROWS, "refusals", "values", "features", "chart")


class Defect(Struct, frozen=True, kw_only=True):
    """An edit of one line: its class and kind, the file, the line before and after."""

    group: str
    kind: str
    file: str
    before: str
    after: str

    def line(self, root: Path) -> int | None:
        """Return the number of the line in a checkout; None if no line, or more than one, has the text."""
        path = root / self.file
        lines = path.read_text(encoding="utf-8").split("\n") if path.is_file() else []
        return lines.index(self.before) + 1 if lines.count(self.before) == 1 else None

    def moved(self, root: Path) -> "Defect":
        """Return the defect in the one module that has its line, if its own module does not: modules move from room to
        room.
        """
        modules = () if self.line(root) or not self.file.endswith(".py") else (root / "generator").rglob("*.py")
        others = [replace(self, file=path.relative_to(root).as_posix()) for path in modules]
        there = [one for one in others if one.line(root)]
        alike = [one for one in there if Path(one.file).name == Path(self.file).name] or there
        return alike[0] if len(alike) == 1 else self

    def planted(self, text: str) -> str:
        """Return the text of the file with the defect in it."""
        lines = text.split("\n")
        lines[lines.index(self.before)] = self.after
        return "\n".join(lines)


def _templates(root: Path) -> Iterator[tuple[str, Edits]]:
    for path in (root / "generator/chart/static").rglob("*.j2"):
        if path.name.endswith((".tpl.j2", ".yaml.j2", ".txt.j2")):
            yield path.relative_to(root).as_posix(), template_changes


def _rows(root: Path) -> Iterator[tuple[str, Edits]]:
    for path in (root / "generator" / _ROWS).glob("*.py"):
        if path.stem not in _NO_TABLES:
            yield path.relative_to(root).as_posix(), pattern_changes if path.name == "patterns.py" else row_changes


def _engine(root: Path) -> Iterator[tuple[str, Edits]]:
    for room in _ENGINE:
        for path in (root / "generator" / room).rglob("*.py"):
            if room != _ROWS or path.stem in _NO_TABLES:
                yield path.relative_to(root).as_posix(), mutant_python.changes


def _node(root: Path) -> Iterator[tuple[str, Edits]]:
    for path in (root / "generator/node").glob("*.py"):
        yield path.relative_to(root).as_posix(), mutant_python.changes
    for path in (root / "generator/node/static").iterdir():
        yield path.relative_to(root).as_posix(), shell_changes


GROUPS: Mapping[str, Callable[[Path], Iterator[tuple[str, Edits]]]] = {
    "templates": _templates,
    "rows": _rows,
    "engine": _engine,
    "node": _node,
}


def _edited(text: str, change: Change) -> tuple[str, str] | None:
    """Return the line before and after a change; None if it is more than a line, or not the only one of that text."""
    start = text.rfind("\n", 0, change.start) + 1
    end = f"{text}\n".find("\n", change.start)
    if change.end > end:
        return None
    before = text[start:end]
    after = before[: change.start - start] + change.text + before[change.end - start :]
    if text.split("\n").count(before) != 1:
        return None
    return before, after.rstrip()


def defects_in(group: str, file: str, text: str, edits: Edits) -> Iterator[Defect]:
    """Yield every defect of a file: an edit of one line, the only one of its text."""
    for change in edits(text):
        if (lines := _edited(text, change)) and lines[0] != lines[1]:
            yield Defect(group=group, kind=change.kind, file=file, before=lines[0], after=lines[1])


def _still_reads(root: Path, defect: Defect) -> bool:
    """Report whether the file of a defect is still of its language: Python and shell are asked, templates by how edits
    are.
    """
    text = (root / defect.file).read_text(encoding="utf-8")
    if defect.file.endswith(".py"):
        return mutant_python.still_reads(text, defect.planted(text))
    return "/static/" not in defect.file or defect.file.endswith(".j2") or is_shell(defect.planted(text))


def possible(root: Path, group: str) -> dict[str, dict[str, list[Defect]]]:
    """Return every defect of a class, by its kind and file."""
    found: dict[str, dict[str, list[Defect]]] = {}
    for file, edits in sorted(GROUPS[group](root), key=lambda one: one[0]):
        for defect in defects_in(group, file, (root / file).read_text(encoding="utf-8"), edits):
            found.setdefault(defect.kind, {}).setdefault(file, []).append(defect)
    return found


def drawn(root: Path, group: str, seed: int, count: int) -> list[Defect]:
    """So many defects of a class, the kinds in turn, no line twice; a longer list begins with a shorter one."""
    random = Random(f"{seed} {group}")  # noqa: S311 - the same defects in every run
    left = dict(sorted(possible(root, group).items()))
    taken: dict[tuple[str, str], Defect] = {}
    while left and len(taken) < count:
        for kind in random.sample(list(left), len(left)):
            file = random.choice(list(left[kind]))
            defect = random.choice(left[kind][file])
            left[kind][file] = [one for one in left[kind][file] if one != defect]
            if (file, defect.before) not in taken and _still_reads(root, defect):
                taken[file, defect.before] = defect
            left[kind] = {name: defects for name, defects in left[kind].items() if defects}
        left = {kind: files for kind, files in left.items() if files}
    return list(taken.values())[:count]


def seeded(root: Path, groups: Sequence[str], seed: int, limit: int) -> list[Defect]:
    """So many defects in all, the classes in turn."""
    each = -(-limit // len(groups))
    turns = zip(*(drawn(root, group, seed, each) for group in groups), strict=False)
    return [defect for turn in turns for defect in turn][:limit]


def saved(defects: Sequence[Defect], endings: Sequence[str] = ()) -> str:
    """Defects as JSON, with what became of them where that is known."""
    pairs = zip(defects, endings or [""] * len(defects), strict=True)
    return json.dumps([{**asdict(defect), "ending": ending} for defect, ending in pairs], indent=1) + "\n"


def loaded(text: str, root: Path) -> list[tuple[Defect, str]]:
    """Return the defects in a JSON text, each in the module of a checkout that has its line, and what became of
    them.
    """
    rows: list[dict[str, str]] = json.loads(text)
    defects = (Defect(**{name: row[name] for name in row if name != "ending"}) for row in rows)
    return [(defect.moved(root), row["ending"]) for defect, row in zip(defects, rows, strict=True)]
