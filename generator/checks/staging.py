"""Puts a build, with the schemas and values that the checks read, into one folder to be checked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from generator.base.files import write_tree
from generator.base.process import scratch
from generator.chart.assemble import VALUES_SCHEMAS
from generator.chart.build import Build
from generator.releases.lines import UNLISTED, ReleaseLine
from generator.schemas.crds import crd_schemas
from generator.schemas.monitors import SERVICE_MONITOR

CHART = "cni"


def provable(made: Build, current: ReleaseLine) -> Build:
    """Return the build with Kubernetes versions to check it for: an unlisted pair takes those of the current line."""
    if made.line.validated:
        return made
    return replace(made, line=replace(made.line, validated=current.validated))


def borrowed(made: Build, current: ReleaseLine) -> str:
    """Return a remark on an unlisted pair, for which nobody has named Kubernetes versions; empty for a listed one."""
    if made.line.version != UNLISTED:
        return ""
    pair, versions = made.line.pair, ", ".join(current.validated)
    return f"{pair} is not in the table of lines: proven for Kubernetes {versions}, as line {current.version} is"


@contextmanager
def staged(made: Build, root: Path) -> Iterator[Path]:
    """Provide a folder like the repository `root`, with the build's chart, its schemas and the values of its scenarios.
    The schemas of Kubernetes and the values are the repository's; those of CRDs are made from the releases.
    """
    crds = [crd for release in made.releases for crd in release.crds]
    with scratch("cni-staged-") as folder:
        write_tree(folder / CHART, made.chart.files)
        write_tree(folder / "schemas" / "crds" / made.line.calico, crd_schemas([*crds, SERVICE_MONITOR]))
        write_tree(folder / "schemas" / VALUES_SCHEMAS, {f"{made.line.version}.json": made.people_schema})
        (folder / "schemas" / "kubernetes").symlink_to((root / "schemas" / "kubernetes").resolve())
        (folder / "golden").symlink_to((root / "golden").resolve())
        yield folder
