"""Turns upstream's values at an address into named templates, and places that alternate alike into includes of them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from generator.base.errors import problem
from generator.base.trees import Tree, canonical
from generator.features.conditions import Condition
from generator.features.table import FeatureTable, Point
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.alternatives import Alternative, alternatives, points, value_at, values_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedText:
    """A named template that prints upstream's value at the addresses.

    With `replaces` it is included wherever a value alternates as it does there. A row that is not for all releases is
    empty where the place is missing; otherwise a missing place stops.
    """

    name: str
    at: tuple[str, ...]
    replaces: bool = False
    in_all_releases: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Templates that include named ones, and what those print by name."""

    templates: tuple[nodes.Template, ...]
    definitions: tuple[str, ...]


def _raw(value: Tree) -> str:
    """The value as it is; white space at its ends, which a definition trims, in an action."""
    text = value if isinstance(value, str) else canonical(value)
    return f"{{{{- {json.dumps(text, ensure_ascii=False)} -}}}}" if text != text.strip() else text


def _telling(one: Alternative, values: Sequence[tuple[Point, str]]) -> Condition:
    """The condition without what is not needed to tell the value from the others."""
    mine = canonical(one.value)
    others = [point for point, value in values if value != mine]
    condition = Condition(one.condition.literals)
    for literal in sorted(condition.literals):
        fewer = Condition(condition.literals - {literal})
        if fewer and not any(fewer.holds(point) for point in others):
            condition = fewer
    if any(condition.holds(point) for point in others):
        raise problem(
            str(one.place),
            expected=f"a condition under which it is {mine}",
            found="only what the others leave over",
            remedy="narrow the address",
        )
    return condition


def _cases(found: Sequence[Alternative], values: Sequence[tuple[Point, str]]) -> list[tuple[Condition, Tree]]:
    """The conditions of all values but the last one, which holds where none of them does."""
    is_open = list(values)
    cases: list[tuple[Condition, Tree]] = []
    for one in sorted(found, key=lambda alternative: bool(alternative.unless)):
        mine = canonical(one.value)
        if not any(one.holds(point) for point, _ in is_open):
            continue
        if all(value == mine for _, value in is_open):
            return [*cases, (Condition(), one.value)]
        condition = _telling(one, is_open)
        cases.append((condition, one.value))
        is_open = [(point, value) for point, value in is_open if not condition.holds(point)]
    return cases


def define(name: str, found: Sequence[Alternative], table: FeatureTable) -> str:
    """A named template that prints, without quotes, the value for what is chosen; nothing where there is none."""
    values = [(point, value) for point in points(table) if (value := value_at(found, point)) is not None]
    lines: list[str] = []
    for condition, upstream in _cases(found, values):
        if condition:
            lines.append(f"{{{{- {'else ' if lines else ''}if {condition.text(table)} -}}}}")
        elif lines:
            lines.append("{{- else -}}")
        lines.append(_raw(upstream))
    if len(lines) > 1:
        lines.append("{{- end -}}")
    return "\n".join([f'{{{{- define "{name}" -}}}}', *lines, "{{- end }}"]) + "\n"


@dataclass(frozen=True, slots=True)
class _Replacer:
    """What a named text prints at each point, and its include."""

    row: NamedText
    values: dict[int, str]
    table_points: Sequence[Point]

    def fits(self, choice: nodes.Choice, condition: Condition) -> bool:
        """Whether values that alternate are the same as the named text's wherever they are rendered."""
        if not all(isinstance(option.node, nodes.Scalar) and not option.condition.tests for option in choice.options):
            return False
        found = values_of(choice, Place("", "", ()), condition)
        mine = {at: value_at(found, point) for at, point in enumerate(self.table_points)}
        rendered = {at: value for at, value in mine.items() if value is not None}
        return len(set(rendered.values())) > 1 and all(self.values.get(at) == value for at, value in rendered.items())


def _replaced(node: nodes.Node, condition: Condition, replacer: _Replacer) -> nodes.Node:
    if isinstance(node, nodes.Choice):
        if replacer.fits(node, condition):
            return nodes.Expression(f'include "{replacer.row.name}" . | quote')
        return nodes.Choice(
            tuple(
                replace(option, node=_replaced(option.node, condition & option.condition, replacer))
                for option in node.options
            )
        )
    if isinstance(node, nodes.MapNode | nodes.ListNode):
        entries = tuple(
            replace(entry, node=_replaced(entry.node, condition & entry.condition, replacer)) for entry in node.entries
        )
        return replace(node, entries=entries)
    return node


def _replaced_in(template: nodes.Template, replacer: _Replacer) -> nodes.Template:
    if template.crd:
        return template
    body = _replaced(template.body, template.condition, replacer)
    assert isinstance(body, nodes.MapNode)
    return template if body == template.body else replace(template, body=body)


def _replacer(row: NamedText, found: Sequence[Alternative], table: FeatureTable) -> _Replacer:
    every = points(table)
    values = {at: value for at, point in enumerate(every) if (value := value_at(found, point)) is not None}
    return _Replacer(row, values, every)


def name_texts(
    learned: Sequence[nodes.Template], applied: Iterable[nodes.Template], rows: Sequence[NamedText], table: FeatureTable
) -> Named:
    """The applied templates with the includes, and the definitions, of the rows; raises where a row finds nothing."""
    named = tuple(applied)
    definitions: list[str] = []
    for row in rows:
        found = tuple(one for at in row.at for one in alternatives(learned, at))
        before = named
        if row.replaces:
            replacer = _replacer(row, found, table)
            named = tuple(_replaced_in(template, replacer) for template in named)
        if row.in_all_releases and (not found or (row.replaces and named == before)):
            raise problem(
                f"{row.name} > {' and '.join(row.at)}",
                expected="a value" if not found else "values that alternate",
                found="none",
                remedy="mend the address, or say that not all releases have it",
            )
        definitions.append(define(row.name, found, table))
    return Named(templates=named, definitions=tuple(definitions))
