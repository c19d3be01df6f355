"""Puts a build where it can be checked: its chart, and the schemas and values that its checks read, in one folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from generator.base.files import write_tree
from generator.base.process import scratch
from generator.chart.assemble import VALUES_SCHEMAS
from generator.chart.build import Build
from generator.releases.lines import UNLISTED, ReleaseLine
from generator.schemas.crds import crd_schemas
from generator.schemas.monitors import SERVICE_MONITOR

CHART = "cni"


def provable(made: Build, current: ReleaseLine) -> Build:
    """The build with Kubernetes versions that it can be proven for: an unlisted pair takes the current line's."""
    if made.line.validated:
        return made
    return replace(made, line=replace(made.line, validated=current.validated))


def borrowed(made: Build, current: ReleaseLine) -> str:
    """What is said of an unlisted pair, whose Kubernetes versions nobody has named; empty for a listed one."""
    if made.line.version != UNLISTED:
        return ""
    pair = f"flannel {made.line.flannel} with Calico {made.line.calico}"
    versions = ", ".join(current.validated)
    return f"{pair} is not in the table of lines: proven for Kubernetes {versions}, as line {current.version} is"


@contextmanager
def staged(made: Build, root: Path) -> Iterator[Path]:
    """A folder like the repository `root` with the build's chart, its schemas and the values of its scenarios; the
    schemas of Kubernetes and the values are the repository's, those of CRDs are made from the releases."""
    crds = [crd for release in made.releases for crd in release.crds]
    with scratch("cni-staged-") as folder:
        write_tree(folder / CHART, made.chart.files)
        write_tree(folder / "schemas" / "crds" / made.line.calico, crd_schemas([*crds, SERVICE_MONITOR]))
        write_tree(folder / "schemas" / VALUES_SCHEMAS, {f"{made.line.version}.json": made.chart.people_schema})
        (folder / "schemas" / "kubernetes").symlink_to((root / "schemas" / "kubernetes").resolve())
        (folder / "golden").symlink_to((root / "golden").resolve())
        yield folder
