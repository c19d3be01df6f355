"""Each rule by which a CustomResourceDefinition becomes the strict schema of its resource."""

import json
from typing import Any

import pytest

from generator.base.errors import ProblemsError
from generator.schemas.crds import crd_schemas

Schema = dict[str, Any]


def _crd(schema: Schema, **changes: Any) -> Schema:
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    spec = {"group": "example.org", "names": {"kind": "Probe"}, "versions": [version]}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "probes.example.org"},
        "spec": spec | changes,
    }


def _resource(schema: Schema) -> Schema:
    loaded: Schema = json.loads(crd_schemas([_crd(schema)])["example.org/probe_v1.json"])
    return loaded


def _field(schema: Schema) -> Schema:
    found: Schema = _resource({"type": "object", "properties": {"field": schema}})["properties"]["field"]
    return found


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param({"type": "string", "pattern": "^(?i)a$", "maxLength": 3}, id="a text"),
        pytest.param({"type": "integer", "format": "int32", "minimum": 1, "exclusiveMinimum": True}, id="a number"),
        pytest.param({"type": "array", "items": {"type": "string"}, "minItems": 1}, id="a list"),
        pytest.param({"type": "object", "additionalProperties": {"type": "string"}}, id="a map of texts"),
        pytest.param({"type": "object", "additionalProperties": True}, id="a map of anything"),
    ],
)
def test_a_field_stays_as_it_is(schema: Schema) -> None:
    expected = {key: value for key, value in schema.items() if value is not True or key == "exclusiveMinimum"}
    assert _field(schema) == expected


_KEPT = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
_EITHER = {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]}
_CLOSED = {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"type": "object", "properties": {"a": {"type": "string"}}}, _CLOSED, id="an object is closed"),
        pytest.param({"type": "object"}, {"type": "object", "additionalProperties": False}, id="without fields too"),
        pytest.param(_KEPT, {"type": "object"}, id="an object that preserves unknown fields stays open"),
        pytest.param(
            _KEPT | {"properties": {"b": {"type": "object", "properties": {"a": {"type": "string"}}}}},
            {"type": "object", "properties": {"b": _CLOSED}},
            id="declared objects in an open one are closed",
        ),
        pytest.param({"x-kubernetes-preserve-unknown-fields": True}, {}, id="a value of any type stays one"),
        pytest.param({"type": "string", "nullable": True}, {"type": ["string", "null"]}, id="nullable takes null"),
        pytest.param({"type": "string", "nullable": False}, {"type": "string"}, id="not nullable does not"),
        pytest.param(_EITHER, {"type": ["integer", "string"]}, id="int or string takes both types"),
        pytest.param(
            _EITHER | {"nullable": True}, {"type": ["integer", "string", "null"]}, id="a nullable int or string"
        ),
        pytest.param(
            {"type": "object", "x-kubernetes-validations": [{"rule": "true"}], "x-kubernetes-map-type": "atomic"},
            {"type": "object", "additionalProperties": False},
            id="rules in CEL and merge hints are dropped",
        ),
        pytest.param(
            {"type": "string", "description": "prose", "default": "a", "title": "b", "example": "c"},
            {"type": "string"},
            id="prose and defaults are dropped",
        ),
        pytest.param(
            {"type": "string", "allOf": [{"enum": ["a"]}], "not": {"enum": ["b"], "description": "x"}},
            {"type": "string", "allOf": [{"enum": ["a"]}], "not": {"enum": ["b"]}},
            id="combined conditions are kept",
        ),
        pytest.param(
            {"type": "object", "properties": {"a": {"type": "string"}}, "oneOf": [{"properties": {"a": {}}}]},
            _CLOSED | {"oneOf": [{"properties": {"a": {}}}]},
            id="a condition on fields does not close the object",
        ),
    ],
)
def test_a_field_is_converted(schema: Schema, expected: Schema) -> None:
    assert _field(schema) == expected


def test_a_field_may_be_named_like_a_keyword() -> None:
    converted = _field({"type": "object", "properties": {"description": {"type": "string", "description": "x"}}})
    assert converted["properties"] == {"description": {"type": "string"}}


def test_an_embedded_resource_has_the_fields_of_every_object() -> None:
    embedded = _field({"type": "object", "x-kubernetes-embedded-resource": True, "properties": {"spec": {}}})
    assert set(embedded["properties"]) == {"apiVersion", "kind", "metadata", "spec"}
    assert embedded["additionalProperties"] is False


def test_the_whole_object_has_a_closed_metadata_and_any_status() -> None:
    resource = _resource({"type": "object", "properties": {"metadata": {"type": "object"}}, "required": ["spec"]})
    assert set(resource["properties"]) == {"apiVersion", "kind", "metadata", "status"}
    assert resource["properties"]["metadata"]["additionalProperties"] is False
    assert resource["properties"]["status"] == {"type": "object"}
    assert resource["required"] == ["apiVersion", "kind", "metadata", "spec"]


def test_the_whole_object_is_of_the_defined_kind_and_version() -> None:
    properties = _resource({"type": "object"})["properties"]
    assert properties["apiVersion"] == {"enum": ["example.org/v1"]}
    assert properties["kind"] == {"enum": ["Probe"]}


def test_a_declared_status_is_closed_as_declared() -> None:
    status = {"type": "object", "properties": {"a": {"type": "string"}}}
    assert _resource({"type": "object", "properties": {"status": status}})["properties"]["status"] == _CLOSED


def test_a_version_that_is_not_served_has_no_schema() -> None:
    version = {"name": "v1", "served": False, "schema": {"openAPIV3Schema": {"type": "object"}}}
    assert crd_schemas([_crd({}, versions=[version])]) == {}


def test_an_unknown_keyword_stops_the_conversion() -> None:
    with pytest.raises(ProblemsError) as raised:
        _field({"type": "array", "items": {"patternProperties": {}}})
    assert str(raised.value) == (
        "example.org/v1 Probe.field[]: expected keywords of a structural schema, found patternProperties; "
        "say in generator/schemas/crds.py whether it is copied or dropped"
    )


def test_a_definition_of_an_unknown_api_is_refused() -> None:
    with pytest.raises(ProblemsError) as raised:
        crd_schemas([_crd({}) | {"apiVersion": "apiextensions.k8s.io/v2"}])
    assert str(raised.value) == (
        "CustomResourceDefinition/probes.example.org: expected apiVersion apiextensions.k8s.io/v1 or "
        "apiextensions.k8s.io/v1beta1, found apiextensions.k8s.io/v2"
    )


_STRICT = {"type": "object", "properties": {"a": {"type": "string"}}}
_OTHER = {"type": "object", "properties": {"a": {"type": "integer"}}}


def _old(**spec: Any) -> Schema:
    """The resources that a definition of v1beta1 makes, by file."""
    named = {"group": "example.org", "names": {"kind": "Probe"}}
    crd = {"apiVersion": "apiextensions.k8s.io/v1beta1", "metadata": {"name": "probes.example.org"}}
    made = crd_schemas([crd | {"kind": "CustomResourceDefinition", "spec": named | spec}])
    return {name: json.loads(text) for name, text in made.items()}


def test_an_older_definition_without_a_schema_takes_any_fields_but_closed_metadata() -> None:
    [(name, resource)] = _old(version="v1").items()
    assert name == "example.org/probe_v1.json"
    assert "additionalProperties" not in resource
    assert resource["properties"]["metadata"]["additionalProperties"] is False
    assert resource["properties"]["apiVersion"] == {"enum": ["example.org/v1"]}


@pytest.mark.parametrize(
    ("spec", "types"),
    [
        pytest.param(
            {"version": "v1", "validation": {"openAPIV3Schema": _STRICT}}, {"v1": "string"}, id="one for one version"
        ),
        pytest.param(
            {
                "validation": {"openAPIV3Schema": _STRICT},
                "versions": [{"name": "v1", "served": True}, {"name": "v2", "served": True}],
            },
            {"v1": "string", "v2": "string"},
            id="one for all versions",
        ),
        pytest.param(
            {
                "versions": [
                    {"name": "v1", "served": True, "schema": {"openAPIV3Schema": _STRICT}},
                    {"name": "v2", "served": True, "schema": {"openAPIV3Schema": _OTHER}},
                    {"name": "v0", "served": False},
                ]
            },
            {"v1": "string", "v2": "integer"},
            id="one for each version that is served",
        ),
    ],
)
def test_the_schema_of_an_older_definition_is_found(spec: Schema, types: dict[str, str]) -> None:
    found = {name[-7:-5]: schema["properties"]["a"]["type"] for name, schema in _old(**spec).items()}
    assert found == types
    assert all(schema["additionalProperties"] is False for schema in _old(**spec).values())


def test_a_definition_without_versions_is_refused() -> None:
    with pytest.raises(ProblemsError, match=r"probes\.example\.org > spec\.versions: expected a list, found null"):
        crd_schemas([_crd({}, versions=None)])
