"""Compares a package with the one that its line makes, to prove that it came from upstream's files."""

from collections.abc import Iterator

from generator.base.errors import problem
from generator.base.findings import Finding
from generator.base.trees import submap
from generator.chart.build import Build
from generator.publish.archive import Archive
from generator.publish.package import CHART, pack
from generator.releases.lines import UNLISTED, ReleaseLine, choose_line, named_line


def line_of(archive: Archive) -> ReleaseLine:
    """Return the line that a package names. Raise ProblemsError if this program has no such line."""
    about = archive.about
    named = submap(about, "annotations")
    releases = [str(named.get(f"cni/{project}", "")) for project in ("flannel", "calico")]
    if about["name"] != CHART or not all(releases):
        found = f"the chart {about['name']}"
        raise problem(archive.where, expected="a chart that this generator made", found=found)
    return choose_line(*releases) if about["version"] == UNLISTED else named_line(str(about["version"]))


def _files(archive: Archive, again: Archive) -> Iterator[Finding]:
    for name in sorted({*archive.files, *again.files}):
        where = f"{archive.where} > {name}"
        if name not in archive.files:
            yield Finding(where=where, message="missing, the line's chart has it")
        elif name not in again.files:
            yield Finding(where=where, message="unexpected, the line's chart does not have it")
        elif archive.files[name] != again.files[name]:
            yield Finding(where=where, message="differs from what the line makes")


def replay(archive: Archive, made: Build) -> list[Finding]:
    """Return the differences between a package and the one that the build makes with the same time."""
    again = pack(made, archive.epoch)
    found = [*_files(archive, again)]
    if not found and archive.sha256 != again.sha256:
        message = (
            f"its files are equal, its bytes are not: expected sha256 {again.sha256}, found {archive.sha256}; "
            "names, order, owners, modes or the compression differ, or another helm packaged it"
        )
        found = [Finding(where=archive.where, message=message)]
    return found
