"""Inserts, Spreads: puts a child into a mapping, a list or a JSON object; a flag or a member takes upstream's place."""

import json
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.base.errors import problem
from generator.base.trees import Steps
from generator.features.conditions import ALWAYS, Condition, given, joined
from generator.settings.actions.action import ClaimingAction, Inside, JsonAction, ValueAction
from generator.settings.actions.expressions import Printed, Style, go_literal
from generator.settings.actions.overriding import value_node
from generator.settings.json_text import JsonEdit
from generator.settings.kind import Shape
from generator.template import nodes

Container = nodes.MapNode | nodes.ListNode


def has_child(node: nodes.Node, key: str, place: str) -> bool:
    """Report whether the node has the child in all variants. If only some have it, the value would be lost in the
    others.
    """
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    found = [entry for entry in node.entries if entry.key == key]
    if conditions := [entry.condition for entry in found if entry.condition]:
        raise problem(
            place,
            expected=f"{key} in all variants or in none",
            found=f"one only where {conditions[0]}",
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
    """The mapping or list with one more entry; raises ProblemsError where it may have such an entry already."""
    assert isinstance(node, nodes.MapNode | nodes.ListNode)
    if any(other.key == entry.key and not other.condition.excludes(entry.condition) for other in node.entries):
        raise problem(place, expected=f"no {entry.key}", found="one", remedy="override it instead of adding one")
    at = _position(node.entries, entry, before, place)
    return replace(node, entries=(*node.entries[:at], entry, *node.entries[at:]))


def _is_flag(entry: nodes.Entry, flag: str) -> bool:
    """Whether an argument is that flag with a value, `--iface=eth0`; Go takes one dash, too."""
    value = entry.node.value if isinstance(entry.node, nodes.Scalar) else None
    dashed, equals, _ = value.partition("=") if isinstance(value, str) else ("", "", "")
    return bool(equals) and dashed.startswith("-") and dashed.lstrip("-") == flag.lstrip("-")


def _without_flag(node: Container, flag: str, values: str) -> Container:
    """Return the arguments without upstream's own flag if there are values for it."""
    entries = (
        replace(entry, condition=entry.condition & given(f"not {values}")) if _is_flag(entry, flag) else entry
        for entry in node.entries
    )
    return replace(node, entries=tuple(entries))


def with_child(node: nodes.MapNode, key: str, child: nodes.Node) -> nodes.MapNode:
    """The mapping with another child in the place of the one of that key."""
    entries = tuple(replace(entry, node=child) if entry.key == key else entry for entry in node.entries)
    return replace(node, entries=entries)


def _child(node: nodes.MapNode, key: str) -> nodes.Node:
    """Return the mapping that a mapping holds there; an empty one if it holds nothing or `{}`."""
    entry = nodes.entry_of(node, key)
    return nodes.MapNode() if not entry or entry.node == nodes.Scalar({}) else entry.node


def is_empty(node: nodes.Node) -> bool:
    """Whether upstream has nothing there: null, `[]` or `{}`."""
    return isinstance(node, nodes.Scalar) and node.value in (None, [], {})


def _filled(node: nodes.Node, entry: nodes.Entry, container: type[Container]) -> nodes.Choice:
    """A container with the entry alone; where that is not there, what upstream has stays."""
    made = container((replace(entry, condition=ALWAYS),))
    return nodes.Choice((nodes.Option(made, entry.condition), nodes.Option(node, otherwise=True)))


def _unfit_parent(node: nodes.Node, parent: str) -> str:
    """Why no entry can be put into the mapping `parent` of a node."""
    if not isinstance(node, nodes.MapNode):
        return "no mapping"
    child = _child(node, parent)
    if isinstance(child, nodes.Choice):
        return f"a mapping whose {parent} is another one as a whole in some variants"
    return "" if isinstance(child, nodes.MapNode) else f"a mapping whose {parent} is no mapping"


class Inserts(ValueAction, ClaimingAction, JsonAction, frozen=True, kw_only=True):
    """Puts the entry before its neighbour, else at the end; under `parent`, which is made where it is not there.

    Without a node of its own the entry is the row's value; without a condition or a loop of its own it is there when
    that is set, and always where there is no row. A flag that is repeated by a loop replaces upstream's, and so does a
    member of a JSON object; elsewhere a child of upstream's own stops the build, unless it is `kept`. With `filled`,
    upstream may have nothing at the place: there the entry comes in a mapping or a list of its own. The template says
    `why` it is there.
    """

    key: str
    node: nodes.Node | None = None
    when: Condition = ALWAYS
    loop: str = ""
    before: str = ""
    parent: str = ""
    kept: bool = False
    filled: type[Container] | None = None
    why: str = ""

    def claim(self, steps: Steps) -> Steps:
        """The child."""
        return (*steps, self.parent, self.key) if self.parent else (*steps, self.key)

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put in {self.key}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping or a list."""
        if self.parent:
            return _unfit_parent(node, self.parent)
        fits = isinstance(node, nodes.MapNode | nodes.ListNode) or (self.filled and is_empty(node))
        return "" if fits else "no mapping and no list"

    def unfit_inside(self, inside: Inside) -> str:
        """A JSON object takes one value, before a neighbour that is there."""
        if self.loop or self.parent or not isinstance(self.node, nodes.Scalar | None):
            return "a JSON object, where this action can put one value only"
        if self.when.literals:
            return "a JSON object, whose new members come with values, not with features"
        members = inside.value if isinstance(inside.value, dict) else {}
        if isinstance(members.get(self.key), dict | list):
            return f"a JSON object whose {self.key} has members of its own"
        if other := [name for name in members if name.casefold() == self.key.casefold() and name != self.key]:
            return f"a JSON object whose {other[0]!r} is {self.key!r} to Go, which reads names in either case"
        there = {self.key, self.before} & set(members)
        return "" if there else f"no JSON object with a member {self.before!r} to put {self.key} before"

    @property
    def _condition(self) -> Condition:
        """When the entry is there."""
        return self.when if self.when or self.loop or not self.printed else self.own.condition

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping or list with the entry."""
        entry = nodes.Entry(self.key, self.node or value_node(self.own), self._condition, self.loop, self.why)
        if self.kept and has_child(node, self.key, place):
            return node
        if self.filled and is_empty(node):
            return _filled(node, entry, self.filled)
        if not self.parent:
            into = inserted(node, entry, self.before, place)
            return _without_flag(into, self.key, self.loop) if self.loop else into
        assert isinstance(node, nodes.MapNode)
        if has_child(node, self.parent, place):
            child = _child(node, self.parent)
            if child == nodes.MapNode() and entry.condition:  # `{}` stays where there is nothing to put in
                return with_child(node, self.parent, _filled(nodes.Scalar({}), entry, nodes.MapNode))
            return with_child(node, self.parent, inserted(child, entry, self.before, place))
        own = nodes.Entry(self.parent, nodes.MapNode((replace(entry, condition=ALWAYS),)), entry.condition)
        return replace(node, entries=(*node.entries, own))

    def json_edit(self, inside: Inside) -> JsonEdit:
        """A member before its neighbour, or ahead of what upstream has there."""
        assert isinstance(inside.value, dict)
        if self.key in inside.value:
            text = self._json_value().or_upstream(inside.value[self.key], Style.JSON)
            return JsonEdit((*inside.path, self.key), text)
        return JsonEdit((*inside.path, self.before), self._json(), self.key, self._condition)

    def _json_value(self) -> Printed:
        """Return the value, and the condition for it to replace an existing one."""
        if isinstance(self.node, nodes.Scalar):
            shape = Shape.BOOLEAN if isinstance(self.node.value, bool) else Shape.TEXT
            return Printed(value=go_literal(self.node.value), shape=shape, is_set=joined(self._condition.tests))
        return self.own

    def _json(self) -> str:
        if isinstance(self.node, nodes.Scalar):
            return json.dumps(self.node.value)
        return f"{{{{ {self.own.encoded(Style.JSON)} }}}}"


class Spreads(Struct, frozen=True, kw_only=True):
    """Lets an expression print further entries of the mapping under `parent`, which is made where it is not there.

    Of the `keys` that the expression prints, upstream's own entries win. With `value`, a mapping of the values, its
    members are the entries, where it is not empty; a `text` beside it is another way to print them. Without `value`, it
    prints alone in variants that lack the mapping.
    """

    parent: str
    text: str = ""
    keys: tuple[str, ...] = ()
    value: str = ""

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put further entries into {self.parent}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs a mapping."""
        return _unfit_parent(node, self.parent)

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The mapping whose child prints the further entries first."""
        assert isinstance(node, nodes.MapNode)
        condition = given(self.value) if self.value else ALWAYS
        text = self.text or f"toYaml {self.value}"
        made = nodes.MapNode((nodes.Entry("", nodes.Spread(text, self.value)),))
        there = nodes.entry_of(node, self.parent)
        if there and there.condition and not self.value:
            always = self.edited(nodes.MapNode((replace(there, condition=ALWAYS),)), place)
            assert isinstance(always, nodes.MapNode)
            options = (nodes.Option(_child(always, self.parent), there.condition), nodes.Option(made, otherwise=True))
            entry = replace(there, node=nodes.Choice(options), condition=ALWAYS)
            return replace(node, entries=tuple(entry if one is there else one for one in node.entries))
        if not has_child(node, self.parent, place):
            return replace(node, entries=(*node.entries, nodes.Entry(self.parent, made, condition)))
        child = _child(node, self.parent)
        assert isinstance(child, nodes.MapNode)
        own = " ".join(go_literal(key) for key in self.keys if has_child(child, key, place))
        spread = nodes.Spread(f"omit ({text} | fromYaml) {own} | toYaml" if own else text, self.value)
        entries = (nodes.Entry("", spread, condition), *child.entries)
        return with_child(node, self.parent, replace(child, entries=entries))
