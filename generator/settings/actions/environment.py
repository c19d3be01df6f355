"""SetsEnv: gives an environment variable of a container a value, overriding upstream's where it has one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.base.trees import Steps
from generator.features.conditions import ALWAYS, Condition
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


@dataclass(frozen=True, slots=True, kw_only=True)
class SetsEnv(ValueAction, ClaimingAction):
    """The action on a list `env`: the variable's name, and the variable that follows a new one.

    `constant` is the variable's value if the row's value is set; `when` is a further condition for a new one. If only
    variants that `when` excludes have the variable, it stays there as it is. `in_some` tells that the row means a list
    which only some variants have.
    """

    name: str
    before: str
    printed: Printed | None = None
    constant: str = ""
    when: Condition = ALWAYS
    in_some: bool = False

    def bound(self, own: Printed) -> "SetsEnv":
        """The action with the row's value where it names none itself."""
        return replace(self, printed=self.printed or own)

    def claims(self, steps: Steps) -> Iterator[Steps]:
        """The variable's value."""
        yield (*steps, self.name, "value")

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
        assert self.printed
        if self.constant:
            return ""
        return (
            "a list or mapping, which no variable holds"
            if self.printed.shape is Shape.TREE
            else self.printed.lost_false
        )

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The list with the variable overridden, or inserted where upstream has none."""
        assert self.printed
        assert isinstance(node, nodes.ListNode)
        if not self._only_in_others(node) and has_child(node, self.name, place):
            return replace(node, entries=tuple(self._overridden(entry) for entry in node.entries))
        value = nodes.Scalar(self.constant) if self.constant else nodes.Expression(self.printed.encoded(Style.TEXT))
        item = nodes.MapNode((nodes.Entry("name", nodes.Scalar(self.name)), nodes.Entry("value", value)))
        entry = nodes.Entry(self.name, item, self.printed.condition & self.when)
        return inserted(node, entry, self.before, place)

    def _only_in_others(self, node: nodes.ListNode) -> bool:
        """Whether no variant that gets a new one has the variable."""
        found = [entry.condition for entry in node.entries if entry.key == self.name]
        return all(condition.excludes(self.when) for condition in found)

    def _overriding(self) -> Printed:
        """What is printed ahead of upstream's value."""
        assert self.printed
        if not self.constant:
            return self.printed
        return Printed(value=go_literal(self.constant), is_set=self.printed.is_set or self.printed.value)

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
