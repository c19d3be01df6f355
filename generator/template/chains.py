"""Turns guarded parts of a template that stand next to each other into as few `if / else if / else` as say the same."""

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from generator.features.conditions import Condition, completes, simplified
from generator.features.feature_table import FeatureTable

_VALUE = re.compile(r"\.Values(\.\w+)+")
_ACTION = re.compile(r"\{\{.*?\}\}")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|/\*.*?\*/')
# What reads `.`, and what stands in the place of a value meanwhile.
_READS = re.compile(r"(?<![\w$)])\.(?![0-9])")
_MARK = "\0"


class Case(Struct, frozen=True):
    """What is rendered if the condition holds or, with `otherwise`, if no earlier case of the chain does."""

    condition: Condition
    body: "tuple[Piece, ...]"
    otherwise: bool = False


class Chain(Struct, frozen=True):
    """Cases of which the first that holds is rendered; chains of different levels, in spaces, are no neighbours."""

    level: int
    cases: tuple[Case, ...]


Piece = str | Chain


def guarded(pieces: Iterable[Piece], condition: Condition, level: int) -> tuple[Piece, ...]:
    """The pieces, which stand at the level, under a condition."""
    body = tuple(pieces)
    return (Chain(level, (Case(condition, body),)),) if condition else body


def _indent(piece: Piece) -> str:
    while isinstance(piece, Chain):
        piece = piece.cases[0].body[0]
    return piece[: len(piece) - len(piece.lstrip())]


def _are_opposite(test: str, other: str) -> bool:
    return other in (f"not {test}", f"not ({test})") or test in (f"not {other}", f"not ({other})")


def _exclude(one: Condition, other: Condition) -> bool:
    """Whether the two conditions never hold together."""
    return one.excludes(other) or any(_are_opposite(mine, test) for mine in one.tests for test in other.tests)


def _is_exclusive(chain: Chain) -> bool:
    """Whether at most one case holds, so that their order means nothing."""
    cases = chain.cases
    apart = all(_exclude(one.condition, two.condition) for at, one in enumerate(cases) for two in cases[at + 1 :])
    return apart and not any(case.otherwise for case in cases)


def _added(chain: Chain, case: Case) -> Chain | None:
    """The exclusive chain with one more case behind it, None where that case may hold together with another one."""
    same = [one for one in chain.cases if one.condition == case.condition]
    if same:
        joined = replace(same[0], body=join((*same[0].body, *case.body)))
        return replace(chain, cases=tuple(joined if one is same[0] else one for one in chain.cases))
    if all(_exclude(one.condition, case.condition) for one in chain.cases):
        return replace(chain, cases=(*chain.cases, case))
    return _nested(chain, case)


def _nested(chain: Chain, case: Case) -> Chain | None:
    """Return the chain in which the case and the only one that may hold with it have become one, under what they have
    in common.

    That saves an `if` only if the other cases exclude what they have in common.
    """
    others = [one for one in chain.cases if _exclude(one.condition, case.condition)]
    same = [one for one in chain.cases if one not in others]
    if len(same) != 1 or not others:
        return None
    common = Condition(same[0].condition.literals & case.condition.literals)
    if not common or not all(_exclude(one.condition, common) for one in others):
        return None
    nested = Case(common, join(piece for one in (same[0], case) for piece in _under(one, common, chain.level)))
    return replace(chain, cases=tuple(nested if one is same[0] else one for one in chain.cases))


def _under(case: Case, common: Condition, level: int) -> tuple[Piece, ...]:
    """Return the rest of a case inside the common condition."""
    return guarded(case.body, Condition(case.condition.literals - common.literals, case.condition.tests), level)


def _joined(first: Chain, second: Chain) -> Chain | None:
    """Two neighbours as one chain that renders the same, None where there is none."""
    if first.level != second.level:
        return None
    if [_key(case) for case in first.cases] == [_key(case) for case in second.cases]:
        pairs = zip(first.cases, second.cases, strict=True)
        return replace(first, cases=tuple(replace(one, body=join((*one.body, *two.body))) for one, two in pairs))
    if not (_is_exclusive(first) and _is_exclusive(second)):
        return None
    chain: Chain | None = first
    for case in second.cases:
        chain = _added(chain, case) if chain else None
    return chain


def _key(case: Case) -> tuple[Condition, bool]:
    return case.condition, case.otherwise


def join(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """The pieces with neighbouring chains joined wherever one chain renders the same."""
    result: list[Piece] = []
    for piece in pieces:
        last = result[-1] if result else ""
        joined = _joined(last, piece) if isinstance(last, Chain) and isinstance(piece, Chain) else None
        if joined:
            result[-1] = joined
        else:
            result.append(piece)
    return tuple(result)


def _is_rest(earlier: Sequence[Condition], last: Case, within: Condition, table: FeatureTable) -> bool:
    """Whether the last case holds exactly where none of the earlier ones does."""
    if last.otherwise or completes(table, earlier, last.condition, within):
        return True
    if len(earlier) != 1 or earlier[0].literals or last.condition.literals:
        return False
    tests = (*earlier[0].tests, *last.condition.tests)
    return len(tests) == 2 and _are_opposite(*tests)


def _ordered(chain: Chain, within: Condition, table: FeatureTable) -> tuple[Case, ...]:
    """The cases with a plain `if` ahead of its `if not`, where two are each other's opposite."""
    if len(chain.cases) == 2 and not chain.cases[1].otherwise:
        first, second = chain.cases
        negated = first.condition.text(table).startswith("not ")
        if negated and _is_rest([second.condition], first, within, table):
            return second, first
    return chain.cases


def _of_value(value: str, lines: Sequence[str]) -> list[str]:
    """The lines with `.` for the value, where they name it and read nothing else; none otherwise."""
    marked = [re.sub(rf"{re.escape(value)}(?![\w.])", _MARK, line) for line in lines]
    actions = (_QUOTED.sub("", action) for line in marked for action in _ACTION.findall(line))
    if not any(_MARK in line for line in marked) or any(_READS.search(action) for action in actions):
        return []
    return [line.replace(_MARK, ".") for line in marked]


def _print_chain(chain: Chain, within: Condition, table: FeatureTable) -> list[str]:
    """One `if / else if / else`; `else` only where it means exactly what the last case says."""
    cases = _ordered(chain, within, table)
    pad = _indent(chain)
    lines: list[str] = []
    for number, case in enumerate(cases):
        earlier = [other.condition for other in cases[:number]]
        if earlier and number == len(cases) - 1 and _is_rest(earlier, case, within, table):
            word = "else"
        else:
            condition = simplified(table, case.condition, earlier, within)
            word = f"{'else ' if number else ''}if {condition.text(table)}"
        body = print_pieces(case.body, within & case.condition, table)
        value = word.removeprefix("if ")
        if len(cases) == 1 and _VALUE.fullmatch(value) and (own := _of_value(value, body)):
            word, body = f"with {value}", own
        lines += [f"{pad}{{{{- {word} }}}}", *body]
    return [*lines, f"{pad}{{{{- end }}}}"]


def print_pieces(pieces: Iterable[Piece], within: Condition, table: FeatureTable) -> list[str]:
    """The pieces, neighbours joined, as the lines of a template of which the condition holds already."""
    lines: list[str] = []
    for piece in join(pieces):
        lines += [piece] if isinstance(piece, str) else _print_chain(piece, within, table)
    return lines
