"""Sets, Merges, Appends: gives a field of an object the value, whether upstream has that field or not."""

from collections.abc import Callable

from msgspec.structs import replace

from generator.features.conditions import given
from generator.settings.actions.action import ValueAction
from generator.settings.actions.expressions import Printed, go_literal
from generator.settings.actions.inserting import inserted, is_empty
from generator.settings.actions.overriding import overridden, value_node
from generator.template import nodes


def _no_mapping(node: nodes.Node) -> str:
    return "" if isinstance(node, nodes.MapNode) else "no mapping"


def _unfit_field(node: nodes.Node, key: str, container: type[nodes.MapNode] | type[nodes.ListNode], what: str) -> str:
    """Why the field of a mapping cannot be extended; one that is not there can."""
    if reason := _no_mapping(node):
        return reason
    entry = nodes.entry_of(node, key)
    return "" if not entry or _extends(entry.node, container) else f"a mapping whose {key} is no {what}"


def _options(entry: nodes.Entry) -> tuple[nodes.Option, ...]:
    """What an entry that only some variants have holds, as alternatives under its condition."""
    if not isinstance(entry.node, nodes.Choice):
        return (nodes.Option(entry.node, entry.condition),)
    return tuple(
        replace(option, condition=option.condition & entry.condition, otherwise=False) for option in entry.node.options
    )


def _exchanged(node: nodes.Node, old: nodes.Entry, new: nodes.Entry) -> nodes.MapNode:
    assert isinstance(node, nodes.MapNode)
    return replace(node, entries=tuple(new if entry is old else entry for entry in node.entries))


def _spread(printed: Printed) -> nodes.Entry:
    """The value's members or items, where it is set."""
    return nodes.Entry("", nodes.Spread(printed.block), printed.condition)


def _extends(node: nodes.Node, container: type[nodes.MapNode] | type[nodes.ListNode]) -> bool:
    """Whether a node can be extended: it is such a container, or an empty one, or the one or the other by variant."""
    if isinstance(node, nodes.Choice):
        return all(_extends(option.node, container) for option in node.options)
    return isinstance(node, container) or is_empty(node)


def _extended(node: nodes.Node, printed: Printed, more: Callable[[nodes.Node], nodes.Node]) -> nodes.Node:
    """The node with more in it; the value stands alone where there is an empty one."""
    if isinstance(node, nodes.Scalar):
        return overridden(node, printed)
    if not isinstance(node, nodes.Choice):
        return more(node)
    options: list[nodes.Option] = []
    for option in node.options:
        if isinstance(option.node, nodes.Scalar):
            options += [nodes.Option(value_node(printed), option.condition & printed.condition), option]
        else:
            options.append(replace(option, node=more(option.node)))
    return nodes.Choice(tuple(options))


def _or_alone(entry: nodes.Entry, printed: Printed) -> nodes.Entry:
    """The entry, or the value alone where a variant does not have the entry."""
    if not entry.condition:
        return entry
    alone = nodes.Option(value_node(printed), printed.condition)
    return nodes.Entry(entry.key, nodes.Choice((nodes.Option(entry.node, entry.condition), alone)))


def _with_more(
    node: nodes.Node, key: str, printed: Printed, more: Callable[[nodes.Node], nodes.Node], place: str
) -> nodes.Node:
    """The mapping with more in its field, or with the value alone in it where it has no such field."""
    entry = nodes.entry_of(node, key)
    if not entry:
        return inserted(node, nodes.Entry(key, value_node(printed), printed.condition), "", place)
    return _exchanged(node, entry, _or_alone(replace(entry, node=_extended(entry.node, printed, more)), printed))


class Sets(ValueAction, frozen=True, kw_only=True):
    """The action on a mapping: the field takes the value where it is set, and keeps what upstream has where it is not.

    A field that upstream lacks is put at the end.
    """

    key: str

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"give {self.key} a value"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping, and a kind whose every value counts as set."""
        return _no_mapping(node) or self.own.lost_false

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping with the field."""
        entry = nodes.entry_of(node, self.key)
        if not entry:
            return inserted(node, nodes.Entry(self.key, value_node(self.own), self.own.condition), "", place)
        if not entry.condition:
            return _exchanged(node, entry, replace(entry, node=overridden(entry.node, self.own)))
        chosen = nodes.Option(value_node(self.own), self.own.condition)
        return _exchanged(node, entry, nodes.Entry(self.key, nodes.Choice((chosen, *_options(entry)))))


class Merges(ValueAction, frozen=True, kw_only=True):
    """The action on a mapping: the one in its field, or itself without one, takes the value's members beside its own.

    Of members that both have, the value's is taken. That cannot be of those in `kept`, which the value's schema
    refuses, nor of others than `members`, if that names all that its schema takes.
    """

    key: str = ""
    kept: tuple[str, ...] = ()
    members: tuple[str, ...] = ()

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put further members into {self.key}" if self.key else "put further members in"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping whose field, if it is there, is a mapping."""
        return _unfit_field(node, self.key, nodes.MapNode, "mapping")

    def _mine(self, entry: nodes.Entry) -> nodes.Entry:
        """A member of upstream's, which gives way to the value's of that name."""
        if not entry.key or entry.key in self.kept or (self.members and entry.key not in self.members):
            return entry
        absent = given(f"not (hasKey {self.own.value} {go_literal(entry.key)})")
        return replace(entry, condition=entry.condition & absent)

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping with the members of the value in its field."""
        return _with_more(node, self.key, self.own, self._merged, place) if self.key else self._merged(node)

    def _merged(self, node: nodes.Node) -> nodes.MapNode:
        assert isinstance(node, nodes.MapNode)
        if any(isinstance(entry.node, nodes.Spread) and entry.node.value for entry in node.entries):
            return nodes.MapNode(tuple(map(self._with_common, node.entries)))
        return nodes.MapNode((*map(self._mine, node.entries), _spread(self.own)))

    def _with_common(self, entry: nodes.Entry) -> nodes.Entry:
        """What all objects have of a mapping of the values, with the value's own members, which win, in one print."""
        if not isinstance(entry.node, nodes.Spread) or not entry.node.value:
            return self._mine(entry)
        both = f"{self.own.value} {entry.node.value}"
        condition = given(f"or {both}") if entry.condition else entry.condition
        return nodes.Entry("", nodes.Spread(f"merge (dict) {both} | toYaml"), condition)


class Appends(ValueAction, frozen=True, kw_only=True):
    """The action on a mapping: the list in its field takes the value's items behind upstream's."""

    key: str

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put further items into {self.key}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping whose field, if it is there, is a list."""
        return _unfit_field(node, self.key, nodes.ListNode, "list")

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping with the longer list."""
        return _with_more(node, self.key, self.own, self._longer, place)

    def _longer(self, node: nodes.Node) -> nodes.ListNode:
        assert isinstance(node, nodes.ListNode)
        return nodes.ListNode((*node.entries, _spread(self.own)))


FieldAction = Sets | Merges | Appends
