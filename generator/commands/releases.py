"""Runs `releases`: proves every release in a folder of raw manifests, each beside a release of the other project that a
line has.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.base.collecting import collecting_paused
from generator.base.errors import ProblemsError, problem
from generator.base.files import write_tree
from generator.base.process import scratch
from generator.base.statuses import CLEAN, FINDINGS
from generator.base.version import numbers
from generator.chart.build import Build
from generator.checks.registry import CHECKS, verify
from generator.checks.renderings import render_all
from generator.checks.staging import provable
from generator.checks.subject import Subject
from generator.commands.options import as_path
from generator.features.manifests import FEATURES
from generator.pipeline import build_from
from generator.releases.lines import ReleaseLine, choose_line, read_lines
from generator.releases.raw_files import read_raw
from generator.releases.release import Release, ReleaseSpec
from generator.releases.snapshot import read_snapshot
from generator.releases.tags import published
from generator.releases.urls import ADDRESSES, ASSETS

# What tells that the chart renders a release: nothing is refused, all is equal, and each helm renders the same.
PROOFS = tuple(one for one in CHECKS if one[0] in {"rendered", "parity", "helms"})


class Swept(Struct, frozen=True, kw_only=True):
    """What came of a release: what is equal to it, what it lacks, and the problems."""

    name: str
    equal: str = ""
    lacking: Sequence[str] = ()
    problems: Sequence[str] = ()

    def __str__(self) -> str:
        if not self.problems:
            return f"{self.name}: {'; '.join((self.equal, *self.lacking))}"
        more = len(self.problems) - 1
        return f"{self.name}: {self.problems[0]}{f'; {more} more problems' if more else ''}"


def paired(project: str, version: str) -> ReleaseLine:
    """Return the pair that a release is proven in. What stands beside it is that of the newest line which has the same
    release or an older one, and for a release older than all lines that of the oldest.
    """
    lines = [dict(line.releases()) for line in read_lines()]
    beside = next((one for one in lines if numbers(one[project]) <= numbers(version)), lines[-1])
    pair = {**beside, project: version}
    return choose_line(pair["flannel"], pair["calico"])


def _raw(spec: ReleaseSpec, folder: Path) -> Release:
    """Read a release from the folder, without the assets if the folder has none of them."""
    has_assets = (folder / spec.project / spec.version / ASSETS).is_dir()
    return read_raw(spec if has_assets else replace(spec, assets=()), folder)


def _lacking(release: Release) -> Iterator[str]:
    """Yield what the folder lacks of a release that was read without it."""
    if any(stem not in release.documents for stem in FEATURES.points(release.project)):
        assets = FEATURES.assets(release.project, release.version)
        yield from (f"without {file}" for file in assets)
    if ADDRESSES[release.project].parameters and not release.parameters:
        yield "without a table of parameters"


def _subject(made: Build, release: Release, chart: Path) -> Subject:
    """Render the variants and add-ons of a release by each helm."""
    kinds = (made.features.variants, made.features.addons)
    variants, addons = ({stem: one for stem, one in kind.items() if stem in release.documents} for kind in kinds)
    scenarios = {stem: chart / "ci" / f"{stem}-values.yaml" for stem in (*variants, *addons)}
    kubernetes = made.line.validated
    return Subject(
        build=made,
        chart=chart,
        variants=variants,
        scenarios=scenarios,
        addons=addons,
        renders=render_all(chart, scenarios, kubernetes=kubernetes[-1]),
        schemas=chart,
        kubernetes=kubernetes,
    )


def _proven(line: ReleaseLine, project: str, folder: Path) -> Swept:
    """Build the chart of a pair, and hold what it renders of the project against the folder."""
    specs = FEATURES.release_specs(line)
    releases = [_raw(one, folder) if one.project == project else read_snapshot(one) for one in specs]
    made = provable(build_from(line, releases), read_lines()[0])
    release = next(one for one in releases if one.project == project)
    with scratch("cni-releases-") as place:
        write_tree(place / "cni", made.chart.files)
        subject = _subject(made, release, place / "cni")
        problems = [str(finding) for result in verify(subject, PROOFS) for finding in result.outcome.findings]
    objects = sum(map(len, subject.renders.objects.values()))
    equal = f"equal, variants {len(subject.variants)}, add-ons {len(subject.addons)}, objects {objects}"
    return Swept(name="", equal=equal, lacking=tuple(_lacking(release)), problems=problems)


def sweep(folder: Path) -> Iterator[Swept]:
    """Yield what comes of each release in the folder. Raise ProblemsError if it has none."""
    projects = [project for project in FEATURES.projects if (folder / project).is_dir()]
    if not projects:
        expected = f"a folder for {' or '.join(FEATURES.projects)}, which has one for each release"
        raise problem(str(folder), expected=expected, found="none", remedy="give the folder of raw manifests")
    for project in projects:
        for version in published(project, str(folder)):
            line = paired(project, version)
            other = next(f"{each} {beside}" for each, beside in line.releases() if each != project)
            name = f"{project} {version} beside {other}"
            try:
                with collecting_paused():
                    yield replace(_proven(line, project, folder), name=name)
            except ProblemsError as error:
                yield Swept(name=name, problems=[str(one) for one in error.problems])


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    told = "raw manifests, laid out as <project>/<version>/<file>"
    parser.add_argument("folder", metavar="DIR", type=as_path("DIR"), help=told)


def run(arguments: argparse.Namespace) -> int:
    """Print a line for each release when it is proven, and how many are. A release that is not is a finding."""
    found: list[Swept] = []
    for swept in sweep(arguments.folder):
        found.append(swept)
        print(swept, flush=True)
    proven = sum(not swept.problems for swept in found)
    print(f"{proven} of {len(found)} published releases build and render equal")
    return CLEAN if proven == len(found) else FINDINGS
