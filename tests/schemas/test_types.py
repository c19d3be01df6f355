"""The types of Kubernetes that values take: made from Kubernetes' own definitions, closed, without null."""

import json
from collections.abc import Iterator

import pytest

from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.releases.lines import oldest_kubernetes, read_lines
from generator.rows.pod_rules import with_rules
from generator.schemas.types import TYPES, TYPES_OF_VALUES, read_types, types_file, types_text
from generator.schemas.validation import schema_problems
from generator.schemas.wheels import DEFINITIONS
from tests.paths import ROOT

VERSIONS = sorted({oldest_kubernetes(line) for line in read_lines()})


def schemas(tree: Tree) -> Iterator[dict[str, Tree]]:
    """Every schema in a tree of schemas."""
    if isinstance(tree, dict):
        yield tree
        tree = [*tree.values()]
    if isinstance(tree, list):
        for one in tree:
            yield from schemas(one)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_file_is_made_from_the_definitions_that_kubeconform_reads(version: str) -> None:
    definitions = (ROOT / "schemas" / "kubernetes" / f"v{version}" / DEFINITIONS).read_text(encoding="utf-8")
    assert (TYPES / types_file(version)).read_text(encoding="utf-8") == types_text(definitions)


def test_there_are_no_other_files() -> None:
    assert sorted(path.name for path in TYPES.iterdir()) == sorted(map(types_file, VERSIONS))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_type_is_closed_and_takes_no_null(version: str) -> None:
    types = read_types(version)
    assert set(TYPES_OF_VALUES) <= set(types)
    found = [one for name in types for one in schemas(types[name])]
    assert [one for one in found if "properties" in one and one.get("additionalProperties") is not False] == []
    assert [one for one in found if "null" in str(one.get("type"))] == []
    references = {str(one["$ref"]).removeprefix("#/definitions/") for one in found if isinstance(one.get("$ref"), str)}
    assert references <= set(types)


SAMPLES = [
    ("Toleration", {"operator": "exists"}, "operator"),
    ("Toleration", {"effect": None}, "effect"),
    ("Container", {"name": "a", "livenessProbe": {"httpGet": {"path": "/"}}}, "port"),
    ("Container", {"name": "a", "volumeMounts": [{"name": "b"}]}, "mountPath"),
    ("Volume", {"name": "a", "flocker": {}}, "flocker"),
    ("Volume", {"name": "a", "hostPath": {"path": "/", "kind": "File"}}, "kind"),
]


@pytest.mark.parametrize(("name", "sample", "told"), SAMPLES)
def test_a_wrong_object_is_refused(name: str, sample: Tree, told: str) -> None:
    definitions = with_rules(read_types(VERSIONS[-1]), VERSIONS[-1])
    found = schema_problems(json.dumps({"$ref": f"#/definitions/{name}", "definitions": definitions}), sample)
    assert told in "".join(found)


def test_a_version_without_types_names_its_file() -> None:
    with pytest.raises(ProblemsError, match=r"v1\.2\.3\.json"):
        read_types("1.2.3")
