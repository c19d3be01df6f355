"""Turns upstream's alternatives into a named template that prints the one for what is chosen."""

import json
from collections.abc import Sequence

from generator.base.errors import problem
from generator.base.trees import Tree, canonical
from generator.features.conditions import Condition
from generator.features.feature_table import FeatureTable, Point
from generator.template.alternatives import Alternative, value_at


def _raw(value: Tree) -> str:
    """The value as it is; white space at its ends, which a definition trims, in an action."""
    text = value if isinstance(value, str) else canonical(value)
    return f"{{{{- {json.dumps(text, ensure_ascii=False)} -}}}}" if text != text.strip() else text


def _telling(one: Alternative, values: Sequence[tuple[Point, str]]) -> Condition:
    """Return the condition without literals that are not needed to tell the value from the others."""
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
    """A named template that prints, without quotes, the value for what is chosen.

    What it prints where no template has the place means nothing; without any alternative it is empty.
    """
    values = [(point, value) for point in table.supported() if (value := value_at(found, point)) is not None]
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
