"""values.schema.json is closed and complete, says what is shared once, and leaves `global` open."""

import json

from generator.base.trees import Tree, canonical
from generator.rows.spellings import Misshapen, Spelling
from generator.schemas.validation import schema_problems
from generator.settings.kind import Kind, one_of, switch, text
from generator.settings.setting import Setting, defaulted, sections_of, setting
from generator.values.schema_messages import COMPLETE, loosened
from generator.values.strict_schema import LIBRARY, nested_schema, strict_schema, with_definitions
from tests.catalogues import TEXT

LONG, LONGER = one_of("a" * 30, "b" * 30), one_of("a" * 30, "b" * 31)
SWITCH = switch("true or false")


def rows(**kinds: Kind) -> list[Setting]:
    """Settings by path, `__` for a dot."""
    return [setting(path.replace("__", "."), kind, "What it does.") for path, kind in kinds.items()]


def resolved(tree: dict[str, Tree]) -> dict[str, Tree]:
    """The schema with the words that every section has in their places."""
    told = canonical({"const": COMPLETE})
    found = json.loads(canonical(tree).replace('{"$ref":"#/definitions/complete"}', told))
    assert isinstance(found, dict)
    found["definitions"].pop("complete", None)
    return found


def schema(**kinds: Kind) -> dict[str, Tree]:
    """The schema of settings, without what it says of the library."""
    found = json.loads(strict_schema(rows(**kinds)))
    del found["properties"][LIBRARY]
    return resolved(found)


def complete(*keys: str) -> dict[str, Tree]:
    """What makes keys required, and what is told where one is missing."""
    return {"anyOf": [{"required": [*keys]}, {"const": COMPLETE}]}


def reference(name: str) -> dict[str, Tree]:
    """A reference to what is shared."""
    return {"$ref": f"#/definitions/{name}"}


def test_every_section_is_closed_and_has_its_keys_required() -> None:
    found = schema(a__b=TEXT, a__c=SWITCH)
    assert found["anyOf"] == complete("a")["anyOf"]
    assert found["additionalProperties"] is False
    assert found["properties"] == {
        "a": {
            "type": "object",
            "additionalProperties": False,
            **complete("b"),
            "properties": {"b": TEXT.schema, "c": SWITCH.schema},
        }
    }


def test_a_null_default_is_what_makes_a_key_optional() -> None:
    [row] = rows(a=SWITCH)
    assert "anyOf" not in json.loads(strict_schema([row]))
    assert json.loads(strict_schema([defaulted(row, default=True)]))["anyOf"] == complete("a")["anyOf"]


def test_global_is_open_and_need_not_be_there() -> None:
    text_of = strict_schema(rows(a=TEXT, global__ours=TEXT))
    assert json.loads(text_of)["anyOf"] == complete("a")["anyOf"]
    assert json.loads(text_of)["properties"]["global"] == {
        "type": ["object", "null"],
        "properties": {"ours": TEXT.schema},
    }
    assert schema_problems(text_of, {"a": "x", "global": None}) == []
    assert schema_problems(text_of, {"a": "x", "global": {"theirs": {"b": 1}}}) == []
    assert schema_problems(text_of, {"a": "x"}) == []
    assert schema_problems(text_of, {"a": "x", "global": {"ours": 1}}) == ["global.ours: it is not of type 'string'"]


def test_a_section_of_that_name_elsewhere_is_closed() -> None:
    found = schema_problems(strict_schema(rows(a__global__b=TEXT)), {"a": {"global": {"b": "", "theirs": 1}}})
    assert found == ["a.global: Additional properties are not allowed ('theirs' was unexpected)"]


def test_what_several_values_have_in_common_is_said_once() -> None:
    found = schema(one=LONG, two=LONG)
    assert found["definitions"] == {"one": LONG.schema}
    assert found["properties"] == {"one": reference("one"), "two": reference("one")}


def test_what_is_short_or_said_once_stays_in_its_place() -> None:
    found = schema(a=TEXT, b=TEXT, c=LONG)
    assert found["definitions"] == {}
    assert found["properties"] == {"a": TEXT.schema, "b": TEXT.schema, "c": LONG.schema}


def test_whole_sections_are_shared_and_what_they_hold_too() -> None:
    found = schema(x__name=LONG, y__name=LONG, z=LONG)
    assert found["properties"] == {"x": reference("x"), "y": reference("x"), "z": reference("name")}
    definitions = found["definitions"]
    assert isinstance(definitions, dict)
    assert definitions["name"] == LONG.schema
    assert definitions["x"] == {
        "type": "object",
        "additionalProperties": False,
        **complete("name"),
        "properties": {"name": reference("name")},
    }


def test_two_shared_schemas_of_one_key_have_two_names() -> None:
    found = schema(a__k=LONG, b__k=LONG, c__k=LONGER, d__k=LONGER, a__x=TEXT, c__y=TEXT, b__v=TEXT, d__w=TEXT)
    definitions = found["definitions"]
    assert isinstance(definitions, dict)
    assert definitions == {"k": LONG.schema, "k2": LONGER.schema}


def test_names_with_a_number_are_not_taken_for_each_other() -> None:
    shared: dict[str, Kind] = {"a__k2": LONG, "b__k2": LONG, "a__k": LONGER, "b__k": LONGER}
    third = one_of("a" * 30, "b" * 32)
    found = schema(**shared, c__k=third, d__k=third, c__x=TEXT, d__y=TEXT, a__v=TEXT, b__w=TEXT)
    definitions = found["definitions"]
    assert isinstance(definitions, dict)
    assert definitions == {"k2": LONG.schema, "k": LONGER.schema, "k3": third.schema}


def test_references_change_nothing_about_what_is_valid() -> None:
    values: dict[str, Tree] = {"one": "a" * 30, "two": "-"}
    whole = json.dumps(nested_schema({"one": LONG.schema, "two": LONG.schema}, frozenset({"one", "two"})))
    referred = json.dumps(with_definitions(json.loads(whole)))
    assert "$ref" in referred
    assert schema_problems(whole, values) == schema_problems(referred, values) != []


def test_the_sections_of_a_path() -> None:
    assert list(sections_of("a.b.c")) == ["a", "a.b"]
    assert list(sections_of("a")) == []


NAME = text("a name", "[a-z]+", longest=63, legal=["a"], illegal=[])


def test_the_form_of_a_text_is_left_to_the_rules() -> None:
    assert schema(a=NAME)["properties"] == {"a": {"type": "string", "maxLength": 65536}}
    assert loosened({"items": NAME.schema, "maxItems": 2}) == {
        "items": {"type": "string", "maxLength": 65536},
        "maxItems": 2,
    }
    keys: dict[str, Tree] = {"patternProperties": {"^a$": NAME.schema}, "additionalProperties": False}
    assert loosened(keys) == {"additionalProperties": {"type": "string", "maxLength": 65536}}


def test_exactly_the_names_of_others_pass() -> None:
    spellings = [Spelling(theirs=theirs, ours="a.b") for theirs in ("aB", "a.B.c", "x_a", "x_b", "a.b_c")]
    strict = strict_schema(rows(a__b=TEXT), spellings)
    theirs: dict[str, Tree] = {"aB": 1, "a": {"b": "", "B": {"any": 1}, "b_c": 1}, "x_a": [], "x_b": None}
    assert schema_problems(strict, theirs) == []
    for key in ("ab", "aBc", "caB", "x_", "x_ab"):
        assert schema_problems(strict, {"a": {"b": ""}, key: 1}) == [
            f"values: Additional properties are not allowed ('{key}' was unexpected)"
        ]


def test_a_value_of_another_shape_is_told_what_to_write() -> None:
    strict = strict_schema(rows(a__b=TEXT), (), [Misshapen(path="a", types=("string",), told="a section; write a.b")])
    assert schema_problems(strict, {"a": {"b": ""}}) == []
    assert "a: expected a section; write a.b" in schema_problems(strict, {"a": "x"})


def test_what_a_line_does_not_have_is_not_answered() -> None:
    strict = strict_schema(rows(a=TEXT), (), [Misshapen(path="x.y", types=("string",), told="a section")])
    assert schema_problems(strict, {"a": ""}) == []
