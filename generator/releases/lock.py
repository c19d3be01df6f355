"""Reads the lock of a release in the snapshot, and refuses one that is not as the program wrote it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.files import read_text
from generator.base.trees import Tree, canonical, digest

UPDATE = "python -m generator update"

Entry = dict[str, Tree]
Lock = Mapping[str, Entry]

# The raw files are not in the repository: what a lock says of them is held by this alone.
_SEAL = "seal"


def sealed(entry: Mapping[str, Tree]) -> Entry:
    """An entry of the lock with the digest of all that it says."""
    said = {key: value for key, value in entry.items() if key != _SEAL}
    return {**said, _SEAL: digest(canonical(said))}


def _entry_problems(where: str, entry: Tree) -> Iterator[Problem]:
    remedy = f"restore the file; {UPDATE} writes it"
    if not isinstance(entry, dict):
        yield Problem(where=where, expected="a mapping", found=canonical(entry)[:80], remedy=remedy)
    elif entry != sealed(entry):
        expected = f"an entry whose {_SEAL} is {sealed(entry)[_SEAL]}, as it was written"
        yield Problem(where=where, expected=expected, found=canonical(entry.get(_SEAL)), remedy=remedy)


def read_lock(folder: Path) -> Lock:
    """The lock of a release in the snapshot: url, size and digests of each raw file, by its name.

    Raises ProblemsError where there is none, or where it was edited.
    """
    path = folder / "lock.yaml"
    if not path.is_file():
        raise problem(
            str(folder),
            expected="a snapshot of the release",
            found="no lock.yaml",
            remedy=f"{UPDATE}, with --flannel or --calico for another version",
        )
    documents = yamltree.load(read_text(path), str(path))
    lock = documents[0] if len(documents) == 1 else None
    if not isinstance(lock, dict) or not lock:
        found = canonical(documents)[:80]
        raise problem(str(path), expected="a mapping of raw files", found=found, remedy=f"{UPDATE} writes it")
    raise_problems(found for name, entry in lock.items() for found in _entry_problems(f"{path} > {name}", entry))
    return {name: entry for name, entry in lock.items() if isinstance(entry, dict)}
