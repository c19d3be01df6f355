"""Writes what `build` makes into the repository or elsewhere, or says where that is stale."""

from collections.abc import Mapping
from pathlib import Path

from generator.base.errors import ProblemsError
from generator.base.files import diff_tree, read_text, replace_files, write_trees
from generator.commands.checkout import ROOT
from generator.pipeline import texts_for_people
from generator.releases.lines import read_lines
from generator.report.compatibility import compatibility

Trees = Mapping[Path, Mapping[str, str]]


def made_folders() -> Trees:
    """The folders of the repository beside the chart that hold what is made, and nothing else."""
    return {ROOT / folder: files for folder, files in texts_for_people(read_lines()).items()}


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
