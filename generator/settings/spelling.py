"""Says what people write who know another chart or an earlier version of this one, and what it is here."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.settings.setting import reaching


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """A path that is not ours, and what to write instead: paths of ours, the first of them the nearest."""

    theirs: str
    ours: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Misshapen:
    """A path of ours with JSON types that the value does not have here, and what to write instead."""

    path: str
    types: tuple[str, ...]
    told: str


def known(rows: Iterable[Spelling], paths: Iterable[str]) -> list[Spelling]:
    """The rows whose nearest path is a value, a section of values, or a member of a value, of a line."""
    is_ours = reaching(paths)
    return [row for row in rows if is_ours(row.ours.split(" ")[0].rstrip(","))]
