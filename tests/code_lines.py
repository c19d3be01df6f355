"""Counts code: the lines of the program without blanks, comments and docstrings, its modules, functions and rooms."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.paths import ROOT
from tests.structure import TABLES, sources


def _docstrings(tree: ast.AST) -> Iterator[int]:
    """The lines of docstrings, and of texts that stand alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _texts(tree: ast.AST) -> Iterator[int]:
    """The lines of texts, in which a number sign begins no comment."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr):
            yield from range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)


def python_lines(text: str) -> int:
    """The lines of a Python module that are code."""
    tree = ast.parse(text)
    said, inside = {*_docstrings(tree)}, {*_texts(tree)}
    lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if number not in said)
    return sum(1 for number, line in lines if line and (number in inside or not line.startswith("#")))


def go_lines(text: str) -> int:
    """The lines of a Go file that are code."""
    return sum(1 for line in map(str.strip, text.splitlines()) if line and not line.startswith("//"))


def counts(root: Path) -> dict[str, int]:
    """What the program of a checkout consists of."""
    modules = sources(root=root)
    code = {name: text for name, text in modules.items() if not name.startswith(TABLES)}
    go = [path.read_text(encoding="utf-8") for path in (root / "generator").rglob("*.go") if not path.is_symlink()]
    python = sum(map(python_lines, code.values()))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        "code": python + sum(map(go_lines, go)),
        "Python": python,
        "Go": sum(map(go_lines, go)),
        "tables": sum(python_lines(text) for name, text in modules.items() if name not in code),
        "modules": len(code),
        "functions": sum(isinstance(node, functions) for text in code.values() for node in ast.walk(ast.parse(text))),
        "rooms": len({name.partition(".")[0] for name in code if "." in name}),
    }


if __name__ == "__main__":
    # Each checkout that is named, this one without any.
    for folder in sys.argv[1:] or [str(ROOT)]:
        print(folder, *(f"{name} {count}" for name, count in counts(Path(folder)).items()), sep="  ")
