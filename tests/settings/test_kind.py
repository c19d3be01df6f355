"""A kind's schema takes its legal samples and its empty default, and refuses its illegal samples."""

import json

import pytest

from generator.base.trees import Tree
from generator.rows import kinds
from generator.schemas.validation import metaschema_problems, schema_problems
from generator.settings.kind import (
    BOOLEAN,
    Kind,
    Shape,
    TextFormat,
    chosen,
    in_quotes,
    of_release,
    one_of,
    secret,
    several,
    switch,
    text,
    whole,
)
from generator.settings.setting import printed
from generator.values.strict_schema import with_types
from tests.builds import current
from tests.declared import TABLED, VALUES
from tests.later import Later

NAME = text("a name", "[a-z]+", longest=8, legal=["abc"], illegal=["Abc"])
TABLE = {name: kind for name, kind in vars(kinds).items() if isinstance(kind, Kind)}
OTHERS: dict[str, Kind] = {
    "a text": text("a text", legal=["a"], illegal=[]),
    "a text of a pattern": NAME,
    "a secret": secret(NAME),
    "one of some": one_of("a", "b"),
    "a choice": chosen("a", "b"),
    "a whole number": whole("a number", 0, 9),
    "a whole number, 0 for upstream's": whole("a number", 1, 9, unset=0),
    "a whole number, -1 for upstream's": whole("a number", 0, 9, unset=-1),
    "a list": several(NAME),
    "a list of secrets": several(secret(NAME)),
    "a list of choices": several(one_of("a", "b")),
    "a switch": switch("true or false"),
    "a boolean": BOOLEAN,
}
# The values whose kinds are no entries of the table.
OWN = [path for path in VALUES if path not in TABLED or TABLED[path].kind not in TABLE.values()]
KINDS = Later(lambda: {**TABLE, **{path: VALUES[path].kind for path in OWN}, **OTHERS}, [*TABLE, *OWN, *OTHERS])


def problems(kind: Kind, sample: Tree) -> list[str]:
    """What is wrong with a sample."""
    return schema_problems(json.dumps(with_types(kind.schema, current().catalogue.types)), sample)


@pytest.mark.parametrize("name", KINDS)
def test_legal_samples_and_the_empty_default_are_valid(name: str) -> None:
    kind = KINDS[name]
    assert kind.legal
    assert {json.dumps(sample): problems(kind, sample) for sample in (*kind.legal, kind.unset)} == {
        json.dumps(sample): [] for sample in (*kind.legal, kind.unset)
    }


@pytest.mark.parametrize("name", KINDS)
def test_illegal_samples_are_refused(name: str) -> None:
    kind = KINDS[name]
    assert kind.illegal
    assert [sample for sample in kind.illegal if not problems(kind, sample)] == []


@pytest.mark.parametrize("name", KINDS)
def test_the_schema_is_a_schema(name: str) -> None:
    assert metaschema_problems(json.dumps(KINDS[name].schema)) == []


def test_every_kind_says_what_it_is() -> None:
    assert [name for name, kind in KINDS.items() if not kind.what] == []


def test_the_samples_of_a_number_are_its_bounds() -> None:
    kind = whole("a number", 0, 9)
    assert kind.legal == (0, 9)
    assert kind.illegal[:2] == (-1, 10)


def test_an_illegal_number_is_not_the_one_for_upstreams() -> None:
    assert whole("a number", 1, 9, unset=0).illegal[0] == -1


def test_the_samples_of_booleans_have_false() -> None:
    assert (False in BOOLEAN.legal, False in switch("x").legal) == (True, True)


SET = [
    pytest.param(NAME, "", Shape.TEXT, id="a text, by not being empty"),
    pytest.param(several(NAME), "", Shape.TREE, id="a list, by not being empty"),
    pytest.param(whole("n", 1, 9, unset=0), "", Shape.INTEGER, id="a number, by not being 0"),
    pytest.param(whole("n", 0, 9), 'not (kindIs "invalid" .Values.a.b)', Shape.INTEGER, id="a number, by being there"),
    pytest.param(
        whole("n", 0, 9, unset=-1), "ne (int64 .Values.a.b) -1", Shape.INTEGER, id="a number, by not being -1"
    ),
    pytest.param(switch("s"), 'kindIs "bool" .Values.a.b', Shape.BOOLEAN, id="a switch, by being a boolean"),
    pytest.param(BOOLEAN, "", Shape.BOOLEAN, id="a boolean, by being true"),
]


@pytest.mark.parametrize(("kind", "test", "shape"), SET)
def test_a_value_of_the_kind_is_set(kind: Kind, test: str, shape: Shape) -> None:
    found = printed("a.b", kind)
    assert (found.value, found.is_set, found.shape) == (".Values.a.b", test, shape)


def test_no_text_is_refused_with_its_value() -> None:
    found = [problems(kind, "CANARY") for kind in (NAME, secret(NAME), several(NAME))]
    assert all(found)
    assert "CANARY" not in str(found)


def test_a_form_says_what_is_wanted_with_an_example() -> None:
    assert NAME.text_format == TextFormat(longest=8, pattern="^([a-z]+)?$", what="a name, for example abc")
    assert secret(NAME).text_format == TextFormat(longest=8, pattern="^([a-z]+)?$", what="a name", secret=True)
    assert several(NAME).text_format == NAME.text_format
    assert text("a text", legal=["a"], illegal=[]).text_format is None


def test_a_long_example_is_left_out() -> None:
    kind = text("a name", "[a-z]+", legal=["a" * 41], illegal=[])
    assert kind.text_format
    assert kind.text_format.what == "a name"


def test_off_without_quotes_is_told_what_it_was_meant_to_be() -> None:
    told = "expected a or b, in quotes where YAML reads Off, no, on or yes as false or true"
    assert told in str(problems(in_quotes(one_of("a", "b"), "a or b"), False))
    assert problems(in_quotes(one_of("a", "b"), "a or b"), "a") == []


def test_a_members_release_decides() -> None:
    kind = one_of("a", "b", since={"b": {"calico": "v3.1.0"}})
    older = of_release(kind, frozenset())
    assert (older.schema["enum"], older.legal) == (["", "a"], ("a",))
    assert "b" in older.illegal
    assert of_release(kind, frozenset({"b"})) == kind


def test_a_kind_without_releases_stays() -> None:
    assert of_release(NAME, frozenset()) is NAME
