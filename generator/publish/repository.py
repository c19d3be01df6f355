"""Puts packages into a folder that is served as a chart repository: all of them or none, and none over another."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from generator.base.errors import Problem, problem, raise_problems
from generator.base.exchange import taken
from generator.base.files import file_errors, read_text, remove_staged, replace_files
from generator.publish.archive import Archive, read_archive
from generator.publish.index import INDEX, Entry, Index, digest_of, entry_of, find, index_text, read_index, with_entries
from generator.publish.landing import PAGE, landing_page
from generator.publish.package import Package

# For how many seconds a publisher waits for another, and how often it looks.
_PATIENCE, _PAUSE = 60.0, 0.05


class Repository(Struct, frozen=True, kw_only=True):
    """A folder with packages, and the address that it is served at. Without an address, links in it are relative."""

    folder: Path
    url: str = ""

    @property
    def base(self) -> str:
        """The address before the name of a package in the index."""
        return f"{self.url.rstrip('/')}/" if self.url else ""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs. The kernel ends the lock with the process."""
    with file_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        end = time.monotonic() + _PATIENCE
        while not taken(handle):
            if time.monotonic() > end:
                found, remedy = "another publisher at work", "try again when it has ended"
                raise problem(str(folder), expected=f"a turn within {_PATIENCE:g} s", found=found, remedy=remedy)
            time.sleep(_PAUSE)
        yield
    finally:
        os.close(handle)


def _listed(repository: Repository) -> Index:
    """Return the entries of the index; without an index, those of the packages in the folder."""
    path = repository.folder / INDEX
    if path.exists():
        return read_index(read_text(path), str(path))
    archives = (read_archive(one) for one in sorted(repository.folder.glob("*.tgz")))
    return with_entries(Index(), (entry_of(one, repository.base) for one in archives))


def _entry(index: Index, archive: Archive) -> Entry | None:
    return find(index, str(archive.about["name"]), str(archive.about["version"]))


def _refusals(repository: Repository, index: Index, packages: Sequence[Package]) -> Iterator[Problem]:
    """Yield versions that are published with other bytes, and published packages whose bytes are not those of the
    index.
    """
    for one in packages:
        archive, path = one.archive, repository.folder / one.name
        entry = _entry(index, archive)
        if entry is None:
            continue
        if digest_of(entry) != archive.sha256:
            found = f"sha256 {archive.sha256}"
            remedy = "a published version never changes: give the line another chart version"
            yield Problem(where=str(path), expected=f"sha256 {digest_of(entry)}", found=found, remedy=remedy)
        elif path.exists() and (found := read_archive(path).sha256) != archive.sha256:
            remedy = "the file was changed after it was published: take it away and publish again"
            yield Problem(where=str(path), expected=f"sha256 {archive.sha256}", found=f"sha256 {found}", remedy=remedy)


def _missing(folder: Path, packages: Sequence[Package], new: Sequence[Package]) -> dict[str, bytes]:
    """Return the files of new packages, and missing files of others. What is published stays as it is."""
    files = {name: (one, body) for one in packages for name, body in one.files.items()}
    return {name: body for name, (one, body) in files.items() if one in new or not (folder / name).exists()}


def publish(repository: Repository, packages: Sequence[Package]) -> list[Package]:
    """Add the packages that the repository does not have, with the files beside them, and return these packages.

    The index takes its place last: whatever stops the run, all that the index lists exists. Raise ProblemsError if a
    version exists with other bytes, or if the folder cannot be written; then nothing is published.
    """
    with locked(repository.folder), file_errors(repository.folder):
        remove_staged(repository.folder)
        index = _listed(repository)
        raise_problems(_refusals(repository, index, packages))
        new = [one for one in packages if _entry(index, one.archive) is None]
        index = with_entries(index, (entry_of(one.archive, repository.base) for one in new))
        page = landing_page(index.entries, repository.url).encode()
        files = {**_missing(repository.folder, packages, new), PAGE: page, INDEX: index_text(index).encode()}
        places = {repository.folder / name: body for name, body in files.items()}
        there = {path.name for path, body in places.items() if path.is_file() and path.read_bytes() == body}
        replace_files(repository.folder, {name: body for name, body in files.items() if name not in there})
        return new


def published(repository: Repository, name: str, version: str) -> Archive | None:
    """Return the package of a version in the repository; None if it has none."""
    path = repository.folder / INDEX
    index = read_index(read_text(path), str(path)) if path.exists() else Index()
    if find(index, name, version) is None:
        return None
    return read_archive(repository.folder / f"{name}-{version}.tgz")
