"""InsertsLine, SwitchesLine: puts a line into a text, or prints another one in place of a line."""

from msgspec.structs import replace

from generator.features.conditions import Condition
from generator.settings.actions.action import ClaimingAction, ValueAction
from generator.settings.actions.expressions import Printed, Style
from generator.template import nodes

# What stands in a line for the value that it takes.
VALUE = "VALUE"


def indentation(line: nodes.TextLine) -> str:
    """The white space ahead of a line."""
    return line.text[: len(line.text) - len(line.text.lstrip())]


def is_line(node: nodes.Node) -> bool:
    """Whether a place is a line of a text, not the whole of it."""
    return isinstance(node, nodes.Text) and len({line.key for line in node.lines}) == 1


class InsertsLine(ValueAction, frozen=True, kw_only=True):
    """Puts a line before another one, with its indentation and where that one is rendered, when the value is set.

    `VALUE` in the line stands for the row's value as JSON. Of several neighbours that are alike each gets the line.
    """

    text: str
    before: str
    when: Condition | None = None

    def bound(self, own: Printed) -> "InsertsLine":
        """The action with the row's value, which is its condition, too, where it names none itself."""
        text = self.text
        if VALUE in text:
            text = text.replace(VALUE, f"{{{{ {own.encoded(Style.JSON)} }}}}")
        return replace(self, text=text, when=self.when or own.condition)

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put in the line {self.text!r}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a text of lines, the neighbour among them."""
        if not isinstance(node, nodes.Text) or is_line(node):
            return "no text of several lines"
        member = self.text.partition(":")[0]
        if there := [line.key for line in node.lines if line.key.partition(":")[0] == member]:
            return f"a text that has a line {there[0]!r} already"
        found = any(line.key == self.before for line in node.lines)
        return "" if found else f"a text without the line {self.before!r} to put {self.text!r} before"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The text with the line."""
        assert self.when
        assert isinstance(node, nodes.Text)
        lines: list[nodes.TextLine] = []
        for line in node.lines:
            if line.key == self.before:
                lines.append(nodes.TextLine(indentation(line) + self.text, line.condition & self.when))
            lines.append(line)
        return nodes.Text(tuple(lines))


class SwitchesLine(ValueAction, ClaimingAction, frozen=True, kw_only=True):
    """Prints another line where the row's value is set, upstream's where it is not."""

    text: str

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"print the line {self.text!r} in place of upstream's"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a line of a text."""
        return "" if is_line(node) else "no line of a text"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The line, with both texts."""
        assert isinstance(node, nodes.Text)
        test = self.own.condition.tests[0]
        start = f"{{{{ if {test} }}}}{self.text}{{{{ else }}}}"
        return nodes.Text(tuple(replace(line, text=f"{start}{line.key}{{{{ end }}}}") for line in node.lines))
