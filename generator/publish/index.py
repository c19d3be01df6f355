"""Makes the index.yaml of a repository from packages and earlier entries; no clock and no chance changes it."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.base import yamltree
from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree, below, submap, submaps
from generator.publish.archive import Archive

INDEX = "index.yaml"

Entry = dict[str, Tree]
Entries = Mapping[str, tuple[Entry, ...]]


class Index(Struct, frozen=True, kw_only=True):
    """The versions of each chart, and the other members of the file."""

    entries: Entries = {}
    other: Entry = {}


_REMEDY = "restore the file, or take it away: it is made again from the packages beside it"
_NUMBERS = re.compile(r"v?([0-9]+)\.([0-9]+)\.([0-9]+)(-?)(.*)")


def _order(entry: Entry) -> tuple[object, ...]:
    """Return the sort key of a version: its numbers, with a prerelease below its release. A version without numbers
    comes first.
    """
    version = str(entry["version"])
    found = _NUMBERS.fullmatch(version)
    if not found:
        return (0, 0, 0, 0, version)
    return (*map(int, found.groups()[:3]), int(not found[4]), found[5])


def digest_of(entry: Entry) -> str:
    """Return the sha256 of an entry's package. Some tools write the algorithm before it."""
    return str(entry.get("digest", "")).removeprefix("sha256:")


def entry_of(archive: Archive, base: str = "") -> Entry:
    """Return the entry of a package: its Chart.yaml, digest, time and address, which is relative without a base."""
    name = archive.where.rpartition("/")[2]
    entry: Entry = {**archive.about, "created": archive.created, "digest": archive.sha256, "urls": [f"{base}{name}"]}
    return dict(sorted(entry.items()))


def _entry_problems(where: str, name: str, rows: Tree) -> Iterator[Problem]:
    if not isinstance(rows, list):
        yield Problem(where=f"{where} > {name}", expected="a list of versions", found="none", remedy=_REMEDY)
        return
    seen: set[str] = set()
    for row in rows:
        version = row.get("version") if isinstance(row, dict) else None
        if not isinstance(version, str):
            yield Problem(where=f"{where} > {name}", expected="a version in each row", found="none", remedy=_REMEDY)
        elif version in seen:
            found = f"{version} twice"
            yield Problem(where=f"{where} > {name}", expected="each version once", found=found, remedy=_REMEDY)
        seen.add(str(version))


def read_index(text: str, where: str) -> Index:
    """Return the index of a repository. Raise ProblemsError for one that helm would not read, either."""
    documents = yamltree.load(text, where)
    tree = documents[0] if len(documents) == 1 else None
    if below(tree, "apiVersion") != "v1" or not isinstance(below(tree, "entries") or {}, dict):
        raise problem(where, expected="an index of a chart repository, apiVersion v1", found="another", remedy=_REMEDY)
    rows = submap(tree, "entries")
    raise_problems(found for name, row in rows.items() for found in _entry_problems(where, name, row))
    charts = {name: tuple(submaps(row)) for name, row in rows.items()}
    return Index(entries=charts, other={key: value for key, value in submap(tree).items() if key != "entries"})


def find(index: Index, name: str, version: str) -> Entry | None:
    """Return the entry of a version of a chart, if it exists."""
    return next((one for one in index.entries.get(name, ()) if one["version"] == version), None)


def with_entries(index: Index, new: Iterable[Entry]) -> Index:
    """Return the index with new entries, the newest version first. Earlier entries stay as they are."""
    rows = {name: [*row] for name, row in index.entries.items()}
    for entry in new:
        rows.setdefault(str(entry["name"]), []).append(entry)
    ordered = {name: tuple(sorted(row, key=_order, reverse=True)) for name, row in sorted(rows.items())}
    return replace(index, entries=ordered)


def index_text(index: Index) -> str:
    """Return the index as a file with the time of the newest package: the same entries make the same file."""
    times = [str(entry["created"]) for row in index.entries.values() for entry in row if entry.get("created")]
    tree: dict[str, Tree] = {
        **index.other,
        "apiVersion": "v1",
        "entries": {name: [*row] for name, row in index.entries.items()},
        "generated": max(times, default="1970-01-01T00:00:00Z"),
    }
    return yamltree.dump([dict(sorted(tree.items()))]).removeprefix("---\n")
