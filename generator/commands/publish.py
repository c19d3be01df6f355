"""Runs `publish`: the packages of lines into a repository, each as it was published where it was published before."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from generator.base.errors import problem
from generator.pipeline import build
from generator.publish.archive import read_archive
from generator.publish.package import CHART, EPOCH, Package, package, read_epoch
from generator.publish.repository import Repository, publish, published
from generator.releases.lines import ReleaseLine

_OCI = "oci://"


def _package(repository: Repository, line: ReleaseLine, epoch: int) -> Package:
    """The package of a line, at the time of the published one where there is one: then the bytes have to be its own."""
    there = published(repository, CHART, line.version)
    return package(build(line), there.epoch if there else epoch)


def _made(folder: Path) -> list[Package]:
    """The packages that `package` wrote into a folder, and what lies beside each: its SBOM, its signature."""
    paths = sorted(folder.glob(f"{CHART}-*.tgz"))
    if not paths:
        raise problem(str(folder), expected="packages", found="none", remedy="`package` writes them")
    made = []
    for path in paths:
        ends = (f"{path.stem}.cdx.json", f"{path.name}.prov")
        beside = {name: (folder / name).read_bytes() for name in ends if (folder / name).is_file()}
        made.append(Package(archive=replace(read_archive(path), where=path.name), name=path.name, beside=beside))
    return made


def repository_at(said: str, url: str | None) -> Repository:
    """The repository that is named; raises ProblemsError for one that is no folder."""
    if said.startswith(_OCI):
        remedy = f"push what `package` writes: helm push dist/{CHART}-1.2.3.tgz {said}"
        raise problem(said, expected="a folder that is served as a chart repository", found="a registry", remedy=remedy)
    return Repository(folder=Path(said), url=url or "")


def publish_lines(
    repository: Repository, lines: Sequence[ReleaseLine], epoch: str | None, packages: Path | None
) -> Iterator[str]:
    """Publish the packages of a folder, or of the lines, all or none, and say what became of each."""
    if packages is None:
        moment = read_epoch(os.environ.get(EPOCH) if epoch is None else epoch)
        made = [_package(repository, line, moment) for line in lines]
    else:
        made = _made(packages)
    new = publish(repository, made)
    for one in made:
        what = "published" if one in new else "was published before, unchanged"
        yield f"{repository.folder / one.name}: {what}, sha256 {one.archive.sha256}"
