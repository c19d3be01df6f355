"""Prints template trees as Helm templates that read as if written by hand."""

from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from generator.base.errors import problem
from generator.base.trees import show_path
from generator.features.conditions import ALWAYS, Condition, given
from generator.features.feature_table import FeatureTable
from generator.template import nodes
from generator.template.chains import Case, Chain, Piece, guarded, print_pieces
from generator.template.scalars import fits_block, scalar

_INDENT = "  "

# The last line of a template that may end with a text of the user's. Helm 3 cuts white space off the end of a file,
# and with it the empty lines at the end of such a text.
_LAST = "# End."


class _Scope(Struct, frozen=True):
    """Where the printer is: the path, the depth in spaces, and the conditions that hold here already."""

    at: tuple[str, ...]
    indent: int
    within: Condition
    table: FeatureTable

    @property
    def pad(self) -> str:
        return " " * self.indent

    def child(self, key: str, deeper: int) -> "_Scope":
        return _Scope((*self.at, key), self.indent + deeper, self.within, self.table)


def _kept(line: nodes.TextLine, following: nodes.TextLine | None) -> str:
    """The line's text; white space at its end is kept from an action on the next line, which would eat it."""
    is_last_of_part = following is None or following.condition != line.condition
    return f'{line.text}{{{{ "" }}}}' if is_last_of_part and line.text[-1:].strip() == "" else line.text


def _text_lines(node: nodes.Text, scope: _Scope) -> tuple[str, list[Piece]]:
    """The header and the lines of a block scalar; how it ends is said by `|` or `|-`."""
    lines = list(node.lines)
    header = "|-"
    if len(lines) > 1 and not lines[-1].text and not lines[-1].condition:
        lines.pop()
        header = "|"
    always = next((index for index, line in enumerate(lines) if not line.condition), len(lines) - 1)
    if any(line.text[:1].strip() == "" for line in lines[: always + 1]):
        header = f"|{len(_INDENT)}{header[1:]}"
    texts = [_kept(line, following) for line, following in zip(lines, [*lines[1:], None], strict=True)]
    pieces: list[Piece] = []
    for literals, group in groupby(zip(lines, texts, strict=True), key=lambda pair: pair[0].condition.literals):
        part = [
            piece
            for line, text in group
            for piece in guarded([f"{scope.pad}{text}" if text else ""], given(*line.condition.tests), scope.indent)
        ]
        pieces += guarded(part, Condition(literals), scope.indent)
    return header, pieces


def _inline(node: nodes.Node) -> str | None:
    """What stands behind `key:` or `- ` on the same line, None for what needs lines of its own."""
    if isinstance(node, nodes.Expression):
        return f"{{{{ {node.text} }}}}"
    if isinstance(node, nodes.Raw):
        return node.text
    if isinstance(node, nodes.Scalar):
        return scalar(node.value)
    return None


def _as_text(node: nodes.Node) -> nodes.Node:
    """A text of several lines as a block scalar, or quoted where a block scalar cannot hold it."""
    if isinstance(node, nodes.Scalar) and isinstance(node.value, str) and "\n" in node.value:
        node = nodes.Text(tuple(nodes.TextLine(line) for line in node.value.split("\n")))
    if isinstance(node, nodes.Text) and not any(line.condition or "{{" in line.text for line in node.lines):
        text = "\n".join(line.text for line in node.lines)
        return node if fits_block(text) else nodes.Scalar(text)
    return node


def _keyed(key: str, node: nodes.Node, scope: _Scope) -> list[Piece]:
    """`key: value` at the scope's indentation."""
    node = _as_text(node)
    head = f"{scope.pad}{scalar(key)}:"
    if (inline := _inline(node)) is not None:
        return [f"{head} {inline}"]
    if isinstance(node, nodes.Choice):
        cases = [
            Case(
                option.condition,
                tuple(_keyed(key, option.node, replace(scope, within=scope.within & option.condition))),
                option.otherwise,
            )
            for option in node.options
        ]
        return [Chain(scope.indent, tuple(cases))]
    if isinstance(node, nodes.Text):
        header, lines = _text_lines(node, scope.child(key, len(_INDENT)))
        return [f"{head} {header}", *lines]
    if isinstance(node, nodes.Block):
        return [head, f"{scope.pad}{_INDENT}{{{{- {node.text} | nindent {scope.indent + len(_INDENT)} }}}}"]
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    deeper = len(_INDENT) if isinstance(node, nodes.MapNode) else 0  # a list's dashes stand in the column of its key
    return [head, *_children(node, scope.child(key, deeper))]


def _item(entry: nodes.Entry, scope: _Scope) -> list[Piece]:
    """One list item: `- ` and the value, a mapping's first key on the same line."""
    node = _as_text(entry.node)
    if (inline := _inline(node)) is not None:
        return [f"{scope.pad}- {inline}"]
    if isinstance(node, nodes.Text):
        header, lines = _text_lines(node, scope.child(entry.key, len(_INDENT)))
        return [f"{scope.pad}- {header}", *lines]
    if not isinstance(node, nodes.MapNode):
        raise problem(
            show_path(scope.at), expected="a scalar, a text or a mapping as list item", found=type(node).__name__
        )
    first, *rest = _children(_first_unguarded(node, scope), scope.child(entry.key, len(_INDENT)))
    assert isinstance(first, str)
    return [f"{scope.pad}- {first.lstrip()}", *rest]


def _first_unguarded(node: nodes.MapNode, scope: _Scope) -> nodes.MapNode:
    """The mapping with an entry first that is always there and prints no `if`: the one behind the dash."""
    for index, entry in enumerate(node.entries):
        if not entry.condition and not isinstance(entry.node, nodes.Choice | nodes.Spread):
            return replace(node, entries=(entry, *node.entries[:index], *node.entries[index + 1 :]))
    raise problem(
        show_path(scope.at), expected="a key of the list item that is always there", found="conditions on all keys"
    )


def _check_never_empty(node: nodes.MapNode | nodes.ListNode, scope: _Scope) -> None:
    """A container whose children can all be absent would be rendered as null.

    A list that a setting made of loops is guarded by the setting's row. Members beside those that an expression prints
    are absent only where it prints them.
    """
    if any(not entry.condition or entry.loop for entry in node.entries):
        return
    own = [entry for entry in node.entries if not isinstance(entry.node, nodes.Spread)]
    gives_way = len(own) < len(node.entries)
    feature_only = [entry.condition for entry in own if gives_way or not entry.condition.tests]
    for point in scope.table.supported():
        if scope.within.holds(point) and not any(condition.holds(point) for condition in feature_only):
            shown = ", ".join(f"{feature}={value}" for feature, value in point.items())
            raise problem(
                show_path(scope.at),
                expected="something to print in every supported combination",
                found=f"nothing for {shown}",
                remedy="guard the container or refuse the combination in REFUSALS",
            )


def _children(node: nodes.MapNode | nodes.ListNode, scope: _Scope) -> list[Piece]:
    _check_never_empty(node, scope)
    pieces: list[Piece] = []
    for entry in node.entries:
        inner = scope if not entry.condition else replace(scope, within=scope.within & entry.condition)
        if isinstance(entry.node, nodes.Spread):
            child: list[Piece] = [f"{scope.pad}{{{{- {entry.node.text} | nindent {scope.indent} }}}}"]
        else:
            child = _keyed(entry.key, entry.node, inner) if isinstance(node, nodes.MapNode) else _item(entry, inner)
        if entry.why:
            child = [f"{scope.pad}{{{{- /* {entry.why} */}}}}", *child]
        if entry.loop:
            child = [f"{scope.pad}{{{{- range {entry.loop} }}}}", *child, f"{scope.pad}{{{{- end }}}}"]
        pieces += guarded(child, entry.condition, scope.indent)
    return pieces


def _ends_with_a_users_text(node: nodes.Node) -> bool:
    """Whether what an expression prints on lines of its own may be the last thing that a node prints."""
    if isinstance(node, nodes.Block | nodes.Spread):
        return True
    if isinstance(node, nodes.Choice):
        return any(_ends_with_a_users_text(option.node) for option in node.options)
    if not isinstance(node, nodes.MapNode | nodes.ListNode):
        return False
    for entry in reversed(node.entries):
        if _ends_with_a_users_text(entry.node):
            return True
        if not entry.condition:
            return False
    return False


def emit(template: nodes.Template, banner: str, table: FeatureTable, within: Condition = ALWAYS) -> str:
    """The template of one object: a banner, the guard at the edge, the object.

    What stands around it, `within`, holds for all of it.
    """
    around = within & template.condition
    scope = _Scope((template.project, template.name), indent=0, within=around, table=table)
    lines = print_pieces(_children(template.body, scope), around, table)
    if _ends_with_a_users_text(template.body):
        lines.append(_LAST)
    if template.condition:
        lines = [f"{{{{- if {template.condition.text(table)} }}}}", *lines, "{{- end }}"]
    return "\n".join([f"{{{{- /* {banner} */ -}}}}", *lines]) + "\n"
