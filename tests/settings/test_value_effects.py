"""Every value changes what it is for and nothing else, and every member of an enumeration renders."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from generator.base.trees import Tree, canonical
from generator.releases.release import Document
from tests.declared import NODES, VALUES
from tests.rendering import Values, at, by_identity, load, nested, overlay, rendered, scenario

# Changes the checksums only, which the other rows leave out; its own tests are among the scenarios'.
CHECKSUM_ONLY = "rolloutOnConfigChange"

PARTS: dict[str, Tree] = {
    "repository": "reg.example.com/other",
    "tag": "v9.9.9",
    "digest": f"sha256:{'0123456789abcdef' * 4}",
    "pullPolicy": "Always",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A value laid over a variant, the patterns of the objects that it changes, and what its members need."""

    base: Values
    change: Values
    changes: tuple[str, ...]
    members: Values = field(default_factory=dict)


def _texts(tree: Tree) -> tuple[str, ...]:
    assert isinstance(tree, list)
    return tuple(map(str, tree))


def _tree(tree: Tree) -> dict[str, Tree]:
    assert isinstance(tree, dict)
    return tree


def _rows() -> Iterator[tuple[str, Row]]:
    for path, row in load(Path(__file__).with_name("value_effects.yaml")).items():
        fields = _tree(row)
        base, changes, extra = scenario(str(fields["over"])), _texts(fields["changes"]), fields.get("with", {})
        parts = PARTS if path.endswith("*") else {"": fields.get("to")}
        for part, value in parts.items():
            full = path.replace("*", part)
            change = overlay(extra, nested(full, value))
            members = _tree(fields.get("members", {}))
            yield full, Row(base=base, change=change, changes=changes, members=members)


ROWS = dict(_rows())
MEMBERS = [
    pytest.param(path, member, id=f"{path} is {member}")
    for path, node in NODES.items()
    for member in (_texts(node["enum"]) if path in VALUES and "enum" in node else ())
    if member
]


def _without_checksum(document: Document) -> str:
    plain = copy.deepcopy(document)
    if document["kind"] in {"DaemonSet", "Deployment"}:
        metadata = at(plain, "spec.template.metadata")
        assert isinstance(metadata, dict)
        metadata.pop("annotations", None)
    return canonical(plain)


def _printed(values: Values) -> dict[str, str]:
    return {name: _without_checksum(document) for name, document in by_identity(values).items()}


def test_every_value_has_a_row() -> None:
    assert {*ROWS, CHECKSUM_ONLY} == set(VALUES)


@pytest.mark.parametrize("path", ROWS)
def test_a_value_changes_its_objects_and_no_others(path: str) -> None:
    row = ROWS[path]
    before, after = _printed(row.base), _printed(overlay(dict(row.base), dict(row.change)))
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert {pattern for pattern in row.changes if not any(fnmatchcase(name, pattern) for name in changed)} == set()
    assert {name for name in changed if not any(fnmatchcase(name, pattern) for pattern in row.changes)} == set()


@pytest.mark.parametrize(("path", "member"), MEMBERS)
def test_a_member_of_an_enumeration_renders(path: str, member: str) -> None:
    row = ROWS[path]
    needed = overlay(nested(path, member), row.members.get(member, {}))
    assert len(rendered(overlay(dict(row.base), needed))) > 3


def test_every_enumeration_is_there() -> None:
    paths = {str(param.values[0]) for param in MEMBERS}
    assert {path for path in paths if not path.startswith("images.")} == {
        "plugin",
        "imageMirror.mode",
        "flannel.backend.type",
        "calico.datastore",
        "calico.backend",
        "calico.dataplane",
        "calico.ipip",
        "calico.vxlan",
        "calico.felix.logSeverityScreen",
        "calico.felix.defaultEndpointToHostAction",
    }
