"""The schema for people describes every value, requires none, and agrees with the strict one on what is wrong."""

import json
import re
from collections.abc import Mapping

import pytest

from generator.base.trees import Tree
from generator.schemas.validation import metaschema_problems, schema_problems
from generator.settings.kind import secret, text
from generator.settings.setting import Section, setting
from generator.values.people_schema import people_schema
from tests.builds import current
from tests.catalogues import TEXT, catalogue
from tests.declared import VALUES, nodes, people
from tests.later import Later
from tests.rendering import SCENARIOS, SCHEMA, nested, problems, problems_of, scenario

NODES = Later(lambda: dict(nodes(json.loads(people()))))


def test_it_is_a_draft_07_schema() -> None:
    assert json.loads(people())["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert metaschema_problems(people()) == []


def test_its_title_names_the_chart() -> None:
    assert json.loads(people())["title"] == f"Values of the chart cni {current().line.version}"


@pytest.mark.parametrize("path", VALUES)
def test_every_value_has_a_description_and_its_default(path: str) -> None:
    node = NODES[path]
    assert str(node["description"]).endswith(".")
    assert "{upstream}" not in str(node["description"])
    assert json.dumps(node["default"]) == json.dumps(VALUES[path].default)


def test_every_section_has_a_description() -> None:
    sections = {at: node for at, node in NODES.items() if "properties" in node and at and " > " not in at}
    assert len(sections) > 20
    assert [at for at, node in sections.items() if not node.get("description")] == []


def test_examples_are_valid_and_none_is_a_secret() -> None:
    for path in VALUES:
        examples = NODES[path].get("examples", [])
        assert isinstance(examples, list)
        assert [problem for one in examples for problem in schema_problems(people(), nested(path, one))] == []
    assert [path for path in VALUES if path.startswith("calico.etcd.tls") and "examples" in NODES[path]] == []


def test_nothing_is_required() -> None:
    own = {at: node for at, node in NODES.items() if " > " not in at}
    assert [at for at, node in own.items() if "required" in node] == []
    assert schema_problems(people(), {}) == []


def test_what_is_open_or_closed_is_as_in_the_strict_schema() -> None:
    assert schema_problems(people(), {"global": {"theirs": {"a": 1}}}) == []
    assert schema_problems(people(), {"theirs": 1}) == [
        "values: Additional properties are not allowed ('theirs' was unexpected)"
    ]


PARTIAL: Mapping[str, Mapping[str, Tree]] = {
    "one key": {"podCIDR": "172.20.0.0/16"},
    "a key three levels down": {"calico": {"etcd": {"endpoints": ["http://10.0.0.1:2379"]}}},
    "a section without keys": {"calico": {"pool": {}}},
    "a switch that is off": {"calico": {"felix": {"ipv6Support": False}}},
    **{f"the scenario {name}": scenario(name) for name in SCENARIOS},
}


@pytest.mark.parametrize("values", PARTIAL.values(), ids=PARTIAL)
def test_a_partial_values_file_is_valid(values: Mapping[str, Tree]) -> None:
    assert schema_problems(people(), dict(values)) == []
    assert problems(values) == []


@pytest.mark.parametrize("values", PARTIAL.values(), ids=PARTIAL)
def test_alone_it_lacks_nothing_but_keys_to_the_strict_schema(values: Mapping[str, Tree]) -> None:
    found = schema_problems(SCHEMA, dict(values))
    assert found
    assert [problem for problem in found if " is a required property; expected not empty" not in problem] == []


@pytest.mark.parametrize("path", VALUES)
def test_both_schemas_say_the_same_of_what_is_wrong_with(path: str) -> None:
    for sample in VALUES[path].kind.illegal:
        values = nested(path, sample)
        found = schema_problems(people(), values)
        assert found, repr(sample)
        strict = [
            re.sub(r"; write .*|of type '(array|object)', 'string'.*", "", one) for one in problems_of(path, sample)
        ]
        told = [one for one in strict if "expected a" not in one and not one.endswith("it is not ")]
        assert set(told) <= set(found), "the rest is answered, or left to the chart's rules"


def test_a_misspelt_key_is_refused_in_the_same_words() -> None:
    values: dict[str, Tree] = {"calico": {"etcd": {"tls": {"crt": "x"}}}, "podCIRD": "10.0.0.0/16"}
    assert schema_problems(people(), values) == problems(values) != []


def shown(*rows: Section, doc: str = "What it does.") -> Mapping[str, Tree]:
    """The properties of a schema of two values, one of them a secret."""
    values = (
        setting("a.b", TEXT, doc),
        setting("a.s", secret(text("a name", "[a-z]+", legal=["abc"], illegal=[])), doc),
    )
    schema = json.loads(people_schema(catalogue(*rows, *values), {"a.b": doc, "a.s": doc}, "Values"))
    found = schema["properties"]["a"]
    assert isinstance(found, dict)
    return found


def test_a_section_is_described_by_its_heading() -> None:
    assert shown(Section(path="a", doc="About a."))["description"] == "About a."
    assert shown()["description"] == "The values below a."


def test_a_value_is_laid_out() -> None:
    properties = shown()["properties"]
    assert isinstance(properties, dict)
    assert properties["b"] == {
        "type": "string",
        "maxLength": 253,
        "description": "What it does.",
        "default": "",
        "examples": ["y"],
    }
    assert isinstance(properties["s"], dict)
    assert "examples" not in properties["s"]
