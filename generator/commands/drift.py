"""Runs `drift`: turns lines, releases or folders into two sides, and compares these."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path

from generator.base.errors import ProblemsError, misuse
from generator.base.version import NUMBERS, RELEASE
from generator.commands.named_lines import asked, read_raw_releases
from generator.commands.options import assets_option, filled
from generator.drift.change import Drift, Side
from generator.drift.compare import built_side, compare
from generator.features.manifests import FEATURES
from generator.pipeline import build_from, take_in
from generator.releases.lines import ReleaseLine, choose_line, named_line
from generator.releases.release import Release
from generator.report.drift_formats import in_format

STATUSES = (
    "Exit status: 0 clean, nothing differs, 1 something unsafe that a person decides on, something that no setting "
    "explains, or problems with the input, 2 drift that the chart handles, or wrong usage, 3 a bug."
)

_OF_PROJECT = re.compile(f"(flannel|calico)-({RELEASE})")

_SIDES = "a chart version such as 0.1.0, a release such as calico-v3.32.1, or a folder of manifests"


def _only_version(folder: Path, project: str) -> str:
    """Return the version of a project that a folder holds, if it holds exactly one."""
    found = sorted(path.name for path in (folder / project).glob("v*") if re.fullmatch(RELEASE, path.name))
    if len(found) != 1:
        said = ", ".join(found) or "none"
        raise misuse(str(folder / project), expected="one release", found=said, remedy=f"name one with --{project}")
    return found[0]


def _line(said: str, flannel: str | None, calico: str | None) -> ReleaseLine:
    """Return the line that a side names."""
    if re.fullmatch(NUMBERS, said):
        return named_line(said)
    if release := _OF_PROJECT.fullmatch(said):
        chosen = {release[1]: release[2]}
        return choose_line(chosen.get("flannel"), chosen.get("calico"))
    if (folder := Path(said)).is_dir():
        return choose_line(flannel or _only_version(folder, "flannel"), calico or _only_version(folder, "calico"))
    raise misuse(said, expected=_SIDES, found="none of them", remedy="see `lines` for the chart versions")


def side_of(said: str, flannel: str | None = None, calico: str | None = None, *, assets: bool = True) -> Side:
    """Return one side by its name, or by the folder of its manifests."""
    with asked():
        line = _line(said, flannel, calico)
    if re.fullmatch(NUMBERS, said):
        return side_from(f"line {line.version}, {line.pair}", line, take_in(line))
    if _OF_PROJECT.fullmatch(said):
        return side_from(line.pair, line, take_in(line))
    return side_from(f"{said}, {line.pair}", line, read_raw_releases(line, Path(said), assets=assets))


def side_from(name: str, line: ReleaseLine, releases: Sequence[Release]) -> Side:
    """Return one side from its releases. If its build stops, that is no error here: the problems become part of the
    report.
    """
    try:
        return built_side(name, build_from(line, releases))
    except ProblemsError as error:
        return Side(name=name, line=line, features=FEATURES, releases=releases, problems=error.problems)


def drift_between(
    before: str, after: str, flannel: str | None = None, calico: str | None = None, *, assets: bool = True
) -> Drift:
    """Return the drift from one side to the other. The releases are those of the folder, or of the later one of two
    folders.
    """
    both = Path(before).is_dir() and Path(after).is_dir()
    earlier = side_of(before, *((None, None) if both else (flannel, calico)), assets=assets)
    return compare(earlier, side_of(after, flannel, calico, assets=assets))


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options. The exit status tells drift that the chart handles from drift that it does not."""
    sides = "a chart version, a release in the snapshot such as calico-v3.32.1, or a folder of raw manifests"
    for option, name in (("--from", "before"), ("--to", "after")):
        parser.add_argument(
            option, dest=name, metavar="LINE|DIR", type=filled(option, sides), required=True, help=sides
        )
    for project, release in (("flannel", "v0.28.9"), ("calico", "v3.32.1")):
        told = f"the release in the folder, {release}; of --to where both are folders; default: the only one in it"
        reads = filled(f"--{project}", f"a release such as {release}")
        parser.add_argument(f"--{project}", metavar="V", type=reads, help=told)
    assets_option(parser)
    forms = parser.add_mutually_exclusive_group()
    forms.add_argument("--json", action="store_true", help="every change on its own, as schemas/drift.json says")
    forms.add_argument("--markdown", action="store_true", help="the body of a pull request")
    forms.add_argument("--html", action="store_true", help="one page that needs no other file")
    parser.epilog = STATUSES


def run(arguments: argparse.Namespace) -> int:
    """Print what changes between the two sides."""
    pair = (arguments.flannel, arguments.calico)
    found = drift_between(arguments.before, arguments.after, *pair, assets=arguments.assets)
    print(in_format(found, vars(arguments)))
    return found.status
