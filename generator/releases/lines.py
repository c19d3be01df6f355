"""Reads the table of lines: the upstream releases that make a chart, and the Kubernetes versions that it is for."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import read_text
from generator.base.records import records, some, text
from generator.base.trees import canonical
from generator.base.version import NUMBERS, RELEASE, numbers

LINES = Path(__file__).parents[1] / "lines.yaml"

UNLISTED = "0.0.0"

_RESTORE = "restore the file, or give it a row for each chart version"

Version = Annotated[str, text(NUMBERS, "a version such as 1.2.3")]


class ReleaseLine(Struct, frozen=True, kw_only=True):
    """One flannel and one Calico release, the chart's version, and what is known of Kubernetes with them.

    `kubernetes` are the versions that the chart installs on, as Helm reads them, empty if nothing bounds them; `tested`
    those that upstream tests, for people, empty if unknown; `validated` those whose schemas prove the chart.
    """

    version: Version
    flannel: Annotated[str, text(RELEASE, "a release such as v0.28.9")]
    calico: Annotated[str, text(RELEASE, "a release such as v3.32.1")]
    kubernetes: Annotated[str, text(r"[<>=]+[0-9][<>=0-9. -]*", "a range such as '>=1.31.0-0'")]
    tested: Annotated[str, text(r"(?:[0-9.]+(?: - [0-9.]+)?)?", "a range such as 1.34 - 1.36, or ''")]
    validated: Annotated[tuple[Version, ...], some("a list of versions such as 1.31.0")]

    def releases(self) -> tuple[tuple[str, str], ...]:
        """Return the projects with their versions."""
        return (("flannel", self.flannel), ("calico", self.calico))

    @property
    def pair(self) -> str:
        """The releases in words."""
        return f"flannel {self.flannel} with Calico {self.calico}"

    @property
    def tested_range(self) -> str:
        """The versions that upstream tests, as a range of Helm's; empty if unknown."""
        first, _, last = self.tested.partition(" - ")
        if not first:
            return ""
        major, minor = numbers(last or first)
        return f">={first}.0-0 <{major}.{minor + 1}.0-0"


def _repeated(where: str, lines: tuple[ReleaseLine, ...]) -> Iterator[Problem]:
    """Yield versions and pairs of releases that more than one row has."""
    pairs = Counter(f"flannel {line.flannel} with calico {line.calico}" for line in lines)
    for name, count in (Counter(line.version for line in lines) + pairs).items():
        if count > 1:
            yield Problem(where=f"{where} > {name}", expected="one row", found=str(count))


def read_lines(path: Path = LINES) -> tuple[ReleaseLine, ...]:
    """Return the lines of the table, the current one first. Raise ProblemsError with everything that is malformed."""
    documents = yamltree.load(read_text(path), str(path))
    table = documents[0] if len(documents) == 1 else documents or None
    if not isinstance(table, list) or not table:
        found = "nothing" if table is None else canonical(table)[:80]
        raise problem(str(path), expected="a list of lines", found=found, remedy=_RESTORE)
    rows = ((f"{path} > row {number}", row) for number, row in enumerate(table, 1))
    lines = tuple(records(rows, ReleaseLine).values())
    raise_problems(_repeated(str(path), lines))
    return lines


def choose_line(flannel: str | None, calico: str | None) -> ReleaseLine:
    """Return the line of these releases. A release that is not given is the current line's.

    A pair that is not listed becomes a chart of version 0.0.0, of which nothing is known.
    """
    table = read_lines()
    pair = (table[0].flannel if flannel is None else flannel, table[0].calico if calico is None else calico)
    for version in pair:
        if not re.fullmatch(RELEASE, version):
            raise problem("version", expected="a release such as v3.32.1", found=repr(version))
    listed = [line for line in table if (line.flannel, line.calico) == pair]
    if listed:
        return listed[0]
    return ReleaseLine(version=UNLISTED, flannel=pair[0], calico=pair[1], kubernetes="", tested="", validated=())


def earlier_lines(line: ReleaseLine) -> tuple[ReleaseLine, ...]:
    """Return the lines that an upgrade to this one may come from, the newest first: those of smaller chart versions.
    For an unlisted pair, return those without a newer release.
    """
    lines = read_lines()
    if line in lines:
        return tuple(one for one in lines if numbers(one.version) < numbers(line.version))
    pairs = {one: zip(one.releases(), line.releases(), strict=True) for one in lines}
    return tuple(one for one, both in pairs.items() if all(numbers(old) <= numbers(new) for (_, old), (_, new) in both))


def bounds_of(kubernetes: str) -> list[tuple[str, str]]:
    """Return the signs and versions of a range of Kubernetes versions, such as `>=1.16.0-0 <1.22.0-0`."""
    return re.findall(r"(>=|<)([0-9.]+)-0", kubernetes)


def oldest_kubernetes(line: ReleaseLine) -> str:
    """Return the oldest Kubernetes version that a line is validated for. For an unlisted pair, it is the current
    line's.
    """
    return (line.validated or read_lines()[0].validated)[0]


def named_line(version: str) -> ReleaseLine:
    """Return the line with that chart version. Raise ProblemsError if it is not listed."""
    lines = read_lines()
    for line in lines:
        if line.version == version:
            return line
    listed = ", ".join(line.version for line in lines)
    raise problem(f"line {version}", expected=f"one of the chart versions {listed}", found="another")
