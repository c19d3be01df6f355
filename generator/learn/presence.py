"""Learns from where the variants differ when each part of the merged tree is rendered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

from generator.base.errors import Problem
from generator.base.trees import Tree, canonical, is_json, show_place
from generator.features.conditions import ALWAYS, Condition
from generator.features.table import FeatureTable, Point
from generator.learn.merge import Alternatives, Branch, Leaf, Lines, Merged, Presence
from generator.template import nodes

_MOST_LITERALS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A condition and what taught it: the place, the variants that have it, and those that have the place's parent."""

    where: str
    condition: Condition
    present: tuple[str, ...]
    among: tuple[str, ...]
    otherwise: bool = False


@dataclass(slots=True)
class Teacher:
    """The feature table, the points of a project's variants in it, and what has been learned from them so far."""

    table: FeatureTable
    points: Mapping[str, Point]
    lessons: list[Lesson] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    known: dict[tuple[Presence, Presence], list[Condition]] = field(default_factory=dict)

    def _conjuncts(self, size: int) -> Iterator[Condition]:
        for literals in combinations(self.table.literals(), size):
            if len({feature for feature, _ in literals}) == size:
                yield Condition(frozenset(literals))

    def candidates(self, present: Presence, among: Presence) -> list[Condition]:
        """The simplest conditions that hold exactly on `present` within `among`; several are a tie."""
        if (present, among) not in self.known:
            found: list[Condition] = []
            for size in range(_MOST_LITERALS + 1):
                found = [
                    condition
                    for condition in self._conjuncts(size)
                    if {variant for variant in among if condition.holds(self.points[variant])} == present
                ]
                if found:
                    break
            self.known[present, among] = found
        return self.known[present, among]

    def learn(self, present: Presence, among: Presence, where: str, *, last: bool = False) -> Condition | None:
        """The condition of a place; None for a last alternative that needs `else`. Collects what has no answer."""
        if present == among:
            return ALWAYS
        found = self.candidates(present, among)
        shown, others = tuple(sorted(present)), tuple(sorted(among))
        if len(found) == 1 or (last and not found):
            condition = found[0] if found else None
            lesson = Lesson(
                where=where, condition=condition or ALWAYS, present=shown, among=others, otherwise=condition is None
            )
            self.lessons.append(lesson)
            return condition
        conditions = [condition.text(self.table) for condition in found]
        self.problems.append(_unexplained(where, shown, others, conditions))
        return ALWAYS


def _unexplained(where: str, present: tuple[str, ...], among: tuple[str, ...], found: list[str]) -> Problem:
    has = f"it in {', '.join(present)} but not in {', '.join(sorted(set(among) - set(present)))}"
    if found:
        return Problem(
            where=where,
            expected="one simplest condition that explains where it is",
            found=f"{has}, which {' or '.join(found)} would explain",
            remedy="publish or add a variant that tells them apart",
        )
    return Problem(
        where=where,
        expected=f"a condition of at most {_MOST_LITERALS} features that explains where it is",
        found=has,
        remedy="if upstream means it, add a feature to FEATURES that tells these variants apart",
    )


def _scalar(value: Tree) -> nodes.Scalar | nodes.Text:
    """A value as it is; a text of several lines as lines that knobs can address, JSON texts apart."""
    if isinstance(value, str) and "\n" in value and not is_json(value):
        return nodes.Text(tuple(nodes.TextLine(line, key=line.strip()) for line in value.split("\n")))
    return nodes.Scalar(value)


def _choice(node: Alternatives, at: tuple[str, ...], teacher: Teacher) -> nodes.Choice:
    options: list[nodes.Option] = []
    for number, option in enumerate(node.options, 1):
        last = number == len(node.options)
        shown = canonical(option.value) if isinstance(option, Leaf) else f"alternative {number}"
        where = f"{show_place(at)} = {shown[:60]}"
        condition = teacher.learn(option.presence, node.presence, where, last=last)
        options.append(nodes.Option(_node(option, at, teacher), condition or ALWAYS, otherwise=condition is None))
    return nodes.Choice(tuple(options))


def _text(node: Lines, at: tuple[str, ...], teacher: Teacher) -> nodes.Text:
    lines = [
        nodes.TextLine(
            text, teacher.learn(present, node.presence, f"{show_place(at)} {text.strip()!r}") or ALWAYS, text.strip()
        )
        for text, present in node.lines
    ]
    return nodes.Text(tuple(lines))


def _node(node: Merged, at: tuple[str, ...], teacher: Teacher) -> nodes.Node:
    if isinstance(node, Leaf):
        return _scalar(node.value)
    if isinstance(node, Alternatives):
        return _choice(node, at, teacher)
    if isinstance(node, Lines):
        return _text(node, at, teacher)
    return _branch(node, at, teacher)


def _branch(node: Branch, at: tuple[str, ...], teacher: Teacher) -> nodes.MapNode | nodes.ListNode:
    entries = tuple(
        nodes.Entry(
            key,
            _node(child, (*at, key), teacher),
            teacher.learn(child.presence, node.presence, show_place((*at, key))) or ALWAYS,
        )
        for key, child in node.children
    )
    return nodes.ListNode(entries) if node.is_list else nodes.MapNode(entries)


def learn_guards(release: str, merged: Branch, teacher: Teacher) -> nodes.MapNode:
    """The merged documents with learned conditions; what needs a tie or a disjunction is collected in the teacher."""
    learned = _branch(merged, (release,), teacher)
    assert isinstance(learned, nodes.MapNode)
    return learned
