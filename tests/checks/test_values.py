"""A schema that is none and values that Python's jsonschema refuses are found."""

from pathlib import Path

from generator.checks.registry import verify
from generator.checks.subject import Subject
from generator.checks.values import check_values
from tests.subjects import changed, copied, messages, of, with_values

PLUGINS = "'weave' is not one of ['flannel', 'calico', 'canal']"


def with_schema(folder: Path, schema: str) -> Subject:
    """The chart with another schema."""
    one = copied(folder)
    (one.chart / "values.schema.json").write_text(schema, encoding="utf-8")
    return one


def test_values_that_keep_the_schema_are_counted() -> None:
    outcome = check_values(of())
    assert (messages(outcome), outcome.counts) == ([], {"values": 2})


def test_a_scenario_whose_values_are_refused_is_found(tmp_path: Path) -> None:
    one = with_values(of(), tmp_path, "plugin: weave\n")
    assert messages(check_values(one)) == [f"odd: plugin: {PLUGINS}"]


def test_values_are_laid_over_the_charts_own(tmp_path: Path) -> None:
    assert messages(check_values(with_values(of(), tmp_path, ""))) == []


def test_own_values_that_are_refused_are_found_in_all_that_are_laid_over_them(tmp_path: Path) -> None:
    one = changed(copied(tmp_path), "values.yaml", "\nplugin: flannel\n", "\nplugin: weave\n")
    assert messages(check_values(with_values(one, tmp_path, "podCIDR: 10.0.0.0/8\n"))) == [
        f"values.yaml: plugin: {PLUGINS}",
        f"odd: plugin: {PLUGINS}",
    ]


def test_a_schema_that_is_none_is_found_and_judges_nothing(tmp_path: Path) -> None:
    one = with_schema(tmp_path, '{"type": "mapping"}')
    [message] = messages(check_values(with_values(one, tmp_path, "plugin: weave\n")))
    assert message.startswith("values.schema.json: type: 'mapping' is not ")


def test_a_chart_without_a_schema_is_found(tmp_path: Path) -> None:
    one = copied(tmp_path)
    (one.chart / "values.schema.json").unlink()
    [result] = verify(one, [("values", check_values)])
    [message] = messages(result.outcome)
    assert message.endswith("values.schema.json: expected a file that can be read, found No such file or directory")


def test_a_pattern_that_cannot_be_read_is_found(tmp_path: Path) -> None:
    one = with_schema(tmp_path, '{"pattern": "("}')
    assert messages(check_values(one)) == ["values.schema.json: pattern: '(' is not a 'regex'"]
