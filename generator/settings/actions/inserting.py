"""Inserts, Spreads: puts a child into a mapping, a list or a JSON object that upstream does not have there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from generator.base.errors import problem
from generator.features.conditions import ALWAYS, Condition
from generator.settings.actions.action import Inside
from generator.settings.actions.printed import Printed, Style
from generator.settings.json_text import JsonEdit
from generator.template import nodes

Container = nodes.MapNode | nodes.ListNode


def has_child(node: nodes.Node, key: str, place: str) -> bool:
    """Whether the node has the child, in all variants; one that only some have would lose the value in the others."""
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    found = [entry for entry in node.entries if entry.key == key]
    for entry in (entry for entry in found if entry.condition):
        raise problem(
            place,
            expected=f"{key} in all variants or in none",
            found=f"one only where {entry.condition}",
            remedy="give each case a row of its own",
        )
    return bool(found)


def _position(entries: Sequence[nodes.Entry], entry: nodes.Entry, before: str, place: str) -> int:
    """Where the entry goes: before its neighbour, or at the end without one."""
    if not before:
        return len(entries)
    for index, other in enumerate(entries):
        if other.key == before:
            return index
    raise problem(
        place,
        expected=f"{before} to put {entry.key} before",
        found=", ".join(other.key for other in entries),
        remedy="name another neighbour in the setting's row",
    )


def inserted(node: nodes.Node, entry: nodes.Entry, before: str, place: str) -> Container:
    """The mapping or list with one more entry; raises ProblemsError where it has such an entry already."""
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    if any(other.key == entry.key for other in node.entries):
        raise problem(place, expected=f"no {entry.key}", found="one", remedy="override it instead of adding one")
    at = _position(node.entries, entry, before, place)
    return replace(node, entries=(*node.entries[:at], entry, *node.entries[at:]))


def _with_child(node: nodes.MapNode, key: str, child: nodes.Node) -> nodes.MapNode:
    entries = tuple(replace(entry, node=child) if entry.key == key else entry for entry in node.entries)
    return replace(node, entries=entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inserts:
    """Puts the entry before its neighbour, else at the end; under `parent`, which is made where it is not there.

    Without a node of its own the entry gets the row's value, and is there when that is set.
    """

    key: str
    node: nodes.Node | None = None
    when: Condition = ALWAYS
    loop: str = ""
    before: str = ""
    parent: str = ""
    printed: Printed | None = None

    def bound(self, own: Printed) -> "Inserts":
        """The action with the row's value where it names none itself."""
        return replace(self, printed=self.printed or own)

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping or a list."""
        return "" if isinstance(node, nodes.MapNode | nodes.ListNode) else "no mapping and no list"

    def unfit_inside(self, inside: Inside) -> str:
        """A JSON object takes one value, before a neighbour that is there."""
        if self.loop or self.parent:
            return "a JSON object, where this action can put one value only"
        whole = isinstance(inside.value, dict) and self.before in inside.value
        return "" if whole else f"no JSON object with a member {self.before!r} to put {self.key} before"

    def _entry(self) -> nodes.Entry:
        if self.node:
            return nodes.Entry(self.key, self.node, self.when, self.loop)
        assert self.printed
        value = nodes.Expression(self.printed.encoded(Style.NATIVE))
        return nodes.Entry(self.key, value, self.when or self.printed.condition)

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping or list with the entry."""
        entry = self._entry()
        if not self.parent:
            return inserted(node, entry, self.before, place)
        assert isinstance(node, nodes.MapNode)
        if has_child(node, self.parent, place):
            child = next(one.node for one in node.entries if one.key == self.parent)
            return _with_child(node, self.parent, inserted(child, entry, self.before, place))
        made = nodes.Entry(self.parent, nodes.MapNode((replace(entry, condition=ALWAYS),)), entry.condition)
        return replace(node, entries=(*node.entries, made))

    def json_edit(self, inside: Inside) -> JsonEdit:
        """A member before its neighbour, there when the row's value is set."""
        assert self.printed
        text = f"{{{{ {self.printed.encoded(Style.JSON)} }}}}"
        if isinstance(self.node, nodes.Scalar):
            text = json.dumps(self.node.value)
        return JsonEdit((*inside.path, self.before), text, self.key, self.when or self.printed.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads:
    """Lets an expression print further entries of the mapping under `parent`, which is made where it is not there."""

    parent: str
    text: str

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping."""
        return "" if isinstance(node, nodes.MapNode) else "no mapping"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping whose child prints the further entries first."""
        assert isinstance(node, nodes.MapNode)
        if not has_child(node, self.parent, place):
            return replace(node, entries=(*node.entries, nodes.Entry(self.parent, nodes.MapNode(spread=self.text))))
        child = next(one.node for one in node.entries if one.key == self.parent)
        assert isinstance(child, nodes.MapNode)
        return _with_child(node, self.parent, replace(child, spread=self.text))
