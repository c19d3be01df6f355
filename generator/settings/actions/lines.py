"""InsertsLine, SwitchesLine: puts a line into a text, or prints another one in place of a line."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.base.errors import problem
from generator.features.conditions import Condition
from generator.settings.actions.action import Steps
from generator.settings.actions.printed import Printed
from generator.template import nodes


def indentation(line: nodes.TextLine) -> str:
    """The white space ahead of a line."""
    return line.text[: len(line.text) - len(line.text.lstrip())]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertsLine:
    """Puts a line before another one, with its indentation and where that one is rendered, when the value is set."""

    text: str
    before: str
    when: Condition | None = None

    def bound(self, own: Printed) -> "InsertsLine":
        """The action with the row's value as its condition where it names none itself."""
        return replace(self, when=self.when or own.condition)

    def unfit(self, node: nodes.Node) -> str:
        """It needs a text of lines."""
        return "" if isinstance(node, nodes.Text) else "no text of several lines"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The text with the line; raises ProblemsError where the other line is missing."""
        assert self.when
        assert isinstance(node, nodes.Text)
        for index, line in enumerate(node.lines):
            if line.key == self.before:
                new = nodes.TextLine(indentation(line) + self.text, line.condition & self.when)
                return nodes.Text((*node.lines[:index], new, *node.lines[index:]))
        raise problem(
            place,
            expected=f"the line {self.before!r} to put {self.text!r} before",
            found="no such line",
            remedy="name another line in the setting's row",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchesLine:
    """Prints another line where the row's value is set, upstream's where it is not."""

    text: str
    printed: Printed | None = None

    def bound(self, own: Printed) -> "SwitchesLine":
        """The action with the row's value."""
        return replace(self, printed=self.printed or own)

    def claims(self, steps: Steps) -> Iterator[Steps]:
        """The line."""
        yield steps

    def unfit(self, node: nodes.Node) -> str:
        """It needs a line of a text."""
        return "" if isinstance(node, nodes.Text) else "no line of a text"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The line, with both texts."""
        assert self.printed
        assert isinstance(node, nodes.Text)
        test = self.printed.condition.tests[0]
        lines = (replace(line, text=self._text(test, line.key)) for line in node.lines)
        return nodes.Text(tuple(lines))

    def _text(self, test: str, upstream: str) -> str:
        return f"{{{{ if {test} }}}}{self.text}{{{{ else }}}}{upstream}{{{{ end }}}}"
