"""SetsFlag: gives a flag of a command the value, in place of upstream's own or behind the arguments that it has."""

from msgspec.structs import replace

from generator.base.trees import Steps
from generator.settings.actions.action import ClaimingAction, ValueAction
from generator.settings.actions.expressions import Printed, Style
from generator.settings.kind import Shape
from generator.template import nodes


class SetsFlag(ValueAction, ClaimingAction, frozen=True, kw_only=True):
    """The action on a list of arguments: the flag's name without dashes."""

    name: str

    def claim(self, steps: Steps) -> Steps:
        """The flag."""
        return (*steps, f"--{self.name}")

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"set the flag --{self.name}"

    def unfit(self, node: nodes.Node) -> str:
        """Require a list of arguments, and a kind whose false counts as set."""
        if not isinstance(node, nodes.ListNode):
            return "no list of arguments"
        return "a list or mapping, which no flag holds" if self.own.shape is Shape.TREE else self.own.lost_false

    def _is_mine(self, entry: nodes.Entry) -> bool:
        """Whether an argument is that flag, with a value or without one; Go takes one dash, too."""
        value = entry.node.value if isinstance(entry.node, nodes.Scalar) else None
        flag = value.partition("=")[0] if isinstance(value, str) else ""
        return flag in (f"-{self.name}", f"--{self.name}")

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:  # noqa: ARG002 - the actions' common signature
        """The arguments with the flag."""
        assert isinstance(node, nodes.ListNode)
        encoded = self.own.encoded(Style.TEXT).removesuffix(" | quote")
        value = f"({encoded})" if " " in encoded else encoded
        flag = Printed(value=f'printf "--{self.name}=%v" {value}', is_set=self.own.is_set or self.own.value)
        if not any(map(self._is_mine, node.entries)):
            new = nodes.Entry(f"--{self.name}", nodes.Expression(flag.encoded(Style.TEXT)), self.own.condition)
            return replace(node, entries=(*node.entries, new))
        entries = (
            replace(entry, node=nodes.Expression(flag.or_upstream(entry.node.value, Style.TEXT)))
            if self._is_mine(entry) and isinstance(entry.node, nodes.Scalar)
            else entry
            for entry in node.entries
        )
        return replace(node, entries=tuple(entries))
