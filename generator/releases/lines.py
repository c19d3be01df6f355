"""Turns the table of lines into records: which upstream releases make a chart, and which Kubernetes it is for."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import read_text
from generator.base.trees import Tree, canonical

LINES = Path(__file__).parents[1] / "lines.yaml"

UNLISTED = "0.0.0"

_RELEASE = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+")
_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One flannel and one calico release with the chart's own version and what is known of Kubernetes with it."""

    version: str
    flannel: str
    calico: str
    kubernetes: str = ""  # the versions it installs on, as Helm reads them; empty: not bounded
    tested: str = ""  # the versions upstream tests, for people; empty: not known
    validated: tuple[str, ...] = ()  # the versions whose schemas prove it

    def releases(self) -> tuple[tuple[str, str], ...]:
        """The projects with their versions."""
        return (("flannel", self.flannel), ("calico", self.calico))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """What a column of the table must be, in words and as a pattern."""

    expected: str
    pattern: re.Pattern[str]


_FIELDS: Mapping[str, _Field] = {
    "version": _Field(expected="a version such as 1.2.3", pattern=_VERSION),
    "flannel": _Field(expected="a release such as v0.28.9", pattern=_RELEASE),
    "calico": _Field(expected="a release such as v3.32.1", pattern=_RELEASE),
    "kubernetes": _Field(expected="a range such as '>=1.31.0-0'", pattern=re.compile(r"[<>=]+[0-9][<>=0-9. -]*")),
    "tested": _Field(expected="a range such as 1.34 - 1.36, or ''", pattern=re.compile(r"(?:[0-9.]+(?: - [0-9.]+)?)?")),
}


def _row_problems(where: str, row: Tree) -> Iterator[Problem]:
    columns = ReleaseLine.__slots__
    if not isinstance(row, dict) or set(row) != set(columns):
        found = ", ".join(row) if isinstance(row, dict) else canonical(row)
        yield Problem(where=where, expected=f"the keys {', '.join(columns)}", found=found or "none")
        return
    for name, field in _FIELDS.items():
        value = row[name]
        if not isinstance(value, str) or not field.pattern.fullmatch(value):
            yield Problem(where=f"{where} > {name}", expected=field.expected, found=canonical(value))
    validated = row["validated"]
    versions = validated if isinstance(validated, list) else []
    if not versions or not all(isinstance(one, str) and _VERSION.fullmatch(one) for one in versions):
        expected = "a list of versions such as 1.31.0"
        yield Problem(where=f"{where} > validated", expected=expected, found=canonical(validated))


def _repeated(where: str, lines: tuple[ReleaseLine, ...]) -> Iterator[Problem]:
    """Versions and pairs of releases that stand in more than one row."""
    pairs = Counter(f"flannel {line.flannel} with calico {line.calico}" for line in lines)
    for name, count in (Counter(line.version for line in lines) + pairs).items():
        if count > 1:
            yield Problem(where=f"{where} > {name}", expected="one row", found=str(count))


def _line(row: Tree) -> ReleaseLine:
    assert isinstance(row, dict)
    validated = row["validated"]
    assert isinstance(validated, list)
    texts = {name: str(row[name]) for name in _FIELDS}
    return ReleaseLine(**texts, validated=tuple(map(str, validated)))


def read_lines(path: Path = LINES) -> tuple[ReleaseLine, ...]:
    """The lines of the table, the current one first; raises ProblemsError with all that is malformed."""
    documents = yamltree.load(read_text(path), str(path))
    table = documents[0] if documents else None
    if not isinstance(table, list) or not table:
        raise problem(str(path), expected="a list of lines", found=canonical(table))
    rows = [(f"{path} > row {number}", row) for number, row in enumerate(table, 1)]
    raise_problems(found for where, row in rows for found in _row_problems(where, row))
    lines = tuple(_line(row) for _, row in rows)
    raise_problems(_repeated(str(path), lines))
    return lines


def choose_line(flannel: str | None, calico: str | None) -> ReleaseLine:
    """The line of these releases, the current one's where not given.

    A pair that is not listed is a chart of version 0.0.0, of which nothing is known.
    """
    table = read_lines()
    pair = (table[0].flannel if flannel is None else flannel, table[0].calico if calico is None else calico)
    for version in pair:
        if not _RELEASE.fullmatch(version):
            raise problem("version", expected="a release such as v3.32.1", found=repr(version))
    listed = [line for line in table if (line.flannel, line.calico) == pair]
    return listed[0] if listed else ReleaseLine(version=UNLISTED, flannel=pair[0], calico=pair[1])


def named_line(version: str) -> ReleaseLine:
    """The line with that chart version; raises ProblemsError for one that is not listed."""
    lines = read_lines()
    for line in lines:
        if line.version == version:
            return line
    listed = ", ".join(line.version for line in lines)
    raise problem(f"line {version}", expected=f"one of the chart versions {listed}", found="another")
