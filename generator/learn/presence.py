"""Explains by features why some variants have a part of the merged tree and others do not."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import combinations

from msgspec import Struct

from generator.base.errors import Problem
from generator.base.trees import canonical, show_place
from generator.features.conditions import Condition
from generator.features.feature_table import FeatureTable, Point
from generator.learn.merge import Alternatives, Branch, Leaf, Merged, MergedText, Presence

_MOST_LITERALS = 3
_NO_CONDITION = "if upstream means it, add a feature that tells these variants apart to generator/features/manifests.py"

# The variants that have a part, and those that have its parent.
Split = tuple[Presence, Presence]


class Question(Struct, frozen=True, kw_only=True):
    """A place that not all variants of its parent have. The last of several alternatives may be an `else`."""

    where: str
    split: Split
    last: bool = False


class Lesson(Struct, frozen=True, kw_only=True):
    """A condition and what taught it: the place, the variants that have it, and those that have its parent."""

    where: str
    condition: Condition
    present: tuple[str, ...]
    among: tuple[str, ...]
    otherwise: bool = False


# The simplest conditions that explain each split: none if only `else` can, several if they tie.
Answers = Mapping[Split, tuple[Condition, ...]]


def _of_branch(node: Branch, at: tuple[str, ...]) -> Iterator[Question]:
    for key, child in node.children:
        yield from questions(child, (*at, key))
        if child.presence != node.presence:
            yield Question(where=show_place((*at, key)), split=(child.presence, node.presence))


def _of_lines(node: MergedText, at: tuple[str, ...]) -> Iterator[Question]:
    for text, present in node.lines:
        if present != node.presence:
            yield Question(where=f"{show_place(at)} {text.strip()!r}", split=(present, node.presence))


def _of_alternatives(node: Alternatives, at: tuple[str, ...]) -> Iterator[Question]:
    for number, option in enumerate(node.options, 1):
        shown = canonical(option.value) if isinstance(option, Leaf) else f"alternative {number}"
        where = f"{show_place(at)} = {shown[:60]}"
        yield Question(where=where, split=(option.presence, node.presence), last=number == len(node.options))
        yield from questions(option, at)


def questions(node: Merged, at: tuple[str, ...]) -> Iterator[Question]:
    """Yield every place below the node at the path that some variants lack."""
    if isinstance(node, Branch):
        yield from _of_branch(node, at)
    elif isinstance(node, MergedText):
        yield from _of_lines(node, at)
    elif isinstance(node, Alternatives):
        yield from _of_alternatives(node, at)


def _conjunctions(table: FeatureTable, size: int) -> Iterator[Condition]:
    for literals in combinations(table.literals(), size):
        if len({feature for feature, _ in literals}) == size:
            yield Condition(frozenset(literals))


def _holding(points: Mapping[str, Point], table: FeatureTable, size: int) -> Mapping[Condition, Presence]:
    """Return, for each conjunction of so many literals, the variants that it holds for."""
    return {
        condition: frozenset(variant for variant, point in points.items() if condition.holds(point))
        for condition in _conjunctions(table, size)
    }


def _simplest(split: Split, holding: Callable[[int], Mapping[Condition, Presence]]) -> tuple[Condition, ...]:
    """Return the shortest conditions that hold for exactly these variants."""
    present, among = split
    for size in range(_MOST_LITERALS + 1):
        found = tuple(condition for condition, variants in holding(size).items() if variants & among == present)
        if found:
            return found
    return ()


def answer(asked: Iterable[Question], points: Mapping[str, Point], table: FeatureTable) -> Answers:
    """Answer all questions about variants, whose points are given. Each distinct split is worked out once."""
    holding = cache(partial(_holding, points, table))
    return {split: _simplest(split, holding) for split in {question.split for question in asked}}


def _is_explained(question: Question, found: tuple[Condition, ...]) -> bool:
    return len(found) == 1 or (question.last and not found)


def lessons(asked: Iterable[Question], answers: Answers) -> Iterator[Lesson]:
    """Yield what each place taught that has an explanation."""
    for question in asked:
        found = answers[question.split]
        if _is_explained(question, found):
            present, among = (tuple(sorted(variants)) for variants in question.split)
            yield Lesson(
                where=question.where,
                condition=found[0] if found else Condition(),
                present=present,
                among=among,
                otherwise=not found,
            )


def unexplained(asked: Iterable[Question], answers: Answers, table: FeatureTable) -> Iterator[Problem]:
    """Yield a problem for each place that no condition explains, or that several equally simple ones explain."""
    for question in asked:
        found, (present, among) = answers[question.split], question.split
        if _is_explained(question, found):
            continue
        has = f"it in {', '.join(sorted(present))} but not in {', '.join(sorted(among - present))}"
        expected = f"a condition of at most {_MOST_LITERALS} features that explains where it is"
        remedy = _NO_CONDITION
        if found:
            has = f"{has}, which {' or '.join(condition.text(table) for condition in found)} would explain"
            expected = "one simplest condition that explains where it is"
            remedy = "publish or add a variant that tells them apart"
        yield Problem(where=question.where, expected=expected, found=has, remedy=remedy)
