"""SetsEnv, TakesParameters: gives a container's environment variables values, ahead of upstream's own."""

from collections.abc import Mapping
from typing import ClassVar

from msgspec.structs import replace

from generator.base.trees import Steps
from generator.features.conditions import ALWAYS, Condition, given
from generator.settings.actions.action import ClaimingAction, ValueAction
from generator.settings.actions.expressions import Printed, Style, go_literal
from generator.settings.actions.inserting import has_child, inserted
from generator.settings.actions.overriding import overridden
from generator.settings.kind import Shape
from generator.template import nodes


def _has_value(item: nodes.Node) -> bool:
    """Whether a variable has a value of its own, in all variants."""
    assert isinstance(item, nodes.MapNode)
    return any(entry.key == "value" and not entry.condition for entry in item.entries)


class SetsEnv(ValueAction, ClaimingAction, frozen=True, kw_only=True):
    """The action on a list `env`: the variable's name, and the variable that a new one is put before.

    `constant` is what the variable becomes where the row's value is set; `when` is a further condition of a new one.
    Where only variants that `when` excludes have the variable, it stays as it is there.
    `in_some` says that the list is one that only some variants have, as the row means it. The template says why a new
    one is there.
    """

    name: str
    before: str
    constant: str = ""
    when: Condition = ALWAYS
    in_some: bool = False
    why: str = ""

    def claim(self, steps: Steps) -> Steps:
        """The variable's value."""
        return (*steps, self.name, "value")

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"set the variable {self.name}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a list of variables, in which the variable has a value if it is there, and a value that fits."""
        if not isinstance(node, nodes.ListNode):
            return "no list of variables"
        if any(entry.key == self.name and not _has_value(entry.node) for entry in node.entries):
            return f"a list whose {self.name} has its value from elsewhere"
        if self.constant:
            return ""
        return "a list or mapping, which no variable holds" if self.own.shape is Shape.TREE else self.own.lost_false

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The list with the variable overridden, or inserted where upstream has none."""
        assert isinstance(node, nodes.ListNode)
        if not self._only_in_others(node) and has_child(node, self.name, place):
            return replace(node, entries=tuple(self._overridden(entry) for entry in node.entries))
        value = nodes.Scalar(self.constant) if self.constant else nodes.Expression(self.own.encoded(Style.TEXT))
        item = nodes.MapNode((nodes.Entry("name", nodes.Scalar(self.name)), nodes.Entry("value", value)))
        entry = nodes.Entry(self.name, item, self.own.condition & self.when, why=self.why)
        return inserted(node, entry, self.before, place)

    def _only_in_others(self, node: nodes.ListNode) -> bool:
        """Whether no variant that gets a new one has the variable."""
        found = [entry.condition for entry in node.entries if entry.key == self.name]
        return all(condition.excludes(self.when) for condition in found)

    def _overriding(self) -> Printed:
        """What is printed ahead of upstream's value."""
        if not self.constant:
            return self.own
        return Printed(value=go_literal(self.constant), is_set=self.own.is_set or self.own.value)

    def _overridden(self, entry: nodes.Entry) -> nodes.Entry:
        if entry.key != self.name:
            return entry
        item = entry.node
        assert isinstance(item, nodes.MapNode)
        fields = tuple(
            replace(one, node=overridden(one.node, self._overriding())) if one.key == "value" else one
            for one in item.entries
        )
        return replace(entry, node=replace(item, entries=fields))


class SetsParameters(ValueAction, frozen=True, kw_only=True):
    """The action on a list `env`: `text` prints the variables before that of the name `before`.

    `names` are the parameters by their variables; one of upstream's is left out where the mapping has its parameter.
    """

    purpose: ClassVar[str] = "set the variables of parameters"
    text: str
    before: str
    names: Mapping[str, str] = {}

    def unfit(self, node: nodes.Node) -> str:
        """It needs a list of variables."""
        return "" if isinstance(node, nodes.ListNode) else "no list of variables"

    def _giving_way(self, entry: nodes.Entry) -> nodes.Entry:
        if entry.key not in self.names:
            return entry
        absent = given(f'kindIs "invalid" {self.own.value}.{self.names[entry.key]}')
        return replace(entry, condition=entry.condition & absent)

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The list with the variables of the mapping."""
        assert isinstance(node, nodes.ListNode)
        own = replace(node, entries=tuple(map(self._giving_way, node.entries)))
        return inserted(own, nodes.Entry("", nodes.Spread(self.text), self.own.condition), self.before, place)
