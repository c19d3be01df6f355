"""Runs `publish`: puts the packages of lines into a repository. A package that was published before keeps its bytes."""

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from generator.base.errors import problem
from generator.base.statuses import CLEAN
from generator.commands.named_lines import chosen_lines
from generator.commands.options import FOLDER, as_path, filled, package_options
from generator.pipeline import build
from generator.publish.archive import read_archive
from generator.publish.oci import Registry, oci_digest, pulled, push
from generator.publish.package import CHART, EPOCH, Package, package, read_epoch
from generator.publish.repository import Repository, publish, published
from generator.releases.lines import ReleaseLine

_OCI = "oci://"

Target = Repository | Registry


def _package(target: Target, line: ReleaseLine, epoch: int) -> Package:
    """Return the package of a line. If it was published before, use the time of the published one, so that the bytes
    must agree.
    """
    there = pulled(target, line.version) if isinstance(target, Registry) else published(target, CHART, line.version)
    return package(build(line), there.epoch if there else epoch)


def _made(folder: Path) -> list[Package]:
    """Return the packages that `package` wrote into a folder, each with the files beside it: its SBOM, its
    signature.
    """
    paths = sorted(folder.glob(f"{CHART}-*.tgz"))
    if not paths:
        raise problem(str(folder), expected="packages", found="none", remedy="`package` writes them")
    made = []
    for path in paths:
        ends = (f"{path.stem}.cdx.json", f"{path.name}.prov")
        beside = {name: (folder / name).read_bytes() for name in ends if (folder / name).is_file()}
        made.append(Package(archive=replace(read_archive(path), where=path.name), name=path.name, beside=beside))
    return made


def target_at(said: str, url: str | None, *, plain_http: bool) -> Target:
    """Return the place to publish to: a registry if the text is an address of one, otherwise a folder."""
    if said.startswith(_OCI):
        return Registry(url=said.rstrip("/"), plain_http=plain_http)
    return Repository(folder=Path(said), url=url or "")


def _published(target: Target, made: Sequence[Package]) -> Iterator[tuple[str, bool]]:
    """Yield the place of each package, and whether it is new. A folder takes all or none, a registry one after the
    other.
    """
    if isinstance(target, Registry):
        for one in made:
            new = push(target, one)
            yield f"{target.url}/{CHART}:{one.archive.about['version']}@{oci_digest(one)}", new
        return
    added = publish(target, made)
    for one in made:
        yield str(target.folder / one.name), one in added


def publish_lines(
    target: Target, lines: Sequence[ReleaseLine], epoch: str | None, packages: Path | None
) -> Iterator[str]:
    """Publish the packages of a folder, or of the lines, and print what became of each."""
    if packages is None:
        moment = read_epoch(os.environ.get(EPOCH) if epoch is None else epoch)
        made = [_package(target, line, moment) for line in lines]
    else:
        made = _made(packages)
    for one, (where, new) in zip(made, _published(target, made), strict=True):
        what = "published" if new else "was published before, unchanged"
        yield f"{where}: {what}, sha256 {one.archive.sha256}"


def options(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    package_options(parser)
    repository = "the folder that is served as a chart repository, or a registry such as oci://example.org/charts"
    parser.add_argument(
        "--repo", metavar="DIR|oci://...", type=filled("--repo", FOLDER), required=True, help=repository
    )
    url = "the address that it is served at; default: none, links in it are relative"
    parser.add_argument("--url", metavar="URL", type=filled("--url", "an address"), help=url)
    parser.add_argument("--plain-http", action="store_true", help="speak http to the registry")
    made = "publish what `package` wrote there; default: package the lines anew"
    parser.add_argument("--packages", metavar="DIR", type=as_path("--packages"), help=made)


def run(arguments: argparse.Namespace) -> int:
    """Publish, and print what became of each package."""
    target = target_at(arguments.repo, arguments.url, plain_http=arguments.plain_http)
    for said in publish_lines(target, chosen_lines(arguments), arguments.epoch, arguments.packages):
        print(said)
    return CLEAN
