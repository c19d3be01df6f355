"""The chart's short patterns are those of the kinds, and every value of a form is named by its rule."""

import re

import pytest

from generator.refusals.text_formats import format_rules
from generator.rows.patterns import short_pieces
from generator.settings.kind import text
from generator.settings.setting import setting
from tests.declared import TABLED, VALUES

RULES = {rule.text_format.what: rule for rule in format_rules([*TABLED.values()])}


def spelt_out(pattern: str) -> str:
    """A short pattern as the chart reads it: names replaced in the order of the pieces."""
    for name, piece in short_pieces().items():
        pattern = pattern.replace(name, piece)
    return pattern


def _character(escaped: re.Match[str]) -> str:
    return escaped.group().encode().decode("unicode_escape")


@pytest.mark.parametrize("what", RULES)
def test_a_short_pattern_means_the_kinds(what: str) -> None:
    rule = RULES[what]
    assert re.sub(r"\\(n|t|x[0-9a-f]{2})", _character, spelt_out(rule.pattern)) == rule.text_format.pattern
    assert "\n" not in rule.pattern


def test_no_name_is_left_over() -> None:
    assert [rule.pattern for rule in RULES.values() if re.search(r"<[a-z0-9]+>", spelt_out(rule.pattern))] == []


def test_every_value_of_a_form_is_named_by_a_rule() -> None:
    named = {path for rule in RULES.values() for path, _ in rule.values}
    formed = {path for path, value in VALUES.items() if value.kind.text_format}
    assert {path for path in formed if path.partition(".")[0] not in named and path not in named} == set()


def test_values_of_one_form_share_a_rule() -> None:
    name = text("a name", "[a-z]+", legal=["a"], illegal=[])
    rows = [setting(path, name, "What it does.") for path in ("a.b", "c", "images.x.tag", "images.y.tag")]
    [rule] = format_rules(rows)
    assert rule.values == (("a.b", ".Values.a.b"), ("c", ".Values.c"), ("images", "$images.tag"))


def test_what_has_no_form_has_no_rule() -> None:
    assert format_rules([setting("a", text("a text", legal=["x"], illegal=[]), "What it does.")]) == []
