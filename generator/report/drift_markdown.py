"""Prints drift as the body of a pull request: a summary, the changelog, and every kind of change, folded."""

from pathlib import Path

from generator.base.pages import render_page
from generator.drift.change import Drift
from generator.report.drift_rows import Row, context_of
from generator.report.drift_text import sides

# The length that forges accept for the body of a pull request, with room for their own additions.
LONGEST = 60_000
# The most rows of a kind; fewer if the body would become too long.
_ROWS = (100, 40, 15, 5, 0)
_PLACES = 6
_PROBLEMS = 30
_WIDEST = 120

_PAGE = Path(__file__).parent / "pages" / "drift.md.j2"


def _code(text: str) -> str:
    return f"`{text.replace('`', chr(39))}`"


def _row(row: Row) -> str:
    places = [_code(place) for place in row.places[:_PLACES]]
    more = [f"and {len(row.places) - _PLACES} more places"] if len(row.places) > _PLACES else []
    said = sides(row, _WIDEST)
    return f"{_code(said)} at {', '.join([*places, *more])}" if said else ", ".join([*places, *more])


def drift_markdown(drift: Drift) -> str:
    """Return the body, with as many rows of each kind as it has room for."""
    context = {
        **context_of(drift),
        "problems": _PROBLEMS,
        "code": _code,
        "row_text": _row,
    }
    body = ""
    for most in _ROWS:
        body = render_page(_PAGE, {**context, "most": most}).rstrip("\n")
        if len(body) <= LONGEST:
            break
    return body
