"""Prints template trees as Helm templates that read as if written by hand."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.base import yamltree
from generator.base.errors import problem
from generator.base.trees import Tree, show_path
from generator.features.conditions import ALWAYS, Condition, completes, simplified
from generator.features.table import FeatureTable
from generator.template import nodes

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where the printer is: the path, the depth in spaces, and the conditions that hold here already."""

    at: tuple[str, ...]
    indent: int
    within: Condition
    table: FeatureTable

    @property
    def pad(self) -> str:
        return " " * self.indent

    def child(self, key: str, deeper: int, condition: Condition = ALWAYS) -> "_Scope":
        return replace(self, at=(*self.at, key), indent=self.indent + deeper, within=self.within & condition)


@dataclass(frozen=True, slots=True)
class _Part:
    """Lines that are rendered under one condition."""

    lines: tuple[str, ...]
    condition: Condition
    otherwise: bool = False


def _joins(chain: Sequence[_Part], part: _Part) -> bool:
    return bool(part.condition) and all(earlier.condition.excludes(part.condition) for earlier in chain)


def _ordered(chain: Sequence[_Part], scope: _Scope) -> list[_Part]:
    """The chain with a plain `if` ahead of its `if not`, where two parts are each other's opposite."""
    if len(chain) == 2 and not chain[1].otherwise:
        first, second = chain
        negated = first.condition.text(scope.table).startswith("not ")
        if negated and completes(scope.table, [second.condition], first.condition, scope.within):
            return [second, first]
    return list(chain)


def _print_chain(parts: Sequence[_Part], scope: _Scope) -> list[str]:
    """Exclusive parts as one `if / else if / else`; `else` only where it means exactly what the last one says."""
    if not parts[0].condition:
        return [*parts[0].lines]
    chain = _ordered(parts, scope)
    pad = parts[0].lines[0][: len(parts[0].lines[0]) - len(parts[0].lines[0].lstrip())]
    lines: list[str] = []
    for number, part in enumerate(chain):
        earlier = [other.condition for other in chain[:number]]
        last = number > 0 and number == len(chain) - 1
        if last and (part.otherwise or completes(scope.table, earlier, part.condition, scope.within)):
            word = "else"
        else:
            condition = simplified(scope.table, part.condition, earlier, scope.within)
            word = f"{'else ' if number else ''}if {condition.text(scope.table)}"
        lines += [f"{pad}{{{{- {word} }}}}", *part.lines]
    return [*lines, f"{pad}{{{{- end }}}}"]


def _print_parts(parts: Iterable[_Part], scope: _Scope) -> list[str]:
    """Neighbours under the same condition share an `if`; neighbours that exclude each other share a chain."""
    merged: list[_Part] = []
    for part in parts:
        if merged and merged[-1].condition == part.condition:
            merged[-1] = replace(merged[-1], lines=(*merged[-1].lines, *part.lines))
        else:
            merged.append(part)
    lines: list[str] = []
    chain: list[_Part] = []
    for part in merged:
        if chain and not _joins(chain, part):
            lines += _print_chain(chain, scope)
            chain = []
        chain.append(part)
    return [*lines, *(_print_chain(chain, scope) if chain else [])]


def scalar(value: Tree) -> str:
    """A scalar, `{}` or `[]` as YAML that every reader takes for the same value."""
    if isinstance(value, str) and yamltree.is_plain(value):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)


def _fits_block(text: str) -> bool:
    """Whether a block scalar can hold the text: an action behind it eats the white space at its end."""
    printable = all(char.isprintable() or char in "\n\t" for char in text)
    return printable and text.removesuffix("\n")[-1:].strip() != ""


def _kept(line: nodes.TextLine, following: nodes.TextLine | None) -> str:
    """The line's text; white space at its end is kept from an action on the next line, which would eat it."""
    is_last_of_part = following is None or following.condition != line.condition
    return line.text + '{{ "" }}' * (is_last_of_part and line.text[-1:].strip() == "")


def _text_lines(node: nodes.Text, scope: _Scope) -> tuple[str, list[str]]:
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
    parts = [_Part((scope.pad * bool(text) + text,), line.condition) for line, text in zip(lines, texts, strict=True)]
    return header, _print_parts(parts, scope)


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
        return node if _fits_block(text) else nodes.Scalar(text)
    return node


def _keyed(key: str, node: nodes.Node, scope: _Scope) -> list[str]:
    """`key: value` at the scope's indentation."""
    node = _as_text(node)
    head = f"{scope.pad}{scalar(key)}:"
    if (inline := _inline(node)) is not None:
        return [f"{head} {inline}"]
    if isinstance(node, nodes.Choice):
        parts = [
            _Part(
                tuple(_keyed(key, option.node, replace(scope, within=scope.within & option.condition))),
                option.condition,
                option.otherwise,
            )
            for option in node.options
        ]
        return _print_chain(parts, scope)
    if isinstance(node, nodes.Text):
        header, lines = _text_lines(node, scope.child(key, len(_INDENT)))
        return [f"{head} {header}", *lines]
    if isinstance(node, nodes.Block):
        return [head, f"{scope.pad}{_INDENT}{{{{- {node.text} | nindent {scope.indent + len(_INDENT)} }}}}"]
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    deeper = len(_INDENT) if isinstance(node, nodes.MapNode) else 0  # a list's dashes stand below its key
    return [head, *_children(node, scope.child(key, deeper))]


def _item(entry: nodes.Entry, scope: _Scope) -> list[str]:
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
    lines = _children(_first_unguarded(node, scope), scope.child(entry.key, len(_INDENT)))
    return [f"{scope.pad}- {lines[0].lstrip()}", *lines[1:]]


def _first_unguarded(node: nodes.MapNode, scope: _Scope) -> nodes.MapNode:
    """The mapping with an entry first that is always there and prints no `if`: the one behind the dash."""
    for index, entry in enumerate(node.entries):
        if not entry.condition and not isinstance(entry.node, nodes.Choice):
            return replace(node, entries=(entry, *node.entries[:index], *node.entries[index + 1 :]))
    raise problem(
        show_path(scope.at), expected="a key of the list item that is always there", found="conditions on all keys"
    )


def _check_never_empty(node: nodes.MapNode | nodes.ListNode, scope: _Scope) -> None:
    """A container whose children can all be absent would be rendered as null.

    A list that a knob made of loops is guarded by the knob's row.
    """
    if any(not entry.condition or entry.loop for entry in node.entries) or (
        isinstance(node, nodes.MapNode) and node.spread
    ):
        return
    feature_only = [entry.condition for entry in node.entries if not entry.condition.tests]
    for point in scope.table.supported():
        if scope.within.holds(point) and not any(condition.holds(point) for condition in feature_only):
            shown = ", ".join(f"{feature}={value}" for feature, value in point.items())
            raise problem(
                show_path(scope.at),
                expected="something to print in every supported combination",
                found=f"nothing for {shown}",
                remedy="guard the container or refuse the combination in REFUSALS",
            )


def _children(node: nodes.MapNode | nodes.ListNode, scope: _Scope) -> list[str]:
    _check_never_empty(node, scope)
    parts: list[_Part] = []
    if isinstance(node, nodes.MapNode) and node.spread:
        parts.append(_Part((f"{scope.pad}{{{{- {node.spread} | nindent {scope.indent} }}}}",), ALWAYS))
    for entry in node.entries:
        inner = replace(scope, within=scope.within & entry.condition)
        is_map = isinstance(node, nodes.MapNode)
        lines = _keyed(entry.key, entry.node, inner) if is_map else _item(entry, inner)
        if entry.loop:
            lines = [f"{scope.pad}{{{{- range {entry.loop} }}}}", *lines, f"{scope.pad}{{{{- end }}}}"]
        parts.append(_Part(tuple(lines), entry.condition))
    return _print_parts(parts, scope)


def emit(document: nodes.Template, banner: str, table: FeatureTable) -> str:
    """The template of one object: a banner, the guard at the edge, the object."""
    at = (document.project, document.name)
    lines = _children(document.body, _Scope(at, indent=0, within=document.condition, table=table))
    if document.condition:
        lines = [f"{{{{- if {document.condition.text(table)} }}}}", *lines, "{{- end }}"]
    return "\n".join([f"{{{{- /* {banner} */ -}}}}", *lines]) + "\n"
