"""Reads which upstream releases make a chart together."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import problem

LINES = Path(__file__).parents[1] / "lines.yaml"

_VERSION = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLine:
    """One flannel and one calico release with the chart's own version and its range of Kubernetes versions."""

    flannel: str
    calico: str
    version: str
    kubernetes: str

    def releases(self) -> tuple[tuple[str, str], ...]:
        """The projects with their versions."""
        return (("flannel", self.flannel), ("calico", self.calico))


def read_lines(path: Path = LINES) -> tuple[ReleaseLine, ...]:
    """The lines of the table, the current one first."""
    [table] = yamltree.load(path.read_text(encoding="utf-8"), str(path))
    assert isinstance(table, list)
    lines: list[ReleaseLine] = []
    for number, row in enumerate(table, 1):
        if not isinstance(row, dict) or set(row) != set(ReleaseLine.__slots__):
            raise problem(f"{path} line {number}", expected=", ".join(ReleaseLine.__slots__), found=str(row))
        lines.append(ReleaseLine(**{key: str(value) for key, value in row.items()}))
    return tuple(lines)


def choose_line(flannel: str | None, calico: str | None) -> ReleaseLine:
    """The line of these releases, the current one's where not given; an unlisted pair is a chart of version 0.0.0."""
    lines = read_lines()
    wanted = replace(lines[0], flannel=flannel or lines[0].flannel, calico=calico or lines[0].calico)
    for version in (wanted.flannel, wanted.calico):
        if not _VERSION.fullmatch(version):
            raise problem("version", expected="a release such as v3.32.1", found=repr(version))
    for line in lines:
        if line.releases() == wanted.releases():
            return line
    return replace(wanted, version="0.0.0")
