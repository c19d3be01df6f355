"""Makes small edits of Python code that change what it does: comparisons, conditions, constants, calls left out."""

import ast
from collections.abc import Callable, Iterator, Mapping

from msgspec import Struct

COMPARISONS: Mapping[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}
_METHODS = {"startswith": "endswith", "endswith": "startswith", "removeprefix": "removesuffix", "lstrip": "rstrip"}
_FUNCTIONS = {"any": "all", "all": "any", "min": "max", "max": "min"}
# What people read, or Python alone: a defect there is none of the chart's.
_MESSAGES = frozenset({"problem", "Problem", "Finding"})
_NO_EFFECT = frozenset({"strict", "maxsize", "timeout", "legal", "illegal"})


class Change(Struct, frozen=True, kw_only=True):
    """What kind of edit it is, and the text in the place of the characters from `start` to `end`."""

    kind: str
    start: int
    end: int
    text: str


class Source(Struct, frozen=True):
    """A text, and where each of its lines starts, in bytes of UTF-8 as `ast` counts."""

    text: str
    starts: list[int] = []

    def at(self, line: int, column: int) -> int:
        """Return the character at a line, counted from 1, and a column in bytes."""
        if not self.starts:
            self.starts.append(0)
            for one in self.text.split("\n"):
                self.starts.append(self.starts[-1] + len(one) + 1)
        first = self.starts[line - 1]
        return first + len(self.text[first : self.starts[line]].encode()[:column].decode())

    def span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Return the characters from which to which a node reaches."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def operator(self, first: ast.expr, second: ast.expr, text: str) -> tuple[int, int]:
        """Return the characters of an operator between two operands."""
        start = self.text.index(text, self.span(first)[1], self.span(second)[0])
        return start, start + len(text)


Edits = Callable[[Source, ast.AST], Iterator[Change]]


def comparisons(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield a comparison turned into its opposite, or moved by its bound."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        old, new = COMPARISONS[type(node.ops[0])]
        start, end = source.operator(node.left, node.comparators[0], old)
        yield Change(kind="another comparison", start=start, end=end, text=new)


def connectives(source: Source, node: ast.AST) -> Iterator[Change]:
    """`and` for `or`, and the other way round."""
    if isinstance(node, ast.BoolOp) and len(node.values) == 2:
        old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        start, end = source.operator(node.values[0], node.values[1], old)
        yield Change(kind="and for or", start=start, end=end, text=new)


def negations(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield a `not` dropped."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        start, _ = source.span(node)
        yield Change(kind="a not less", start=start, end=start + len("not "), text="")


def conditions(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield a condition turned round that is neither a comparison nor a negation."""
    tests = [node.test] if isinstance(node, ast.If | ast.IfExp) else []
    for test in [*tests, *(node.ifs if isinstance(node, ast.comprehension) else ())]:
        if not isinstance(test, ast.Compare | ast.UnaryOp | ast.NamedExpr):
            start, end = source.span(test)
            yield Change(kind="a condition turned round", start=start, end=end, text=f"not ({source.text[start:end]})")


def constants(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield a number that is off by one, `True` for `False`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool | int):
        start, end = source.span(node)
        other = str(not node.value) if isinstance(node.value, bool) else str(node.value + 1)
        kind = "True for False" if isinstance(node.value, bool) else "off by one"
        yield Change(kind=kind, start=start, end=end, text=other)


def functions(source: Source, node: ast.AST) -> Iterator[Change]:
    """`any` for `all`, the largest for the smallest, the end of a text for its start, an order turned round."""
    if not isinstance(node, ast.Call):
        return
    start, end = source.span(node.func)
    if isinstance(node.func, ast.Attribute) and (other := _METHODS.get(node.func.attr)):
        yield Change(kind="the other end", start=end - len(node.func.attr), end=end, text=other)
    if isinstance(node.func, ast.Name) and (other := _FUNCTIONS.get(node.func.id)):
        yield Change(kind="any for all", start=start, end=end, text=other)
    if isinstance(node.func, ast.Name) and node.func.id == "sorted":
        _, end = source.span(node)
        yield Change(kind="an order turned round", start=end - 1, end=end - 1, text=", reverse=True")


def calls(source: Source, node: ast.AST) -> Iterator[Change]:
    """Yield a statement left out that is a call, and an unpacked item of a list."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        start, end = source.span(node)
        yield Change(kind="a call less", start=start, end=end, text="pass")
    if isinstance(node, ast.List) or (isinstance(node, ast.Tuple) and len(node.elts) > 2):
        for one, following in zip(node.elts, node.elts[1:], strict=False):
            if isinstance(one, ast.Starred):
                yield Change(kind="items less", start=source.span(one)[0], end=source.span(following)[0], text="")


ENGINE: tuple[Edits, ...] = (comparisons, connectives, negations, conditions, constants, functions, calls)


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands directly in a node and does something: no options of classes, types or texts."""
    for name, value in ast.iter_fields(node):
        is_option = name == "keywords" and isinstance(node, ast.ClassDef)
        if is_option or name in {"decorator_list", "annotation", "returns"}:
            continue
        yield from (one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST))


def _is_beside(node: ast.AST) -> bool:
    """Report whether a defect in it would change no more than what is said, or nothing at all."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in _MESSAGES
    if isinstance(node, ast.keyword):
        return node.arg in _NO_EFFECT
    return isinstance(node, ast.Raise | ast.Assert | ast.JoinedStr)


def walked(node: ast.AST) -> Iterator[ast.AST]:
    """Yield every node below it, and itself, in which a defect would do something."""
    if not _is_beside(node):
        yield node
        for one in _inside(node):
            yield from walked(one)


def changes(text: str, edits: tuple[Edits, ...] = ENGINE) -> Iterator[Change]:
    """Yield every change that the edits make in a module."""
    source = Source(text)
    for node in walked(ast.parse(text)):
        for edit in edits:
            yield from edit(source, node)


def still_reads(before: str, after: str) -> bool:
    """Report whether a module after its edit is still Python, and another program."""
    try:
        return ast.dump(ast.parse(after)) != ast.dump(ast.parse(before))
    except SyntaxError:
        return False
