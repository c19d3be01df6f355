"""Reads a packaged chart: its files, its digest, and the time that it was packaged with. Nothing is unpacked."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from msgspec import Struct

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree

# More than helm reads of a chart, and far more than our chart has.
_PACKED, _UNPACKED = 20 * 2**20, 100 * 2**20
_EXPECTED = "a chart that helm packaged"
_REMEDY = "fetch or package it anew"


class Archive(Struct, frozen=True, kw_only=True):
    """A packaged chart: its bytes, its files by their path in the chart, and the time of each."""

    where: str
    body: bytes
    files: Mapping[str, bytes]
    times: frozenset[int]

    @property
    def sha256(self) -> str:
        """The digest of the package, as a repository's index has it."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def epoch(self) -> int:
        """The time that it was packaged with, in seconds since 1970."""
        if len(self.times) != 1:
            remedy = "package it with SOURCE_DATE_EPOCH"
            raise problem(self.where, expected="files of one time", found=f"{len(self.times)} times", remedy=remedy)
        return next(iter(self.times))

    @property
    def created(self) -> str:
        """That time as indexes and registries have it."""
        return datetime.fromtimestamp(self.epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def about(self) -> dict[str, Tree]:
        """Chart.yaml, which has a name and a version."""
        where = f"{self.where} > Chart.yaml"
        try:
            text = self.files["Chart.yaml"].decode()
        except (KeyError, UnicodeDecodeError) as error:
            raise problem(where, expected="a file in UTF-8", found="none", remedy=_REMEDY) from error
        documents = yamltree.load(text, where)
        about = documents[0] if len(documents) == 1 else None
        if not isinstance(about, dict) or not all(isinstance(about.get(key), str) for key in ("name", "version")):
            raise problem(where, expected="a name and a version", found="none", remedy=_REMEDY)
        return about


def _unpacked(where: str, body: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(body)) as stream:
            unpacked = stream.read(_UNPACKED + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise problem(where, expected=_EXPECTED, found=f"no gzip archive: {error}", remedy=_REMEDY) from error
    if len(unpacked) > _UNPACKED:
        raise problem(where, expected=f"at most {_UNPACKED} bytes unpacked", found="more", remedy=_REMEDY)
    return unpacked


def _member_problems(where: str, members: list[tarfile.TarInfo]) -> Iterator[Problem]:
    """Yield a problem for each entry that is no plain file below one folder."""
    seen: set[str] = set()
    for member in members:
        parts = PurePosixPath(member.name).parts
        plain = "/".join(parts) == member.name and ".." not in parts and not member.name.startswith("/")
        at = f"{where} > {ascii(member.name)[1:-1]}"
        if not member.isreg():
            yield Problem(where=at, expected="a regular file", found="a link, a folder or a device", remedy=_REMEDY)
        elif not plain or len(parts) < 2 or parts[0] != members[0].name.partition("/")[0]:
            yield Problem(where=at, expected="a path below the chart's folder", found="another", remedy=_REMEDY)
        elif member.name in seen:
            yield Problem(where=at, expected="one file of that name", found="a second one", remedy=_REMEDY)
        seen.add(member.name)


def parse_archive(where: str, body: bytes) -> Archive:
    """Return the package with these bytes. Raise ProblemsError if it is none, or cannot be read safely."""
    if len(body) > _PACKED:
        raise problem(where, expected=f"at most {_PACKED} bytes", found=str(len(body)), remedy=_REMEDY)
    try:
        with tarfile.open(fileobj=io.BytesIO(_unpacked(where, body)), mode="r:") as tar:
            members = tar.getmembers()
            raise_problems(_member_problems(where, members))
            streams = [(member, tar.extractfile(member)) for member in members]
            files = {member.name.partition("/")[2]: stream.read() for member, stream in streams if stream}
    except (tarfile.TarError, ValueError) as error:
        raise problem(where, expected=_EXPECTED, found=f"no tar archive: {error}", remedy=_REMEDY) from error
    if not members:
        raise problem(where, expected=_EXPECTED, found="an empty archive", remedy=_REMEDY)
    times = frozenset(int(member.mtime) for member in members)
    return Archive(where=where, body=body, files=files, times=times)


def read_archive(path: Path) -> Archive:
    """Return the packaged chart in a file."""
    if not path.is_file():
        found = "a folder" if path.is_dir() else "none"
        raise problem(str(path), expected="a packaged chart, such as cni-1.2.3.tgz", found=found)
    if (size := path.stat().st_size) > _PACKED:
        raise problem(str(path), expected=f"at most {_PACKED} bytes", found=str(size), remedy=_REMEDY)
    return parse_archive(str(path), path.read_bytes())
