"""What people write who know another chart, an earlier version or YAML's older words is answered with our path."""

from collections import Counter

import pytest

from generator.base.trees import Tree
from generator.rows.spellings import MISSHAPEN, SPELLINGS, Misshapen, Spelling, known
from generator.schemas.validation import schema_problems
from tests.builds import current
from tests.declared import SECTIONS, VALUES
from tests.rendering import HELMS, Values, nested, overlay, problems, refusal

OURS = {*VALUES, *SECTIONS} - {""}
TYPES: dict[str, Tree] = {"string": "x", "boolean": True, "object": {"x": "y"}}


def written(value: Tree) -> Values:
    """Every other spelling at once; a section of theirs that holds others has those."""
    values: Values = {}
    for row in SPELLINGS:
        if not any(other.theirs.startswith(f"{row.theirs}.") for other in SPELLINGS):
            values = overlay(dict(values), nested(row.theirs, value))
    return values


def test_there_are_many_and_each_is_there_once() -> None:
    assert len(SPELLINGS) >= 60
    assert [theirs for theirs, count in Counter(row.theirs for row in SPELLINGS).items() if count > 1] == []


@pytest.mark.parametrize("row", SPELLINGS, ids=lambda row: row.theirs)
def test_theirs_is_not_ours_and_ours_is(row: Spelling) -> None:
    assert row.theirs not in OURS
    assert not any(path.startswith(f"{row.theirs}.") for path in OURS)
    named = {word.rstrip(",") for word in row.ours.partition(", or flannel's annotation")[0].split(" ")} - {"and", "or"}
    members = {f"{each.path}.{one.name}" for each in current().catalogue.programs for one in each.accepted}
    assert named <= OURS | members


@pytest.mark.parametrize("value", ["x", False, None, ["x"], {"x": {"y": "z"}}], ids=repr)
@pytest.mark.parametrize("helm", HELMS)
def test_every_spelling_is_answered_whatever_its_value_is(helm: str, value: Tree) -> None:
    message = refusal(written(value), helm)
    assert [row.theirs for row in SPELLINGS if f"{row.theirs}: written {row.ours} here" not in message] == []


def test_the_schema_lets_them_pass_and_the_one_for_people_does_not() -> None:
    assert problems(written("x")) == []
    assert len(schema_problems(current().people_schema, dict(written("x")))) >= len({"", "flannel", "calico", "images"})


@pytest.mark.parametrize("helm", HELMS)
def test_a_section_of_theirs_is_answered_whatever_is_in_it(helm: str) -> None:
    message = refusal({"installation": {"unheard": {"of": 1}}}, helm)
    assert "installation: written plugin, podCIDR and calico here" in message


@pytest.mark.parametrize("key", ["podCidrx", "xpodCidr", "podCidr.x", "calico_", "calico_x", "podcidr", "typha_"])
def test_no_other_name_passes(key: str) -> None:
    assert problems({key: "x"}) != []


def test_a_line_without_the_value_does_not_answer_with_it() -> None:
    rows = [Spelling(theirs="podCidrv6", ours="podCIDRv6"), Spelling(theirs="cni", ours="plugin, podCIDR and calico")]
    assert known(rows, ["plugin", "podCIDR"]) == rows[1:]
    assert known(SPELLINGS, current().catalogue.paths) == list(SPELLINGS)


# What only older lines have.
OF_OLD = "images.flexvolDriver"


@pytest.mark.parametrize("row", [row for row in MISSHAPEN if row.path != OF_OLD], ids=lambda row: row.path)
@pytest.mark.parametrize("helm", HELMS)
def test_a_value_of_another_shape_is_told_what_to_write(row: Misshapen, helm: str) -> None:
    for name in row.types:
        values = nested(row.path, TYPES[name])
        assert f"value must be '{row.told}'" in refusal(values, helm)
        assert f"{row.path}: expected {row.told}" in problems(values)
