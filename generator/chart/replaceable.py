"""Decides whether a chart may replace a folder: an empty one, or one that this generator made."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import ProblemsError, problem, some_of
from generator.base.files import read_text
from generator.base.trees import submap
from generator.chart.template_files import BANNER
from generator.features.manifests import FEATURES
from generator.values.strict_schema import LIBRARY

# The annotation that every Chart.yaml of this generator has.
_ANNOTATION = "cni/source-digest"
_EXPECTED = "a chart that this generator made, an empty folder or none"
_REMEDY = "name another folder, the chart takes its whole place"

# Files of earlier charts of this generator that do not say that they are generated.
_OURS = frozenset(
    {
        *(".helmignore", "README.md", "VALUES.md", "values.schema.json", "templates/NOTES.txt"),
        *(f"charts/{LIBRARY}/files/{name}" for name in ("sections.txt", "variables.json")),
        *(f"ci/{stem}-values.yaml" for stem in (*FEATURES.variants, *FEATURES.addons)),
    }
)
_WORDS = (BANNER, "by python -m generator build; edit the generator, not this file.")
_SHOWN = 3


def _is_ours(chart: Path) -> bool:
    """Report whether Chart.yaml has the annotation that this generator writes."""
    try:
        [about] = yamltree.load(read_text(chart / "Chart.yaml"), str(chart / "Chart.yaml"))
    except (ValueError, ProblemsError):
        return False
    return _ANNOTATION in submap(about, "annotations")


def _says_generated(path: Path) -> bool:
    """Report whether a file says that it is generated."""
    try:
        text = read_text(path)
    except ProblemsError:
        return False
    return any(word in text for word in _WORDS)


def _foreign(chart: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Yield files and empty folders in the chart's folder that no build of this generator made, neither this one nor an
    older one.
    """
    known = {*files, *_OURS}
    for path in sorted(chart.rglob("*")):
        name = path.relative_to(chart).as_posix()
        if path.is_dir() and not path.is_symlink():
            if not any(path.iterdir()) and not any(file.startswith(f"{name}/") for file in known):
                yield f"{name}/"
        elif path.is_symlink() or not path.is_file() or not (name in known or _says_generated(path)):
            yield name


def check_replaceable(folder: Path, files: Mapping[str, str]) -> None:
    """Raise ProblemsError if the chart's files would replace anything but a chart of this generator."""
    if folder.is_symlink() or not folder.exists():
        return  # the code that writes decides whether a link can be replaced
    if not folder.is_dir():
        raise problem(str(folder), expected=_EXPECTED, found="a file", remedy=_REMEDY)
    if not any(folder.iterdir()):
        return
    if not _is_ours(folder):
        found = "somebody else's chart" if (folder / "Chart.yaml").is_file() else "something else"
        raise problem(str(folder), expected=_EXPECTED, found=found, remedy=_REMEDY)
    if foreign := list(_foreign(folder, files)):
        found = some_of(foreign, _SHOWN)
        remedy = "move what is yours elsewhere, it would be lost"
        raise problem(str(folder), expected="generated files only", found=found, remedy=remedy)
