"""Prints drift as one page that needs no other file: counts by class, then every change, folded."""

import json
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from generator.base.pages import render_page
from generator.base.trees import Tree
from generator.drift.change import Drift
from generator.report.drift_rows import ClassCount, Row, context_of, counts_of, groups_of
from generator.report.drift_text import short, sides

_PAGE = Path(__file__).parent / "pages" / "drift.html.j2"
_HEADING = 70

# The headings of classes whose names are not words.
_TITLES = {"crds": "CRDs", "rbac": "permissions"}


def _pretty(text: str) -> str:
    """Return a tree as JSON over several lines, and any other text as it is."""
    if not text.startswith(("{", "[")):
        return text
    try:
        tree: Tree = json.loads(text)
    except ValueError:
        return text
    return json.dumps(tree, indent=2, ensure_ascii=False)


def _heading(row: Row) -> str:
    """Return the first place, and the number of further places."""
    more = len(row.places) - 1
    return row.first + (f" and {more} more" if more else "")


def _share(count: int, counts: Sequence[ClassCount]) -> float:
    """Return the length of a bar as a percentage of the longest one."""
    return round(100 * count / max(1, *(one.changes for one in counts)), 1)


def drift_html(drift: Drift) -> str:
    """Return the page."""
    counts = counts_of(drift)
    context = {
        **context_of(drift),
        "share": lambda count: _share(count, counts),
        "titles": _TITLES,
        "classes": [(name, [*kinds]) for name, kinds in groupby(groups_of(drift), attrgetter("name"))],
        "heading": _heading,
        "pretty": _pretty,
        "short": lambda row: short(sides(row, _HEADING), 2 * _HEADING),
    }
    return render_page(_PAGE, context)
