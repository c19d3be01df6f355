"""Prints drift as text for a terminal."""

from collections.abc import Iterator

from generator.base.columns import in_columns
from generator.drift.change import Drift
from generator.drift.changelog import changelog
from generator.report.drift_rows import Group, Row, counts_of, groups_of, moved, verdict, version_text

_WIDEST = 160


def short(text: str, widest: int = _WIDEST) -> str:
    """Return a text that fits into a line, with a count of what is left out."""
    line = " ".join(text.split())
    return line if len(line) <= widest else f"{line[:widest]}... ({len(line) - widest} more characters)"


def sides(row: Row, widest: int = _WIDEST) -> str:
    """Return both sides of a change: `was -> is`, `+ is` for what is new, `- was` for what is gone."""
    if row.before and row.after:
        said = f"{short(row.before, widest)} -> {short(row.after, widest)}"
    else:
        said = f"+ {short(row.after, widest)}" if row.after else f"- {short(row.before, widest)}" if row.before else ""
    return f"{said} ({row.note})".strip() if row.note else said


def _row(row: Row) -> Iterator[str]:
    said = sides(row)
    if said:
        yield f"    {said}"
    yield from (f"      {place}" if said else f"    {place}" for place in row.places)


def _group(group: Group) -> Iterator[str]:
    unsafe = ", unsafe" if group.rule.unsafe else ""
    yield ""
    yield f"{group.name}: {group.rule.name} ({group.count}{unsafe}, {group.rule.bump.word})"
    yield f"  {group.rule.means}"
    for row in group.rows:
        yield from _row(row)


def _summary(drift: Drift) -> Iterator[str]:
    counts = [(one.name, str(one.changes), str(one.unsafe), one.bump.word) for one in counts_of(drift)]
    yield from in_columns([("class", "changes", "unsafe", "version"), *counts])
    if figures := moved(drift.figures):
        yield ""
        yield from in_columns([("figure", "before", "after"), *((one.name, one.before, one.after) for one in figures)])
    for problem in drift.unmapped:
        yield f"unmapped: {problem}"
    if said := changelog(drift):
        yield from ("", "changelog", *(f"- {line}" for line in said))


def drift_text(drift: Drift) -> str:
    """Return the report: the sides, the chart's next version, the summary, the changelog, and every change by class and
    kind.
    """
    lines = [
        f"from {drift.before.name}",
        f"to   {drift.after.name}",
        "",
        f"version: {version_text(drift)}",
        verdict(drift),
        "",
        *_summary(drift),
        *(line for group in groups_of(drift) for line in _group(group)),
    ]
    return "\n".join(lines)
