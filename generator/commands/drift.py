"""Turns what `drift` is told into the two sides that are compared: lines, releases in the snapshot, or folders."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.base.errors import Problem, ProblemsError, UsageError
from generator.drift.change import Drift, Side
from generator.drift.compare import built_side, compare
from generator.features.manifests import FEATURES
from generator.pipeline import build_from, take_in
from generator.releases.lines import ReleaseLine, choose_line, named_line, read_lines
from generator.releases.release import Release
from generator.report.drift_html import drift_html
from generator.report.drift_json import drift_json
from generator.report.drift_markdown import drift_markdown
from generator.report.drift_text import drift_text

_LINE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_RELEASE = re.compile(r"(flannel|calico)-(v[0-9]+\.[0-9]+\.[0-9]+)")
_VERSION = re.compile(r"v[0-9]+\.[0-9]+\.[0-9]+")

_SIDES = "a chart version such as 0.1.0, a release such as calico-v3.32.1, or a folder of manifests"


def _misused(where: str, expected: str, found: str, remedy: str) -> UsageError:
    return UsageError([Problem(where=where, expected=expected, found=found, remedy=remedy)])


def _only_version(folder: Path, project: str) -> str:
    """The version of a project that a folder holds, where it is one."""
    found = sorted(path.name for path in (folder / project).glob("v*") if _VERSION.fullmatch(path.name))
    if len(found) != 1:
        said = ", ".join(found) or "none"
        raise _misused(str(folder / project), "one release", said, f"name one with --{project}")
    return found[0]


def _folder_line(folder: Path, flannel: str | None, calico: str | None) -> ReleaseLine:
    return choose_line(flannel or _only_version(folder, "flannel"), calico or _only_version(folder, "calico"))


def _line(said: str, flannel: str | None, calico: str | None) -> tuple[ReleaseLine, Path | None]:
    """The line that a side names, and the folder of its manifests where it is not the snapshot's."""
    if _LINE.fullmatch(said):
        return named_line(said), None
    if release := _RELEASE.fullmatch(said):
        chosen = {release[1]: release[2]}
        return choose_line(chosen.get("flannel"), chosen.get("calico")), None
    if Path(said).is_dir():
        return _folder_line(Path(said), flannel, calico), Path(said)
    raise _misused(said, _SIDES, "none of them", "see `lines` for the chart versions")


def side_of(said: str, flannel: str | None, calico: str | None) -> Side:
    """One side, by its name."""
    read_lines()  # what is wrong with the table is no mistake of who asks
    try:
        line, folder = _line(said, flannel, calico)
    except ProblemsError as error:
        raise UsageError(error.problems) from None
    listed = f"line {line.version}, " if _LINE.fullmatch(said) else f"{said}, " if folder else ""
    return side_from(f"{listed}flannel {line.flannel} with Calico {line.calico}", line, take_in(line, folder))


def side_from(name: str, line: ReleaseLine, releases: Sequence[Release]) -> Side:
    """One side from its releases; a build that stops is no error here, its problems are part of what is reported."""
    try:
        return built_side(name, build_from(line, releases))
    except ProblemsError as error:
        return Side(name=name, line=line, features=FEATURES, releases=releases, problems=error.problems)


def drift_between(before: str, after: str, flannel: str | None = None, calico: str | None = None) -> Drift:
    """The drift from one side to the other; the releases are those of a folder, of the later one where both are."""
    both = Path(before).is_dir() and Path(after).is_dir()
    earlier = side_of(before, *((None, None) if both else (flannel, calico)))
    return compare(earlier, side_of(after, flannel, calico))


def in_form(drift: Drift, chosen: Mapping[str, object]) -> str:
    """The report in the form that is chosen by its name, as text without one."""
    forms = {"json": drift_json, "markdown": drift_markdown, "html": drift_html}
    return next((shown for name, shown in forms.items() if chosen.get(name)), drift_text)(drift)
