"""Prints the table of lines as aligned text or JSON."""

import json
from collections.abc import Sequence

from msgspec.structs import asdict

from generator.base.columns import in_columns
from generator.releases.lines import ReleaseLine


def _cells(line: ReleaseLine) -> tuple[str, ...]:
    unknown = "not known"
    validated = ", ".join(line.validated)
    return (line.version, line.flannel, line.calico, line.kubernetes, line.tested or unknown, validated)


def lines_text(lines: Sequence[ReleaseLine]) -> str:
    """Return a row of headings, and a row for each line, the current one first, with columns two spaces apart."""
    rows = [("version", "flannel", "calico", "kubernetes", "tested upstream", "validated"), *map(_cells, lines)]
    return "\n".join(in_columns(rows))


def lines_json(lines: Sequence[ReleaseLine]) -> str:
    """Return the same rows as a JSON list, the current line first."""
    return json.dumps([asdict(line) for line in lines], indent=2)
