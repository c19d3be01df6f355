"""Overrides: prints the value where it is set, and upstream's where it is not."""

import json
import re
from typing import ClassVar

from msgspec.structs import replace

from generator.settings.actions.action import ClaimingAction, Inside, JsonAction, ValueAction
from generator.settings.actions.expressions import Printed, Style, style_of
from generator.settings.json_text import JsonEdit
from generator.settings.kind import Shape
from generator.template import nodes

# A line of a text that holds one member of a JSON object: its name, its value and the comma behind it.
_MEMBER = re.compile(r'(?P<name>"[^"]+":\s*)(?P<value>"[^"]*"|-?[0-9]+|true|false)(?P<comma>,?)')


def _member_line(line: nodes.TextLine, printed: Printed) -> nodes.TextLine:
    found = _MEMBER.fullmatch(line.key)
    assert found, line.key
    value = printed.or_upstream(json.loads(found["value"]), Style.JSON)
    return replace(line, text=f"{found['name']}{{{{ {value} }}}}{found['comma']}")


def _style(node: nodes.Node) -> Style:
    """Return the style of what the place holds. One alternative stands for all of them."""
    while isinstance(node, nodes.Choice):
        node = node.options[0].node
    return style_of(node.value) if isinstance(node, nodes.Scalar) else Style.NATIVE


def value_node(printed: Printed, style: Style = Style.NATIVE) -> nodes.Node:
    """The node that prints a value."""
    return nodes.Block(printed.block) if printed.shape is Shape.TREE else nodes.Expression(printed.encoded(style))


def overridden(node: nodes.Node, printed: Printed) -> nodes.Node:
    """The node with the value ahead of what upstream has there."""
    literal = isinstance(node, nodes.Scalar) and isinstance(node.value, str | int | float)
    if isinstance(node, nodes.Scalar) and literal and printed.in_line and printed.shape is not Shape.TREE:
        return nodes.Expression(printed.or_upstream(node.value, _style(node)))
    chosen = nodes.Option(value_node(printed, _style(node)), printed.condition)
    if isinstance(node, nodes.Choice):
        return nodes.Choice((chosen, *node.options))
    return nodes.Choice((chosen, nodes.Option(node, otherwise=True)))


class Overrides(ValueAction, ClaimingAction, JsonAction, frozen=True, kw_only=True):
    """The action; without `printed` the row's own value."""

    purpose: ClassVar[str] = "print its value ahead of upstream's"

    def unfit(self, node: nodes.Node) -> str:
        """Require that a line of a text holds one member of a JSON object, and that every value which is set counts as
        set.
        """
        if isinstance(node, nodes.Text) and not all(_MEMBER.fullmatch(line.key) for line in node.lines):
            return f'the line {node.lines[0].key!r}, no `"member": value` of a JSON object'
        return self.own.lost_false

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The value, or upstream's."""
        if isinstance(node, nodes.Text):
            return nodes.Text(tuple(_member_line(line, self.own) for line in node.lines))
        return overridden(node, self.own)

    def unfit_inside(self, inside: Inside) -> str:
        """Require a scalar of a JSON text: anything with members would lose its layout."""
        if isinstance(inside.value, dict | list):
            return "an object or a list in a JSON text, which would lose upstream's layout"
        return self.own.lost_false

    def json_edit(self, inside: Inside) -> JsonEdit:
        """The value of a member, or upstream's."""
        return JsonEdit(inside.path, self.own.or_upstream(inside.value, Style.JSON))
