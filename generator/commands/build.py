"""Runs `build`: writes what it makes into the repository or elsewhere, or reports what is stale there."""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from generator.base.collecting import collecting_paused
from generator.base.errors import ProblemsError, problem
from generator.base.exchange import recover
from generator.base.files import diff_tree, read_text, replace_files, write_trees
from generator.base.statuses import CLEAN, FINDINGS
from generator.chart.replaceable import check_replaceable
from generator.commands.checkout import CHART, need_checkout
from generator.commands.named_lines import built, chosen_line
from generator.commands.options import as_path, line_options
from generator.releases.lines import read_lines

Trees = Mapping[Path, Mapping[str, str]]


class Beside(Protocol):
    """The module that makes the files beside the chart; it is imported on demand, since it needs many reports."""

    def made_folders(self) -> Trees:
        """Return the folders that hold generated files and nothing else."""

    def made_pages(self) -> Trees:
        """Return generated pages that stand beside pages written by people, by folder."""


def write(folders: Trees, pages: Trees) -> None:
    """Write all of the folders or none, then the pages."""
    write_trees(folders)
    for folder, files in pages.items():
        replace_files(folder, {name: text.encode() for name, text in files.items()})


def _is_stale(path: Path, text: str) -> bool:
    try:
        return read_text(path) != text
    except ProblemsError:
        return True


def stale(folders: Trees, pages: Trees) -> list[str]:
    """Return the folders and pages that differ from what would be generated now."""
    found = [f"{path}: {how}" for folder, files in folders.items() for path, how in diff_tree(folder, files)]
    texts = {folder / name: text for folder, files in pages.items() for name, text in files.items()}
    return [*found, *(f"{path}: differs" for path, text in texts.items() if _is_stale(path, text))]


def _is_fresh(folders: Trees, pages: Trees) -> bool:
    """Report whether nothing needs to be written. What cannot be read needs to be."""
    try:
        return not stale(folders, pages)
    except OSError:
        return False


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    line_options(parser)
    output = "default: charts/cni, for the current line"
    parser.add_argument("--output", metavar="DIR", type=as_path("--output"), help=output)
    parser.add_argument("--check", action="store_true", help="write nothing; status 1 when the output is stale")


def _output(arguments: argparse.Namespace) -> Path:
    """Return the folder of the chart; only the current line is written to charts/cni."""
    if arguments.output:
        return Path(arguments.output)
    need_checkout("build", "name an --output")
    line, current = chosen_line(arguments), read_lines()[0]
    if line.releases() != current.releases():
        expected = f"line {current.version} in it"
        raise problem(str(CHART), expected=expected, found=line.pair, remedy="name an --output")
    return CHART


@collecting_paused()  # there is nothing to find until the process ends
def run(arguments: argparse.Namespace) -> int:
    """Write the chart and, unless another output is given, what stands beside it in the repository."""
    output = _output(arguments)
    if not arguments.check:
        recover(output)
    chart = built(arguments).chart.files
    folders: Trees = {output: chart}
    pages: Trees = {}
    if not arguments.output:
        beside: Beside = arguments.part("docs_and_schemas")
        folders, pages = {**folders, **beside.made_folders()}, beside.made_pages()
    if arguments.check:
        found = stale(folders, pages)
        for line in found:
            print(f"{line}; run nox -s generate", file=sys.stderr)
        return FINDINGS if found else CLEAN
    if not _is_fresh(folders, pages):
        check_replaceable(output, chart)
        write(folders, pages)
    return CLEAN
