"""A knob without a value or a reason, or with a value that is not there, is found; the table has none."""

from msgspec.structs import replace

from generator.checks.coverage import check_coverage, uncovered
from generator.releases.lines import read_lines
from generator.rows.knobs import Knob, read_knobs
from generator.settings.setting import with_sections
from tests.subjects import messages, of

THERE = with_sections(frozenset({"flannel.backend.type", "plugin"}))


def found(*knobs: Knob) -> list[str]:
    """What is wrong with the rows."""
    return [str(finding) for finding in uncovered(knobs, THERE)]


def test_values_and_their_sections_are_known() -> None:
    assert sorted(THERE) == ["flannel", "flannel.backend", "flannel.backend.type", "plugin"]


def test_a_knob_with_values_or_a_reason_passes() -> None:
    met = Knob(source="a", name="--b", paths=("flannel.backend", "plugin"))
    assert found(met, Knob(source="a", name="--c", reason="No pod reads it.")) == []


def test_a_knob_without_either_is_found() -> None:
    assert found(Knob(source="a", name="--b")) == ["a > --b: neither a value nor a reason"]


def test_a_value_that_is_not_there_is_found() -> None:
    knob = Knob(source="a", name="--b", paths=("flannel.back",))
    assert found(knob) == ["a > --b: flannel.back is no value and no section"]


def test_a_knob_that_stands_twice_is_found() -> None:
    knob = Knob(source="a", name="--b", reason="No pod reads it.")
    assert found(knob, knob) == ["a > --b: two rows of that name"] * 2


def test_the_table_is_covered_and_counted() -> None:
    outcome, knobs = check_coverage(of()), read_knobs()
    assert messages(outcome) == []
    assert outcome.counts["knobs"] == len(knobs) > 250
    assert outcome.counts["met"] + outcome.counts["explained"] == len(knobs)


def test_a_value_that_is_taken_away_is_found() -> None:
    one = of()
    rows = tuple(row for row in one.build.catalogue.rows if row.path != "flannel.backend.vni")
    made = replace(one.build, catalogue=replace(one.build.catalogue, rows=rows))
    found_without = messages(check_coverage(replace(one, build=made)))
    assert found_without
    assert all("flannel.backend.vni is no value and no section" in message for message in found_without)


def test_another_line_may_lack_values() -> None:
    one = of()
    made = replace(one.build, line=read_lines()[-1], catalogue=replace(one.build.catalogue, rows=()))
    outcome = check_coverage(replace(one, build=made))
    assert (messages(outcome), outcome.counts["met"]) == ([], 0)
