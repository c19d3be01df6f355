"""Counts who took which case, and prints the table with the smallest example of each disagreement."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.base.columns import in_columns
from tests.differential.deliberate import Deliberate, deliberately
from tests.differential.judges import Verdict

BOTH_TAKE, BOTH_REFUSE, OURS_ONLY, THEIRS_ONLY = "both take", "both refuse", "ours refuse", "theirs refuse"
COLUMNS = ("cases", BOTH_TAKE, BOTH_REFUSE, OURS_ONLY, THEIRS_ONLY, "deliberate")
_EXAMPLE = 900


class Figures(Struct, frozen=True, kw_only=True):
    """The counts by field, and what disagrees by the class of its message."""

    counts: dict[str, Counter[str]]
    deliberate: Counter[str]
    wrong: dict[tuple[str, str], list[Verdict]]

    def count(self, name: str) -> int:
        """How many cases there are of a column."""
        return sum(one[name] for one in self.counts.values())


def column(one: Verdict, table: Sequence[Deliberate]) -> str:
    """Who took a case."""
    if bool(one.ours) == bool(one.theirs):
        return BOTH_REFUSE if one.ours else BOTH_TAKE
    if not one.ours:
        return THEIRS_ONLY
    return "deliberate" if deliberately(one.ours, str(one.case), table) else OURS_ONLY


def _class(message: str) -> str:
    """A message without what is of one case alone: its values and its indexes."""
    first = message.splitlines()[0]
    return re.sub(r'"[^"]*"|\d+|(calico|canal)\.[\w.]+\.|flannel\.|\w*/[\w./]+', "", first)[:160]


def figures(found: Sequence[Verdict], table: Sequence[Deliberate]) -> Figures:
    """Sum up verdicts."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    deliberate: Counter[str] = Counter()
    for one in found:
        name = one.case.field.rpartition(".")[2]
        where = column(one, table)
        counts[name].update(["cases", where])
        if where == "deliberate":
            deliberate[deliberately(one.ours, str(one.case), table)] += 1
        if where in {OURS_ONLY, THEIRS_ONLY}:
            wrong[where, _class(one.ours or one.theirs)].append(one)
    return Figures(counts=dict(counts), deliberate=deliberate, wrong=dict(wrong))


def _smallest(found: Sequence[Verdict]) -> Verdict:
    return min(found, key=lambda one: len(str(one.case)))


def told(found: Figures) -> Iterator[str]:
    """The lines of the table, of the deliberate refusals, and of the smallest example of each disagreement."""
    rows = [(name, *(str(one[column]) for column in COLUMNS)) for name, one in sorted(found.counts.items())]
    total = ("all", *(str(found.count(name)) for name in COLUMNS))
    yield from in_columns([("field", *COLUMNS), *rows, total])
    yield from (f"deliberate: {count} of {name}" for name, count in found.deliberate.most_common())
    for (where, name), cases in sorted(found.wrong.items(), key=lambda one: -len(one[1])):
        smallest = _smallest(cases)
        yield f"\n{where}, {len(cases)}: {name}"
        yield f"  {str(smallest.case)[:_EXAMPLE]}"
        yield f"  {(smallest.ours or smallest.theirs)[:_EXAMPLE]}"
