"""Values that came and went, were renamed or mean something else are seen; a rename is known by where it goes."""

from functools import cache

from msgspec.structs import replace

from generator.drift import rules
from generator.drift.change import Change, Side
from generator.drift.values import compare_values
from generator.features.manifests import FEATURES
from generator.pipeline import build
from generator.releases.lines import choose_line
from generator.rows import kinds
from generator.settings.setting import Row, Setting

REPLICAS = "calico.typha.replicas"


@cache
def original() -> Side:
    """The current line."""
    line = choose_line(None, None)
    made = build(line)
    return Side(name="test", line=line, features=FEATURES, releases=made.releases, build=made)


def with_rows(*rows: Row) -> Side:
    """The current line with these rows in place of the one of Typha's replicas."""
    here = original()
    assert here.build
    kept = [row for row in here.build.catalogue.rows if row.path != REPLICAS]
    return replace(here, build=replace(here.build, catalogue=replace(here.build.catalogue, rows=(*kept, *rows))))


def row() -> Setting:
    """The row of Typha's replicas."""
    made = original().build
    assert made
    return next(one for one in made.catalogue.settings if one.path == REPLICAS)


def compared(*rows: Row) -> list[Change]:
    """What is said of the current line with other rows for Typha's replicas."""
    return [*compare_values(original(), with_rows(*rows))]


def test_the_same_values_have_no_changes() -> None:
    assert compared(row()) == []


def test_a_value_that_is_gone_is_removed_and_one_that_came_is_added() -> None:
    [gone] = compared()
    [came] = compare_values(with_rows(), original())
    assert (gone.rule, gone.where, came.rule, came.where) == (
        rules.VALUE_REMOVED,
        REPLICAS,
        rules.VALUE_ADDED,
        REPLICAS,
    )


def test_a_value_that_goes_where_another_went_is_renamed() -> None:
    [change] = compared(replace(row(), path="calico.typha.count"))
    assert (change.rule, change.before, change.after) == (rules.VALUE_RENAMED, (REPLICAS,), ("calico.typha.count",))


def test_a_value_that_goes_elsewhere_is_another_one() -> None:
    found = compared(replace(row(), path="calico.typha.count", targets=()))
    assert [change.rule for change in found] == [rules.VALUE_REMOVED, rules.VALUE_ADDED]


def test_another_default_and_another_kind_are_seen() -> None:
    found = compared(replace(row(), default=3, kind=kinds.SWITCH))
    assert [change.rule for change in found] == [rules.VALUE_KIND, rules.VALUE_DEFAULT]


def test_of_a_side_that_was_not_built_no_values_are_known() -> None:
    assert [*compare_values(original(), replace(original(), build=None))] == []
