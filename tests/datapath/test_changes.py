"""Tests that the table of changes is what the documents say, and that the values named tried are those that ran."""

import pytest

from generator.rows.seen_changes import SEEN_CHANGES
from generator.rows.tried import TRIED, tried
from tests.datapath import tried as tried_values
from tests.datapath.change import ALL, MENDED, MIDWAY, STAGES, UPGRADED, Change
from tests.datapath.change_actions import ACTIONS, FACTS
from tests.datapath.change_labs import CHANGE_LABS, CHANGES
from tests.datapath.changing import changed
from tests.declared import VALUES

NAMES = [change.name for change in CHANGES]


def test_every_change_is_told_once() -> None:
    assert sorted(NAMES) == sorted(one.name for one in SEEN_CHANGES)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_the_values_that_are_told_are_those_that_change(change: Change) -> None:
    [seen] = (one for one in SEEN_CHANGES if one.name == change.name)
    others = {path: value for path, value in change.to.items() if path not in seen.paths}
    assert {*seen.paths} <= {*change.to}
    assert [path for path, value in others.items() if value is not None and path in VALUES] == []


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_a_change_names_what_there_is(change: Change) -> None:
    facts = {name for names in change.facts.values() for name in names}
    assert ({*change.done, *change.ways_out} - {*ACTIONS}, facts - {*FACTS}) == (set(), set())
    assert {*change.shows, *change.facts} <= {*STAGES}
    assert {words.split()[0] for words in change.cut} <= {*STAGES}
    assert change.lab in {lab.name for lab in CHANGE_LABS}


@pytest.mark.parametrize("change", CHANGES, ids=NAMES)
def test_what_is_cut_off_or_lost_is_not_told_to_be_safe(change: Change) -> None:
    [seen] = (one for one in SEEN_CHANGES if one.name == change.name)
    is_harmed = bool(change.cut or change.fails or change.lost)
    assert not (is_harmed and seen.is_safe)


def test_every_action_and_fact_is_used() -> None:
    assert {name for change in CHANGES for name in (*change.done, *change.ways_out)} == {*ACTIONS}
    assert {name for change in CHANGES for names in change.facts.values() for name in names} == {*FACTS}


def test_the_values_that_ran_are_written_down() -> None:
    assert TRIED.read_text(encoding="utf-8") == tried_values.written(), "run `python -m tests.datapath --page`"
    assert tried() == {path: tuple(names) for path, names in tried_values.tried().items()}


def test_as_many_ran_as_the_documents_promise() -> None:
    assert len(CHANGES) >= 25
    assert len(tried()) >= 60


def test_a_value_is_set_or_taken_out() -> None:
    values = changed({"a": {"b": 1, "c": 2}}, "a.b", None)
    assert values == {"a": {"c": 2}}
    assert changed(values, "d.e", 3) == {"a": {"c": 2}, "d": {"e": 3}}


def test_what_is_cut_off_is_told_by_its_first_words() -> None:
    change = Change(name="", lab="", to={}, cut=(f"{MIDWAY} joined", f"{MENDED} later"))
    seen = (f"{UPGRADED} joined waiting", f"{MIDWAY} joined waiting", f"{ALL} later", f"{MENDED} later")
    assert [change.is_cut(words) for words in seen] == [False, True, False, True]
