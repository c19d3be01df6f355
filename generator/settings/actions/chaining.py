"""ChainsPlugins: decides which plugins follow the first one of a CNI configuration, with the commas between them."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.features.conditions import given
from generator.settings.actions.action import TextAction
from generator.settings.actions.text_lines import indentation
from generator.template import nodes

_START = '"plugins": ['
_TYPE = re.compile(r'"type": "(?P<type>[^"]+)",?')


class Chained(Struct, frozen=True, kw_only=True):
    """A plugin behind the first one: its type, and template tests for it.

    `kept` is for configurations in which upstream has the plugin, `added` for others, which get the `text`. Without the
    test, the plugin is always there, or never.
    """

    type: str
    kept: str = ""
    added: str = ""
    text: str = ""


class _Item(Struct, frozen=True):
    """A plugin of a list: its first and its last line, its type, and the test for it being there."""

    first: int
    last: int
    type: str
    test: str = ""


class _List(Struct, frozen=True):
    """The plugins of one configuration, and the line that ends them."""

    items: tuple[_Item, ...]
    end: int


def _either(tests: Sequence[str]) -> str:
    """Return the test of whether one of several tests holds."""
    return tests[0] if len(tests) == 1 else " ".join(["or", *(f"({test})" if " " in test else test for test in tests)])


def _type(lines: Sequence[nodes.TextLine]) -> str:
    """Return the type of a plugin, which comes before the types of what it contains."""
    return next((found["type"] for line in lines if (found := _TYPE.fullmatch(line.key))), "")


def _list(lines: Sequence[nodes.TextLine], start: int) -> _List | None:
    """Return the plugins behind a line; None unless each brace has a line of its own."""
    items: list[_Item] = []
    first = -1
    outer, inner = indentation(lines[start]), indentation(lines[start + 1])
    for index in range(start + 1, len(lines)):
        line = lines[index]
        at, same = indentation(line), line.condition == lines[start].condition
        if first < 0 and line.key == "]" and at == outer and items and same:
            return _List(tuple(items), index)
        if first < 0:
            if line.key != "{" or at != inner or not same:
                return None
            first = index
        elif at == inner:
            if line.key not in ("}", "},") or not same:
                return None
            items.append(_Item(first, index, _type(lines[first:index])))
            first = -1
    return None


def _lines(node: nodes.Node) -> tuple[nodes.TextLine, ...]:
    """Return the lines of a text; none for any other node."""
    if isinstance(node, nodes.Text):
        return node.lines
    if isinstance(node, nodes.Scalar) and isinstance(node.value, str):
        return tuple(nodes.TextLine(line, key=line.strip()) for line in node.value.split("\n"))
    return ()


def _starts(lines: Sequence[nodes.TextLine]) -> list[int]:
    return [index for index, line in enumerate(lines[:-1]) if line.key == _START]


class ChainsPlugins(TextAction, frozen=True, kw_only=True):
    """The action on the text of one or more configurations, one a variant; upstream's lines stay as they are."""

    plugins: tuple[Chained, ...]

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"say whether {' and '.join(plugin.type for plugin in self.plugins)} follow the first plugin"

    def unfit(self, node: nodes.Node) -> str:
        """It needs lists of plugins with each brace on a line of its own."""
        lines = _lines(node)
        starts = _starts(lines)
        if starts and all(_list(lines, start) for start in starts):
            return ""
        return "no CNI configuration with the braces of its plugins on lines of their own"

    def unfit_text(self, text: str) -> str:
        """Check a JSON text as a text of lines."""
        return self.unfit(nodes.Scalar(text))

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The text with the plugins guarded, the others behind them."""
        lines = list(_lines(node))
        for start in reversed(_starts(lines)):
            found = _list(lines, start)
            assert found
            lines = self._chained(lines, found)
        return nodes.Text(tuple(lines))

    def _chained(self, lines: list[nodes.TextLine], found: _List) -> list[nodes.TextLine]:
        kept = {plugin.type: plugin.kept for plugin in self.plugins}
        first, *others = found.items
        items = [first, *(replace(item, test=kept.get(item.type, "")) for item in others)]
        types = {item.type for item in items}
        added = [plugin for plugin in self.plugins if plugin.added and plugin.type not in types]
        tests = [*(item.test for item in items), *(plugin.added for plugin in added)]
        new, brace = list(lines), lines[first.first]
        for number, item in enumerate(items, 1):
            new[item.last] = replace(new[item.last], text=f"{indentation(brace)}}}{_comma(tests[number:])}")
            for index in range(item.first, item.last + 1) if item.test else ():
                new[index] = replace(new[index], condition=new[index].condition & given(item.test))
        behind = [
            nodes.TextLine(
                f"{indentation(brace)}{plugin.text}{_comma(tests[number:])}", brace.condition & given(plugin.added)
            )
            for number, plugin in enumerate(added, len(items) + 1)
        ]
        return [*new[: found.end], *behind, *new[found.end :]]


def _comma(later: Sequence[str]) -> str:
    """Return the comma behind a plugin, which is needed if one of the later plugins is there."""
    if not later:
        return ""
    return "," if not all(later) else f"{{{{ if {_either(later)} }}}},{{{{ end }}}}"
