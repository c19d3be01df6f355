"""Makes small edits of the tables of rows: another place, kind, bound or name, a choice, a default or a row less."""

import ast
import re
from collections.abc import Iterator

from tests.mutant_python import Change, Edits, Source, changes, constants
from tests.mutant_texts import WORDS

_LOCATIONS = "generator.rows.locations"
_KINDS = frozenset({"kinds", "cni_kinds", "pod_kinds", "pem_kinds", "patterns"})
_VARIABLE = re.compile(r"[A-Z][A-Z0-9]+(_[A-Z0-9]+)+")
_RELEASE = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+")
_ADDRESS = re.compile(r"[A-Z][A-Za-z]+/\S+ \S+\.\w+")
_PATH = re.compile(r"[a-z]\w+(\.\w+)+")
_DEFAULT = re.compile(r" ?Default: \{upstream(?: else [^}]+)?\}\.?")
_TEST = re.compile(r"^ +test=[rf]{0,2}(['\"])(.+)\1,$", re.MULTILINE)
_CLASS = re.compile(r"\[(0-9|a-z0-9|A-Za-z0-9)\]")
_NARROWER = {"0-9": "[1-9]", "a-z0-9": "[a-z]", "A-Za-z0-9": "[a-z0-9]"}


def _texts(source: Source, node: ast.AST) -> Iterator[Change]:
    """Another name of a variable, release or place, where a text is one."""
    if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return
    start, end = source.span(node)
    quoted = source.text[start:end]
    if quoted != f'"{node.value}"':
        return
    if _VARIABLE.fullmatch(node.value):
        yield Change(kind="another variable", start=start, end=end, text=f'"{node.value}S"')
    elif _RELEASE.fullmatch(node.value):
        yield Change(kind="another release", start=start, end=end, text='"v9.0.0"')
    elif _ADDRESS.fullmatch(node.value):
        yield Change(kind="another place", start=start, end=end, text=f'"{node.value.rpartition(".")[0]}"')


def _choices(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield the last choice of a value left out."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) in {"chosen", "one_of"} and len(node.args) > 1:
        start, end = source.span(node.args[-2])[1], source.span(node.args[-1])[1]
        yield Change(kind="a choice less", start=start, end=end, text="")


def _rows(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield an item of a table left out that has a line of its own."""
    for one in node.elts if isinstance(node, ast.Tuple) and len(node.elts) > 1 else ():
        start, end = source.span(one)
        line = source.text[source.text.rfind("\n", 0, start) + 1 : source.text.find("\n", end)]
        if isinstance(one, ast.Starred | ast.Call | ast.Tuple) and line.strip() == f"{source.text[start:end]},":
            yield Change(kind="a row less", start=start - (len(line) - len(line.lstrip())), end=end + 1, text="")


def _next(text: str, names: list[str], kind: str) -> Iterator[Change]:
    """Each name, in the place of the one before it, outside of imports."""
    imports = re.compile(r"^from \S+ import (\([^)]*\)|.*)$", re.MULTILINE)
    code = imports.sub(lambda found: " " * len(found[0]), text)
    for name, other in zip(names, [*names[1:], *names[:1]], strict=True):
        if name != other:
            for found in re.finditer(rf"(?<![\w.]){re.escape(name)}(?![\w.])", code):
                yield Change(kind=kind, start=found.start(), end=found.end(), text=other)


def _names(text: str) -> Iterator[Change]:
    """Another kind, and another place, of those that the module knows."""
    tree = ast.parse(text)
    used: dict[str, dict[str, None]] = {}
    for node in ast.walk(tree):
        module, _, name = ast.unparse(node).rpartition(".") if isinstance(node, ast.Attribute) else ("", "", "")
        if module in _KINDS and name.isupper():
            used.setdefault(module, {})[f"{module}.{name}"] = None
    for names in used.values():
        yield from _next(text, list(names), "another kind")
    known = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == _LOCATIONS
        for alias in node.names
    ]
    yield from _next(text, known, "another place")


def _words(text: str) -> Iterator[Change]:
    """Another operator in the test of a rule, and a default that a row no longer says."""
    for found in _TEST.finditer(text):
        for kind, pattern, other in WORDS:
            for word in pattern.finditer(text, *found.span(2)):
                yield Change(kind=kind, start=word.start(), end=word.end(), text=other)
    for found in _DEFAULT.finditer(text):
        yield Change(kind="a default less", start=found.start(), end=found.end(), text="")


def pattern_changes(text: str) -> Iterator[Change]:
    """Yield a class of characters that is too narrow."""
    for found in _CLASS.finditer(text):
        yield Change(kind="another pattern", start=found.start(), end=found.end(), text=_NARROWER[found[1]])


ROWS: tuple[Edits, ...] = (constants, _texts, _choices, _rows)


def row_changes(text: str) -> Iterator[Change]:
    """Yield every change that the edits make in a table."""
    yield from changes(text, ROWS)
    yield from _names(text)
    yield from _words(text)
