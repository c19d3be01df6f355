"""Prints drift as the body of a pull request: a summary, the changelog, and every kind of change, folded."""

from collections.abc import Iterator

from generator.drift.change import Drift
from generator.drift.changelog import changelog
from generator.report.drift_rows import Group, Row, counts_of, groups_of, moved, verdict, version_text
from generator.report.drift_text import sides

# The length that forges accept for the body of a pull request, with room for their own additions.
LONGEST = 60_000
# The most rows of a kind; fewer if the body would become too long.
_ROWS = (100, 40, 15, 5, 0)
_PLACES = 6
_PROBLEMS, _LONG = 30, 500
_WIDEST = 120


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _row(row: Row) -> Iterator[str]:
    places = [_code(place) for place in row.places[:_PLACES]]
    more = [f"and {len(row.places) - _PLACES} more places"] if len(row.places) > _PLACES else []
    said = sides(row, _WIDEST)
    yield f"- {_code(said)} at {', '.join([*places, *more])}" if said else f"- {', '.join([*places, *more])}"


def _group(group: Group, most: int) -> Iterator[str]:
    unsafe = ", **unsafe**" if group.rule.unsafe else ""
    summary = f"{group.name}: {group.rule.name}, {group.count}"
    yield f"<details><summary>{summary}{', <b>unsafe</b>' if unsafe else ''}</summary>"
    yield from ("", f"{group.rule.means} Version: {group.rule.bump.word}{unsafe}.", "")
    for row in group.rows[:most]:
        yield from _row(row)
    if len(group.rows) > most:
        yield f"- and {len(group.rows) - most} more, which the JSON form has"
    yield from ("", "</details>", "")


def _summary(drift: Drift) -> Iterator[str]:
    yield from (f"From {drift.before.name} to {drift.after.name}.", "")
    yield from (f"**Version: {version_text(drift)}.** {verdict(drift)}", "")
    yield from ("| class | changes | unsafe | version |", "|---|---:|---:|---|")
    yield from (f"| {one.name} | {one.changes} | {one.unsafe} | {one.bump.word} |" for one in counts_of(drift))
    if figures := moved(drift.figures):
        yield from ("", "| figure | before | after |", "|---|---:|---:|")
        yield from (f"| {one.name} | {one.before} | {one.after} |" for one in figures)
    if drift.unmapped:
        yield from (
            "",
            "### Unmapped",
            "",
            *(f"- {_code(str(problem)[:_LONG])}" for problem in drift.unmapped[:_PROBLEMS]),
        )
        if len(drift.unmapped) > _PROBLEMS:
            yield f"- and {len(drift.unmapped) - _PROBLEMS} more, which the JSON form has"
    if said := changelog(drift):
        yield from ("", "### Changelog", "", *(f"- {line}" for line in said))


def _body(drift: Drift, most: int) -> str:
    groups = [line for group in groups_of(drift) for line in _group(group, most)]
    return "\n".join([*_summary(drift), "", *(["### Changes", ""] if groups else []), *groups]).rstrip("\n")


def drift_markdown(drift: Drift) -> str:
    """Return the body, with as many rows of each kind as it has room for."""
    bodies = (_body(drift, most) for most in _ROWS)
    body = ""
    for body in bodies:
        if len(body) <= LONGEST:
            break
    return body
