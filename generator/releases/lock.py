"""Reads the lock of a release in the snapshot, and refuses one that a person has edited."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from msgspec import Struct

from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import read_text
from generator.base.records import records, some, text
from generator.base.trees import Tree, canonical, digest
from generator.releases.kept import load_kept
from generator.releases.release import Correction

UPDATE = "python -m generator update"

_Text = Annotated[str, text(".+", "a text")]
_Digest = Annotated[str, text("[0-9a-f]{64}", "a sha256 in hex")]


class Entry(Struct, frozen=True, kw_only=True):
    """The entry of a raw file: its size and digest, and its source, unless that was a folder.

    Further members are the digests of the snapshot's files that were made of it, the images that were corrected in it,
    and the digest of all that.
    """

    url: _Text | None = None
    size: int
    sha256: _Digest
    snapshot: _Digest
    crds: _Digest | None = None
    corrections: tuple[Correction, ...] = ()
    seal: _Digest


class Listing(Struct, frozen=True, kw_only=True):
    """The names of the files in upstream's folder of manifests, as a file beside the raw ones lists them."""

    files: Annotated[tuple[_Text, ...], some("a list of names")]
    seal: _Digest


Lock = Mapping[str, Entry]

# The file with the list, and the lock's entry of it.
LISTING = "MANIFESTS"

# The raw files are not in the repository: only this digest protects what a lock says of them.
_SEAL = "seal"


def sealed(entry: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return an entry of the lock with the digest of all its other members."""
    said = {key: value for key, value in entry.items() if key != _SEAL}
    return {**said, _SEAL: digest(canonical(said))}


def _entry_problems(where: str, entry: Tree) -> Iterator[Problem]:
    remedy = f"restore the file; {UPDATE} writes it"
    if not isinstance(entry, dict):
        yield Problem(where=where, expected="a mapping", found=canonical(entry)[:80], remedy=remedy)
    elif entry != sealed(entry):
        expected = f"an entry whose {_SEAL} is {sealed(entry)[_SEAL]}, as it was written"
        yield Problem(where=where, expected=expected, found=canonical(entry.get(_SEAL)), remedy=remedy)


def _entries(folder: Path) -> dict[str, tuple[str, Tree]]:
    """Return the place and the content of each entry, by its name."""
    path = folder / "lock.yaml"
    if not path.is_file():
        raise problem(
            str(folder),
            expected="a snapshot of the release",
            found="no lock.yaml",
            remedy=f"{UPDATE}, with --flannel or --calico for another version",
        )
    documents = load_kept(read_text(path), path)
    lock = documents[0] if len(documents) == 1 else None
    if not isinstance(lock, dict) or not lock:
        found = canonical(documents)[:80]
        raise problem(str(path), expected="a mapping of raw files", found=found, remedy=f"{UPDATE} writes it")
    raise_problems(found for name, entry in lock.items() for found in _entry_problems(f"{path} > {name}", entry))
    return {name: (f"{path} > {name}", entry) for name, entry in lock.items()}


def read_whole(folder: Path) -> tuple[Lock, tuple[str, ...]]:
    """Return the lock of a release in the snapshot, url, size and digests of each raw file by name, and the names of
    upstream's files that it lists, none if it has no list.

    Raise ProblemsError if it does not exist, or if somebody has edited it.
    """
    entries = _entries(folder)
    listing = records([entries.pop(LISTING)] if LISTING in entries else [], Listing)
    lock = dict(zip(entries, records(entries.values(), Entry).values(), strict=True))
    return lock, tuple(name for one in listing.values() for name in one.files)


def read_lock(folder: Path) -> Lock:
    """Return the raw files of a lock, as `read_whole` reads it."""
    return read_whole(folder)[0]


def read_listed(folder: Path) -> tuple[str, ...]:
    """Return the names that a lock lists, as `read_whole` reads it."""
    return read_whole(folder)[1]
