"""Upstream's tables of parameters: the words of every release are read, and unknown words stop nothing."""

import json
from collections.abc import Mapping

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import Tree
from generator.releases.parameters import UNTYPED, Parameter, parameters_text, parse_parameters, read_parameters

FIELD: Mapping[str, Tree] = {
    "NameConfigFile": "SomeThing",
    "NameYAML": "someThing",
    "NameEnvVar": "FELIX_SomeThing",
    "StringDefault": "",
    "Required": False,
    "AllowedConfigSources": "All",
    "Group": "60 Other",
    "YAMLEnumValues": None,
}


def newer(words: str, **more: Tree) -> Parameter:
    """The parameter that a newer table describes in these words."""
    text = json.dumps({"Groups": [{"Fields": [{**FIELD, "StringSchema": words, **more}]}]})
    [found] = parse_parameters(text, "test")
    return found


def older(kind: str) -> Parameter:
    """The parameter of that kind in an older table."""
    text = json.dumps([{"name": "SomeThing", "env": "FELIX_SOMETHING", "type": kind, "default": "", "local": False}])
    [found] = parse_parameters(text, "test")
    return found


@pytest.mark.parametrize("end", ["", " (case insensitive)"])
def test_a_choice_is_one_with_and_without_the_words_on_case(end: str) -> None:
    named = newer(f"One of: `DEBUG`, `INFO`{end}", YAMLEnumValues=["Debug", '`"Info"`'])
    assert (named.type, named.members) == ("choice", ("Debug", "Info", "DEBUG", "INFO"))
    assert newer(f"One of: `all`{end}").members == ("all",)


UNKNOWN = ["One of: `a`, `b` (case sensitive)", "One of: `a b`", "One of: a, b", "A colour", ""]


@pytest.mark.parametrize("words", UNKNOWN)
def test_unknown_words_leave_a_parameter_untyped(words: str) -> None:
    found = newer(words)
    assert (found.name, found.type, found.wording, found.members) == ("someThing", UNTYPED, words, ())


def test_an_unknown_kind_of_an_older_table_leaves_a_parameter_untyped() -> None:
    assert (older("colour").type, older("colour").wording) == (UNTYPED, "colour")
    assert (older("seconds").type, older("seconds").wording) == ("seconds", "")


def test_the_snapshot_keeps_the_words() -> None:
    found = newer("A colour")
    [trees] = yamltree.load(parameters_text([found]), "test")
    assert isinstance(trees, list)
    assert read_parameters(trees, "test") == (found,)


@pytest.mark.parametrize("missing", ["StringSchema", "NameEnvVar", "Required"])
def test_a_table_without_a_field_is_refused(missing: str) -> None:
    field = {key: value for key, value in {**FIELD, "StringSchema": "String"}.items() if key != missing}
    with pytest.raises(ProblemsError, match="test: expected a table of parameters, found KeyError"):
        parse_parameters(json.dumps({"Groups": [{"Fields": [field]}]}), "test")
