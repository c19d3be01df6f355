"""Reads Calico's resources from the tests' tables, and renders them with the charts of all lines."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from generator.base import yamltree
from generator.base.trees import Tree
from generator.rows.resources import GROUP_VERSION
from generator.settings.setting import at_least
from tests.builds import built
from tests.paths import ROOT
from tests.rendering import load, overlay, scenario

FOLDER = ROOT / "tests" / "rows"
_PATH = re.compile(r"calico\.resources\[(\d+)\]")


def kinds(version: str) -> frozenset[str]:
    """Return the kinds of resources that a line takes."""
    return frozenset(kind.name for kind in built(version).catalogue.resources)


def resource(row: Tree, name: str) -> dict[str, Tree]:
    """Return the object that a row of a table is short for."""
    assert isinstance(row, dict)
    metadata = row.get("metadata", {})
    assert isinstance(metadata, dict)
    head: dict[str, Tree] = {"apiVersion": GROUP_VERSION, "kind": row["kind"], "metadata": {"name": name, **metadata}}
    return {**head, "spec": row["spec"]}


class Bad(Struct, frozen=True, kw_only=True):
    """An object that is refused, its number among all, the path that the message names, and part of what it says."""

    title: str
    section: str
    number: int
    at: str
    says: str
    faults: int

    @property
    def path(self) -> str:
        """The path in full."""
        return f"calico.resources[{self.number}].{self.at}"


@cache
def bad_table() -> dict[str, Tree]:
    """Return the sections of bad_resources.yaml."""
    return load(FOLDER / "bad_resources.yaml")


@cache
def bad(version: str, sections: tuple[str, ...]) -> tuple[list[Bad], list[Tree]]:
    """Return the rows of sections of bad_resources.yaml that a line can know, and all their objects."""
    rows: list[Bad] = []
    objects: list[Tree] = []
    for section in sections:
        found = bad_table()[section]
        assert isinstance(found, dict)
        for title, row in found.items():
            assert isinstance(row, dict)
            given = [row[key] for key in ("before", "object") if key in row]
            is_known = at_least({"calico": str(row.get("since", "v3.0.0"))}, built(version).catalogue.versions)
            if is_known and all(isinstance(one, dict) and one["kind"] in kinds(version) for one in given):
                objects += [resource(one, f"x-{len(objects) + place}") for place, one in enumerate(given)]
                faults = row.get("faults", 1)
                assert isinstance(faults, int)
                at, says = str(row["at"]), str(row["says"])
                number = len(objects) - 1
                rows.append(Bad(title=title, section=section, number=number, at=at, says=says, faults=faults))
    return rows, objects


def good_rows(version: str) -> list[dict[str, Tree]]:
    """Return the rows of good_resources.yaml that a line knows."""
    table: Tree = yamltree.load((FOLDER / "good_resources.yaml").read_text(encoding="utf-8"), "good_resources.yaml")[0]
    assert isinstance(table, list)
    versions = built(version).catalogue.versions
    rows = [row for row in table if isinstance(row, dict)]
    return [row for row in rows if at_least({"calico": str(row.get("since", "v3.0.0"))}, versions)]


def good(version: str) -> list[Tree]:
    """Return the objects of good_resources.yaml that a line knows."""
    return [resource(row, "") for row in good_rows(version)]


def with_resources(objects: Sequence[Tree], variant: str = "calico") -> dict[str, Tree]:
    """Return the values of a variant with resources, and no pools of calico-node's own."""
    return overlay(scenario(variant), {"calico": {"createPools": False, "resources": list(objects)}})


def told(message: str) -> Mapping[int, list[str]]:
    """Return what is said of each of the resources, by its number."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, line in _lines(message):
        found[number].append(line)
    return found


def _lines(message: str) -> Iterator[tuple[int, str]]:
    for line in message.splitlines():
        if path := _PATH.search(line):
            yield int(path[1]), line[path.start() :]


def write_values(folder: Path, values: Mapping[str, Tree]) -> Path:
    """Return the file with values."""
    path = folder / "values.yaml"
    path.write_text(yamltree.dump([dict(values)]), encoding="utf-8")
    return path
