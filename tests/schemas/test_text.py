"""A schema's text is small, changes line by line and loses nothing."""

import json

import pytest

from generator.schemas.text import Schema, references, schema_text, values_schema_text

LONG = [f"{number}".zfill(40) for number in range(4)]
SCHEMA: Schema = {"type": "object", "enum": [*LONG], "properties": {"b": {"type": "string"}, "a": {}, "c": [*LONG]}}
ENUM: Schema = {"type": "object", "enum": [*LONG]}


@pytest.mark.parametrize("indent", [0, 1, 2])
def test_the_text_is_the_schema(indent: int) -> None:
    assert json.loads(values_schema_text(SCHEMA, indent=indent)) == SCHEMA
    assert json.loads(schema_text(SCHEMA)) == SCHEMA


def test_keys_are_sorted_at_every_depth() -> None:
    assert list(json.loads(schema_text(SCHEMA))) == ["enum", "properties", "type"]
    assert list(json.loads(schema_text(SCHEMA))["properties"]) == ["a", "b", "c"]


def test_the_schema_of_values_keeps_their_order() -> None:
    assert list(json.loads(values_schema_text(SCHEMA, indent=0))["properties"]) == ["b", "a", "c"]


def test_the_schema_that_helm_stores_is_laid_out_without_indentation() -> None:
    lines = values_schema_text(ENUM, indent=0).splitlines()
    assert lines == [
        "{",
        '"type": "object",',
        '"enum": [',
        *[f'"{one}",' for one in LONG[:3]],
        f'"{LONG[3]}"',
        "]",
        "}",
    ]


def test_a_schema_for_people_is_indented_by_depth() -> None:
    lines = values_schema_text(ENUM, indent=2).splitlines()
    assert lines[1:4] == ['  "type": "object",', '  "enum": [', f'    "{LONG[0]}",']


def test_what_cannot_be_broken_stays_on_its_line() -> None:
    assert values_schema_text({"pattern": "p" * 200}, indent=1) == f'{{\n "pattern": "{"p" * 200}"\n}}\n'


def test_every_definition_that_is_referred_to_is_named() -> None:
    schema: Schema = {
        "items": {"$ref": "#/definitions/A"},
        "anyOf": [{"$ref": "x.json#/definitions/b.C"}, {"type": "null"}],
    }
    assert list(references(schema)) == ["A", "b.C"]
