"""Finds the top-level names of modules: what each refers to, which texts it has, and which files it names."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from tests.structure import Sources

Name = tuple[str, str]

EVERY, LOOSE = "*", ""
_DOTTED = re.compile(r"[\w.]+")


class Symbol(Struct, kw_only=True):
    """The names that a symbol refers to, the texts in it but for docstrings, and the paths below the root in it."""

    uses: set[Name] = set()
    texts: set[str] = set()
    paths: set[str] = set()

    def says(self, words: Sequence[str]) -> bool:
        """Report whether one of the words is in a text or a path of its own."""
        return any(word in said for said in (*self.texts, *self.paths) for word in words)


class _Module(Struct, frozen=True, kw_only=True):
    """A module by its parts: what its statements bind, and what its imports bind to what."""

    name: str
    file: PurePosixPath
    statements: Mapping[str, tuple[ast.stmt, ...]]
    aliases: Mapping[str, str]


class _Value(Struct, frozen=True, kw_only=True):
    """A path below the root, and whether all of it is known; behind an unknown part nothing is."""

    path: PurePosixPath
    known: bool = True


def _as_fixture(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[str]:
    """Yield the other name that a fixture is asked for by; one that every test uses is of the whole module."""
    for word in (word for one in function.decorator_list if isinstance(one, ast.Call) for word in one.keywords):
        if word.arg == "name" and isinstance(word.value, ast.Constant):
            yield str(word.value.value)
        elif word.arg == "autouse":
            yield LOOSE


def bound(statement: ast.stmt) -> list[str]:
    """Return the names that a top-level statement binds."""
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [statement.name, *_as_fixture(statement)]
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        found = ast.walk(ast.Module([statement], []))
        return [node.id for node in found if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)] or [LOOSE]
    return [LOOSE]


def statements(tree: ast.Module) -> dict[str, tuple[ast.stmt, ...]]:
    """Return the top-level statements of a module by what they bind, imports apart."""
    found: dict[str, list[ast.stmt]] = {LOOSE: []}
    for statement in tree.body:
        for name in () if isinstance(statement, ast.Import | ast.ImportFrom) else bound(statement):
            found.setdefault(name, []).append(statement)
    return {name: tuple(those) for name, those in found.items()}


def imported(tree: ast.Module) -> dict[str, str]:
    """Return what the imports of a module bind, in full, wherever they stand."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names}
    return found


class _Reader:
    """Reads the symbols of one module."""

    def __init__(self, modules: Mapping[str, _Module], module: _Module) -> None:
        self.modules, self.module = modules, module
        self.found = Symbol()

    def symbol(self, name: str) -> Symbol:
        """One symbol of the module."""
        self.found = Symbol(uses={(self.module.name, LOOSE)} - {(self.module.name, name)})
        for statement in self.module.statements[name]:
            self._visit(statement)
        return self.found

    def _visit(self, node: ast.AST) -> None:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.BinOp | ast.Call) and (value := self._path(node, self.module)):
            self.found.paths.add(str(value.path))
            for part in _parts(node):
                self._visit(part)
            return
        if steps := _dotted(node):
            self._refer(steps)
            return
        if isinstance(node, ast.arg):
            self._refer([node.arg])  # it may be a fixture's
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            self._say(node.value)
        for child in ast.iter_child_nodes(node):
            self._visit(child)

    def _refer(self, steps: list[str]) -> None:
        """Note what a dotted name refers to, where that is a symbol."""
        if steps and steps[0] in self.module.aliases:
            self.found.uses |= {*resolved(self.modules, [*self.module.aliases[steps[0]].split("."), *steps[1:]])}
        elif steps and steps[0] in self.module.statements:
            self.found.uses.add((self.module.name, steps[0]))

    def _say(self, text: str) -> None:
        """Note a text; one that names a module in full, or a fixture, refers to it."""
        self.found.texts.add(text)
        self._refer([text])
        if "." in text and _DOTTED.fullmatch(text):
            self.found.uses |= {*resolved(self.modules, text.split("."))}

    def _path(self, node: ast.AST, module: _Module) -> _Value | None:
        """Return the path that an expression makes of the module's file or of a constant."""
        if isinstance(node, ast.BinOp):
            left = self._path(node.left, module) if isinstance(node.op, ast.Div) else None
            return _below(left, node.right) if left else None
        if isinstance(node, ast.Name):
            return self._constant(node.id, module)
        if isinstance(node, ast.Subscript):
            value = self._path(node.value, module)
            return _above(value, ast.literal_eval(node.slice)) if value and _is_parents(node) else None
        if isinstance(node, ast.Attribute) and node.attr in {"parent", "parents"}:
            value = self._path(node.value, module)
            return _above(value, 0) if value and node.attr == "parent" else value
        return self._called(node, module) if isinstance(node, ast.Call) else None

    def _called(self, node: ast.Call, module: _Module) -> _Value | None:
        said = ast.unparse(node.func)
        if said == "Path" and ast.unparse(node).endswith("(__file__)"):
            return _Value(path=module.file)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "with_name":
            value = self._path(node.func.value, module)
            above = _above(value, 0) if value else None
            return _below(above, node.args[0]) if above else None
        return None

    def _constant(self, name: str, module: _Module) -> _Value | None:
        """Return the path that a constant of a module is."""
        if name in module.aliases:
            home, _, name = module.aliases[name].rpartition(".")
            return self._constant(name, self.modules[home]) if home in self.modules else None
        for statement in module.statements.get(name, ()):
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                return self._path(statement.value, module)
        return None


def _dotted(node: ast.AST) -> list[str]:
    """Return the steps of a dotted name; none of another expression."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        steps.insert(0, node.attr)
        node = node.value
    return [node.id, *steps] if isinstance(node, ast.Name) else []


def _is_parents(node: ast.Subscript) -> bool:
    return (
        isinstance(node.value, ast.Attribute) and node.value.attr == "parents" and isinstance(node.slice, ast.Constant)
    )


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands behind the first part of a path and is no text."""
    while isinstance(node, ast.BinOp):
        if not isinstance(node.right, ast.Constant):
            yield node.right
        node = node.left


def _above(value: _Value, number: int) -> _Value | None:
    above = [*value.path.parents]
    return _Value(path=above[number], known=value.known) if number < len(above) else None


def _below(value: _Value, part: ast.AST) -> _Value:
    if value.known and isinstance(part, ast.Constant) and isinstance(part.value, str):
        return _Value(path=value.path / part.value)
    return _Value(path=value.path, known=False)


def resolved(modules: Mapping[str, _Module], steps: list[str]) -> Iterator[Name]:
    """Yield the symbols that a dotted name stands for, through the imports of the modules on its way."""
    depth = next((end for end in range(len(steps), 0, -1) if ".".join(steps[:end]) in modules), 0)
    if not depth:
        return
    module, rest = modules[".".join(steps[:depth])], steps[depth:]
    if rest and rest[0] in module.aliases:
        yield from resolved(modules, [*module.aliases[rest[0]].split("."), *rest[1:]])
    else:
        yield module.name, rest[0] if rest and rest[0] in module.statements else EVERY


def _module(name: str, tree: ast.Module) -> _Module:
    file = PurePosixPath(f"{name.replace('.', '/')}.py")
    return _Module(name=name, file=file, statements=statements(tree), aliases=imported(tree))


def _run(symbols: Collection[Symbol], modules: Mapping[str, _Module]) -> None:
    """Note the packages that a module runs: it says -m somewhere, and their names."""
    for symbol in symbols if any("-m" in one.texts for one in symbols) else ():
        programs = (f"{text}.__main__" for text in symbol.texts)
        symbol.uses |= {(program, EVERY) for program in programs if program in modules}


def read_symbols(sources: Sources) -> dict[Name, Symbol]:
    """Return the symbols of modules, which are named in full."""
    modules = {name: _module(name, ast.parse(text, f"{name.replace('.', '/')}.py")) for name, text in sources.items()}
    found: dict[Name, Symbol] = {}
    for name, module in modules.items():
        reader = _Reader(modules, module)
        own = {(name, each): reader.symbol(each) for each in module.statements}
        _run(own.values(), modules)
        found |= own
        found[name, EVERY] = Symbol(uses={(name, each) for each in module.statements})
    return found
