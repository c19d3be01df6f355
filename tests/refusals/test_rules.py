"""Rules are a test and a message each, and a line has those whose values it has."""

import re

import pytest

from generator.features.combinations import TemplateRule, refusal_rules
from generator.refusals.rules import rule_text
from generator.releases.lines import ReleaseLine, read_lines
from generator.rows.general_rules import RULES
from generator.values.strict_schema import LIBRARY
from tests.builds import built, current
from tests.declared import chart_rules
from tests.paths import CHART

TEXTS = [
    (TemplateRule(test=".Values.a", message="a: is wrong; do b"), (".Values.a", '"a: is wrong; do b"')),
    (TemplateRule(test="and .Values.a $b", message="a: no"), ("and .Values.a $b", '"a: no"')),
    (
        TemplateRule(test=".Values.calico.mtu", message="mtu: {.Values.calico.mtu} and {len $b}"),
        ("$calico.mtu", '(printf "mtu: %v and %v" $calico.mtu (len $b))'),
    ),
    (
        TemplateRule(test=".Values.a", message="a: {.Values.a}; write 50%"),
        (".Values.a", '(printf "a: %v; write 50%%" .Values.a)'),
    ),
    (TemplateRule(test=".Values.a", message="a: no; 50%"), (".Values.a", '"a: no; 50%"')),
]
NAMES = ["a value", "a call", "a message with values", "one with a percent sign, too", "one with a percent sign alone"]


@pytest.mark.parametrize(("rule", "text"), TEXTS, ids=NAMES)
def test_a_rule_puts_its_message_where_its_test_holds(rule: TemplateRule, text: tuple[str, str]) -> None:
    test, message = text
    assert rule_text(rule).splitlines() == [
        f"{{{{- if {test} }}}}",
        f"{{{{- $problems = append $problems {message} }}}}",
        "{{- end }}",
    ]


def test_a_line_has_every_rule_and_the_current_one_all_of_features() -> None:
    rules = chart_rules(current().catalogue)
    of_lines = [rule for line in read_lines() for rule in chart_rules(built(line.version).catalogue)]
    assert [rule for rule in RULES if rule not in of_lines] == []
    assert [rule for rule in refusal_rules(current().features) if rule not in rules] == []


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_a_line_reads_values_that_it_has(line: ReleaseLine) -> None:
    catalogue = built(line.version).catalogue
    parameters = {f"{each.path}.{one.name}" for each in catalogue.programs for one in each.accepted}
    known = {*catalogue.paths, *parameters}
    sections = {".".join(path.split(".")[:length]) for path in known for length in range(1, 6)}
    for rule in chart_rules(catalogue):
        read = re.findall(r"(?:\.Values|\$(?=calico))\.?([A-Za-z0-9.]+)", f"{rule.test} {rule.message}")
        assert set(read) <= sections, rule


def test_each_rule_names_a_path_and_what_to_do() -> None:
    for rule in chart_rules(current().catalogue):
        assert re.match(r"([A-Za-z0-9.]+|\{ternary [^}]+\}): ", rule.message), rule
        assert "; " in rule.message, rule


def test_each_rule_is_in_the_chart() -> None:
    text = (CHART / "charts" / LIBRARY / "files" / "refusals.tpl").read_text(encoding="utf-8")
    assert [rule for rule in chart_rules(current().catalogue) if rule_text(rule) not in text] == []
