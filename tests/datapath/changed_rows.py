"""Reads what docs/changing-values says of values, and compares it with what an upgrade has changed."""

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.cluster.kubeapi import Json
from tests.paths import ROOT

_PAGES = ROOT / "docs" / "changing-values"


class Row(Struct, frozen=True, kw_only=True):
    """What the table says of a value: whether a change is safe, and which workloads' pods restart."""

    safe: str
    restarts: frozenset[str]


def row(path: str) -> Row:
    """Return the row of a value, or of the value whose member it is, in the table of the current line."""
    newest = max(_PAGES.glob("*.md"), key=lambda page: [int(part) for part in page.stem.split(".")])
    lines = newest.read_text(encoding="utf-8").splitlines()
    found = [line.split(" | ") for line in lines if line.startswith(f"| `{path}` | ")]
    if not found:
        return row(path.rpartition(".")[0])
    [cells] = found
    # Nothing that is changed here lets a pod read the configuration of which the table says that it may.
    named = re.findall(r"([a-z0-9-]+)(?: \(configuration\))?(?:, |$)", cells[2])
    return Row(safe=cells[1], restarts=frozenset(named))


def unlike_the_table(paths: Sequence[str], before: Mapping[str, Json], after: Mapping[str, Json]) -> Iterator[str]:
    """Yield which workloads' pods restart, or do not, other than the table says, by their templates."""
    if not (kept := sorted(before.keys() & after.keys())):
        return
    expected = {name for path in paths for name in row(path).restarts}
    for name in kept:
        if (name in expected) != (before[name] != after[name]):
            told = "to restart" if name in expected else "not to restart"
            yield f"{', '.join(paths)}: expected pods of {name} {told}, as the table says, found the opposite"
