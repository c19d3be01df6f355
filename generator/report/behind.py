"""Prints how far the lines are behind upstream, as aligned text or JSON."""

import json
from collections.abc import Sequence

from msgspec import Struct

from generator.base.columns import in_columns


class Behind(Struct, frozen=True, kw_only=True):
    """A line's release of a project, the newest patch of its minor version, and the newest release of all.

    The current line follows the newest release, the other lines the patches of their own.
    """

    line: str
    project: str
    version: str
    patch: str
    newest: str
    current: bool

    @property
    def wanted(self) -> str:
        """The release that the line should have."""
        return self.newest if self.current else self.patch

    @property
    def is_behind(self) -> bool:
        """Whether upstream has a release that the line should have and does not have."""
        return self.wanted != self.version


def behind_text(found: Sequence[Behind]) -> str:
    """Return a row of headings, and a row for each line and project, with columns two spaces apart."""
    rows = [("line", "project", "release", "newest patch", "newest", "")]
    rows += [
        (one.line, one.project, one.version, one.patch, one.newest, f"behind {one.wanted}" if one.is_behind else "")
        for one in found
    ]
    return "\n".join(in_columns(rows))


def behind_json(found: Sequence[Behind]) -> str:
    """Return the same rows as a JSON list, the current line first."""
    rows = [
        {
            "line": one.line,
            "project": one.project,
            "release": one.version,
            "newestPatch": one.patch,
            "newest": one.newest,
            "behind": one.is_behind,
        }
        for one in found
    ]
    return json.dumps(rows, indent=2)
