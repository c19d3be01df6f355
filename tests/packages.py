"""Makes the packages of the lines once, and packages that were tampered with."""

import gzip
import io
import tarfile
from collections.abc import Callable
from functools import cache

from generator.publish.archive import Archive, parse_archive
from generator.publish.package import Package, package
from tests.builds import built

EPOCH = 1_790_000_000
Members = list[tuple[tarfile.TarInfo, bytes]]


@cache
def packaged(version: str, epoch: int = EPOCH) -> Package:
    """Return the package of a line."""
    return package(built(version), epoch)


def members(body: bytes) -> Members:
    """Return the entries of a package."""
    with tarfile.open(fileobj=io.BytesIO(body), mode="r:gz") as tar:
        return [(one, stream.read()) for one in tar.getmembers() if (stream := tar.extractfile(one))]


def packed(entries: Members) -> bytes:
    """Return a package of the entries."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for one, content in entries:
            one.size = len(content) if one.isreg() else 0
            tar.addfile(one, io.BytesIO(content))
    return gzip.compress(stream.getvalue(), mtime=0)


def entry(name: str, *, time: int = EPOCH, kind: bytes = tarfile.REGTYPE) -> tarfile.TarInfo:
    """Return the head of an entry."""
    one = tarfile.TarInfo(name)
    one.mtime, one.type, one.linkname = time, kind, "/etc/passwd" if kind != tarfile.REGTYPE else ""
    return one


def tampered(package: Package, change: Callable[[Members], Members]) -> Archive:
    """Return the package with other entries."""
    return parse_archive(package.name, packed(change(members(package.archive.body))))


def small(version: str, note: str = "", epoch: int = EPOCH) -> Package:
    """Return a package of a chart that holds nothing but its description."""
    about = f"{{apiVersion: v2, name: cni, version: {version}, description: 'a chart {note}'}}\n"
    name = f"cni-{version}.tgz"
    body = packed([(entry("cni/Chart.yaml", time=epoch), about.encode())])
    sbom = {f"cni-{version}.cdx.json": b"{}\n"}
    return Package(archive=parse_archive(name, body), name=name, beside=sbom)
