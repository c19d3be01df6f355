"""Turns a file before and after a change into the names that changed in it, and into the values that it names there."""

import ast
import re
from collections.abc import Iterable, Iterator

from tests.symbols import EVERY, LOOSE, imported, statements

# A value's path in dots, or a part of some.
_PATH = re.compile(r"[A-Za-z]\w*(\.\w+)*")
_ROW = re.compile(r"_?(setting|Setting|Section|Field|set|defaulted|workload\w*)")
_VALUE = re.compile(r"\.Values\.([A-Za-z]\w*(?:\.\w+)*)")


def changed_names(before: str | None, now: str) -> set[str]:
    """Return the top-level names of a module that a change touches; all of them where imports or loose statements
    differ.
    """
    tree = ast.parse(now)
    after = statements(tree)
    if before is None or imported(earlier := ast.parse(before)) != imported(tree):
        return {*after, EVERY}
    old = {name: [ast.dump(one) for one in those] for name, those in statements(earlier).items()}
    new = {name: [ast.dump(one) for one in those] for name, those in after.items()}
    found = {name for name in {*old, *new} if old.get(name) != new.get(name)}
    return {*after, EVERY} if LOOSE in found else found | ({EVERY} if found else set())


def _rows(text: str) -> dict[str, ast.AST]:
    """Return every call, and every entry of a mapping, by its source."""
    found: dict[str, ast.AST] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            found[ast.unparse(node)] = node
        elif isinstance(node, ast.Dict):
            pairs = [
                ast.Tuple([key, value], ast.Load()) for key, value in zip(node.keys, node.values, strict=True) if key
            ]
            found |= {ast.unparse(pair): pair for pair in pairs}
    return found


def _named(node: ast.AST) -> Iterator[str]:
    """Yield the values that a row names: what it is of, or else each path in it."""
    if isinstance(node, ast.Call) and _ROW.fullmatch(ast.unparse(node.func).rpartition(".")[2]):
        named = [word.value for word in node.keywords if word.arg in {"name", "path"}]
        node = next(iter([*node.args, *named]), node)
    texts = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))
    yield from (word for text in texts if (word := text.strip(".")) and _PATH.fullmatch(word))


def _innermost(rows: dict[str, ast.AST]) -> Iterator[ast.AST]:
    """Yield the rows that name something and hold no other one of these that does."""
    naming = {source: node for source, node in rows.items() if [*_named(node)]}
    for source, node in naming.items():
        if not any(other != source and other in source for other in naming):
            yield node


def _table_words(before: str, now: str, tables: Iterable[str]) -> Iterator[str]:
    old, new = _rows(before), _rows(now)
    changed = {
        source: node
        for rows, others in ((old, new), (new, old))
        for source, node in rows.items()
        if source not in others
    }
    for node in _innermost(changed):
        yield from _named(node)
    used = re.compile(rf"\b({'|'.join(map(re.escape, sorted(changed_names(before, now) - {EVERY, LOOSE})))})\b")
    for table in tables if used.pattern != r"\b()\b" else ():
        using = {source: node for source, node in _rows(table).items() if used.search(source)}
        for node in _innermost({source: node for source, node in using.items() if isinstance(node, ast.Call)}):
            yield from _named(node)


def words_of(path: str, before: str | None, now: str, tables: Iterable[str]) -> set[str]:
    """Return the values, or parts of their paths, that changed rows of a table or changed lines of a template name."""
    if before is None or before == now:
        return set()
    if path.endswith(".py"):
        return {*_table_words(before, now, tables)}
    lines = {*before.splitlines()} ^ {*now.splitlines()}
    return {found for line in lines for found in _VALUE.findall(line)}
