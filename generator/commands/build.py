"""Runs `build`: writes what it makes into the repository or elsewhere, or says where that is stale."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.base.collecting import collecting_paused
from generator.base.errors import ProblemsError, problem
from generator.base.exchange import recover
from generator.base.files import diff_tree, read_text, replace_files, write_trees
from generator.base.statuses import CLEAN, FINDINGS
from generator.chart.build import Build
from generator.chart.output import check_replaceable
from generator.commands.checkout import CHART, ROOT, need_checkout
from generator.commands.chosen import built, chosen_line
from generator.commands.options import as_path, line_options
from generator.pipeline import build
from generator.releases.lines import ReleaseLine, earlier_lines, read_lines
from generator.report.changing_values import changing_values
from generator.report.compatibility import compatibility
from generator.report.upgrading import upgrading

Trees = Mapping[Path, Mapping[str, str]]


def _upgrading(made: Build, builds: Mapping[str, Build]) -> str:
    """The page of upgrades to a line from those of the others that are before it."""
    return upgrading(made, [builds[line.version] for line in earlier_lines(made.line) if line.version in builds])


def _texts_for_people(lines: Iterable[ReleaseLine]) -> dict[str, dict[str, str]]:
    """What people read beside the charts, a file a line, by folder of the repository: the schemas of values, the
    references of parameters, what a later change of each value does, and what upgrades need."""
    builds = {line.version: build(line) for line in lines}
    return {
        "schemas/values": {f"{version}.json": made.chart.people_schema for version, made in builds.items()},
        "docs/felix": {f"{version}.md": made.chart.parameters for version, made in builds.items()},
        "docs/changing-values": {f"{version}.md": changing_values(made) for version, made in builds.items()},
        "docs/upgrading": {f"{version}.md": _upgrading(made, builds) for version, made in builds.items()},
    }


def made_folders() -> Trees:
    """The folders of the repository beside the chart that hold what is made, and nothing else."""
    return {ROOT / folder: files for folder, files in _texts_for_people(read_lines()).items()}


def made_pages() -> Trees:
    """What is made and stands beside what people write, by folder of the repository."""
    return {ROOT / "docs": {"compatibility.md": compatibility(read_lines())}}


def write(folders: Trees, pages: Trees) -> None:
    """Write the folders, all or none, then the pages."""
    write_trees(folders)
    for folder, files in pages.items():
        replace_files(folder, {name: text.encode() for name, text in files.items()})


def _is_stale(path: Path, text: str) -> bool:
    try:
        return read_text(path) != text
    except ProblemsError:
        return True


def stale(folders: Trees, pages: Trees) -> list[str]:
    """Where the folders and pages are not as they would be made."""
    found = [str(difference) for folder, files in folders.items() for difference in diff_tree(folder, files)]
    texts = {folder / name: text for folder, files in pages.items() for name, text in files.items()}
    return [*found, *(f"{path}: differs" for path, text in texts.items() if _is_stale(path, text))]


def _is_fresh(folders: Trees, pages: Trees) -> bool:
    """Whether there is nothing to write; what cannot be read is to be written."""
    try:
        return not stale(folders, pages)
    except OSError:
        return False


def options(parser: argparse.ArgumentParser) -> None:
    """What it takes."""
    line_options(parser)
    output = "default: charts/cni, for the current line"
    parser.add_argument("--output", metavar="DIR", type=as_path("--output"), help=output)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when the output is stale")


def _output(arguments: argparse.Namespace) -> Path:
    """The folder of the chart: charts/cni is for the current line alone."""
    if arguments.output:
        return Path(arguments.output)
    need_checkout("build", "name an --output")
    line, current = chosen_line(arguments), read_lines()[0]
    if line.releases() != current.releases():
        found = f"flannel {line.flannel} with Calico {line.calico}"
        raise problem(str(CHART), expected=f"line {current.version} in it", found=found, remedy="name an --output")
    return CHART


@collecting_paused()  # there is nothing to find until the process ends
def run(arguments: argparse.Namespace) -> int:
    """Write the chart, and without an output of its own what stands beside it in the repository."""
    output = _output(arguments)
    if not arguments.check:
        recover(output)
    chart = built(arguments).chart.files
    folders: Trees = {output: chart}
    pages: Trees = {}
    if not arguments.output:
        folders, pages = {**folders, **made_folders()}, made_pages()
    if arguments.check:
        found = stale(folders, pages)
        for line in found:
            print(f"{line}; run nox -s generate", file=sys.stderr)
        return FINDINGS if found else CLEAN
    if not _is_fresh(folders, pages):
        check_replaceable(output, chart)
        write(folders, pages)
    return CLEAN
