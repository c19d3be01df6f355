"""Turns drift into one page that needs no other file: counts by class, then every change folded."""

import json
from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from generator.base.pages import render_page
from generator.base.trees import Tree
from generator.drift.change import Drift
from generator.drift.changelog import changelog
from generator.report.drift_rows import counts_of, groups_of, moved, verdict, version_text
from generator.report.drift_text import short

_PAGE = Path(__file__).parent / "pages" / "drift.html.j2"
_HEADING = 90


def _pretty(text: str) -> str:
    """A tree in JSON over several lines; any other text as it is."""
    if not text.startswith(("{", "[")):
        return text
    try:
        tree: Tree = json.loads(text)
    except ValueError:
        return text
    return json.dumps(tree, indent=2, ensure_ascii=False)


def _heading(places: Sequence[str]) -> str:
    """The first place, and how many more there are."""
    more = len(places) - 1
    return places[0] + (f" and {more} more" if more else "")


def drift_html(drift: Drift) -> str:
    """The page."""
    context = {
        "drift": drift,
        "version": version_text(drift),
        "verdict": verdict(drift),
        "counts": counts_of(drift),
        "most": max((one.changes for one in counts_of(drift)), default=0) or 1,
        "figures": moved(drift.figures),
        "changelog": changelog(drift),
        "classes": [(name, [*kinds]) for name, kinds in groupby(groups_of(drift), attrgetter("name"))],
        "heading": _heading,
        "pretty": _pretty,
        "short": lambda text: short(text, _HEADING),
    }
    return render_page(_PAGE, context) + "\n"
