"""Prints drift as text for a terminal."""

from pathlib import Path

from generator.base.columns import in_columns
from generator.base.pages import render_page
from generator.drift.change import Drift
from generator.report.drift_rows import Row, context_of, counts_of, moved

_PAGE = Path(__file__).parent / "pages" / "drift.txt.j2"
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


def drift_text(drift: Drift) -> str:
    """Return the report: the sides, the chart's next version, the summary, the changelog, and every change by class and
    kind.
    """
    counts = [(one.name, str(one.changes), str(one.unsafe), one.bump.word) for one in counts_of(drift)]
    figures = [(one.name, one.before, one.after) for one in moved(drift)]
    context = {
        **context_of(drift),
        "counts": in_columns([("class", "changes", "unsafe", "version"), *counts]),
        "figures": in_columns([("figure", "before", "after"), *figures]) if figures else (),
        "sides": sides,
    }
    return render_page(_PAGE, context).removesuffix("\n")
