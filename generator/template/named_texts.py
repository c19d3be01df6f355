"""Turns rows of names and addresses into named templates, and places that alternate alike into includes of them."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.base.errors import problem
from generator.features.conditions import Condition
from generator.features.feature_table import FeatureTable, Point
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.alternatives import Alternative, alternatives, value_at, values_of
from generator.template.definitions import define


class NamedText(Struct, frozen=True, kw_only=True):
    """A row: a named template, and the addresses at which upstream's manifests have the value that it prints.

    With `replaces`, it is included wherever a text alternates in the same way. If a release lacks the place, a row
    stops the build, or prints nothing if it says that not all releases have it.
    """

    name: str
    at: tuple[str, ...]
    replaces: bool = False
    in_all_releases: bool = True


class Named(Struct, frozen=True, kw_only=True):
    """Templates that include named ones, and what those print by name."""

    templates: tuple[nodes.Template, ...]
    definitions: tuple[str, ...]


def _by_point(found: Sequence[Alternative], every: Sequence[Point]) -> dict[int, str]:
    """The value at each point, by the point's number, where there is one."""
    return {at: value for at, point in enumerate(every) if (value := value_at(found, point)) is not None}


class _Include(Struct, frozen=True):
    """The include of a named template, and what it prints at each point."""

    name: str
    values: Mapping[int, str]
    every: Sequence[Point]

    def fits(self, choice: nodes.Choice, condition: Condition) -> bool:
        """Whether the choice, which stands under the condition, is between texts that alternate as the named one."""
        for option in choice.options:
            is_text = isinstance(option.node, nodes.Scalar) and isinstance(option.node.value, str)
            if not is_text or option.condition.tests:
                return False
        rendered = _by_point(values_of(choice, Place("", "", ()), condition), self.every)
        return len(set(rendered.values())) > 1 and rendered.items() <= self.values.items()


def _has_choice(node: nodes.Node) -> bool:
    if isinstance(node, nodes.MapNode | nodes.ListNode):
        return any(_has_choice(entry.node) for entry in node.entries)
    return isinstance(node, nodes.Choice)


def _in_choice(node: nodes.Choice, condition: Condition, include: _Include) -> nodes.Node:
    if include.fits(node, condition):
        return nodes.Expression(f'include "{include.name}" . | quote')
    chosen = [_replaced(option.node, condition & option.condition, include) for option in node.options]
    if all(new is option.node for new, option in zip(chosen, node.options, strict=True)):
        return node
    return nodes.Choice(tuple(replace(option, node=new) for new, option in zip(chosen, node.options, strict=True)))


def _replaced(node: nodes.Node, condition: Condition, include: _Include) -> nodes.Node:
    """The node with the include in place of every choice that it fits; the very node where there is none."""
    if isinstance(node, nodes.Choice):
        return _in_choice(node, condition, include)
    if not isinstance(node, nodes.MapNode | nodes.ListNode):
        return node
    children = [_replaced(entry.node, condition & entry.condition, include) for entry in node.entries]
    if all(new is entry.node for new, entry in zip(children, node.entries, strict=True)):
        return node
    entries = tuple(replace(entry, node=new) for new, entry in zip(children, node.entries, strict=True))
    return replace(node, entries=entries)


def _replaced_in(template: nodes.Template, include: _Include) -> nodes.Template:
    body = _replaced(template.body, template.condition, include)
    return template if body is template.body else template.with_body(body)


def name_texts(
    learned: Sequence[nodes.Template], applied: Iterable[nodes.Template], rows: Sequence[NamedText], table: FeatureTable
) -> Named:
    """The applied templates with the includes, and the definitions, of the rows; raises where a row finds nothing."""
    named, every = tuple(applied), table.supported()
    choosing = [not template.crd and _has_choice(template.body) for template in named]
    definitions: list[str] = []
    for row in rows:
        found = tuple(one for at in row.at for one in alternatives(learned, at))
        before = named
        if row.replaces:
            include = _Include(row.name, _by_point(found, every), every)
            named = tuple(
                _replaced_in(template, include) if chooses else template
                for template, chooses in zip(named, choosing, strict=True)
            )
        if row.in_all_releases and (not found or (row.replaces and named == before)):
            raise problem(
                f"{row.name} > {' and '.join(row.at)}",
                expected="a value" if not found else "values that alternate",
                found="none",
                remedy="mend the address, or say that not all releases have it",
            )
        definitions.append(define(row.name, found, table))
    return Named(templates=named, definitions=tuple(definitions))
