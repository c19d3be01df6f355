"""SetsParameters: adds the variables of a mapping of parameters, which replace upstream's own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from generator.features.conditions import given
from generator.settings.actions.action import ValueAction
from generator.settings.actions.expressions import Printed
from generator.settings.actions.inserting import inserted
from generator.template import nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class SetsParameters(ValueAction):
    """The action on a list `env`: `text` prints the variables before that of the name `before`.

    `names` are the parameters by their variables; one of upstream's is left out where the mapping has its parameter.
    """

    text: str
    before: str
    names: Mapping[str, str] = field(default_factory=dict, compare=False)
    printed: Printed | None = None

    def bound(self, own: Printed) -> "SetsParameters":
        """The action with the row's value, the mapping."""
        return replace(self, printed=self.printed or own)

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return "set the variables of parameters"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a list of variables."""
        return "" if isinstance(node, nodes.ListNode) else "no list of variables"

    def _giving_way(self, entry: nodes.Entry) -> nodes.Entry:
        assert self.printed
        if entry.key not in self.names:
            return entry
        absent = given(f'kindIs "invalid" {self.printed.value}.{self.names[entry.key]}')
        return replace(entry, condition=entry.condition & absent)

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The list with the variables of the mapping."""
        assert isinstance(node, nodes.ListNode)
        assert self.printed
        own = replace(node, entries=tuple(map(self._giving_way, node.entries)))
        return inserted(own, nodes.Entry("", nodes.Spread(self.text), self.printed.condition), self.before, place)
