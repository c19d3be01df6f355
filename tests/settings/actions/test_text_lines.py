"""InsertsLine and SwitchesLine: lines of texts keep upstream's indentation and its conditions."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import when
from generator.settings.actions.action import Action
from generator.settings.actions.text_lines import VALUE, InsertsLine, SwitchesLine
from generator.template.nodes import Entry, MapNode, Text, TextLine
from tests.catalogues import applied, row
from tests.trees import document

CASES = [
    pytest.param(
        "a",
        InsertsLine(text="n", before="y: 1"),
        "a: |-\n  x\n    {{- if .Values.x }}\n    n\n    {{- end }}\n    y: 1\n",
        id="insert a line",
    ),
    pytest.param(
        "a[y: *]",
        SwitchesLine(text="y: {{ 2 }}"),
        "a: |-\n  x\n    {{ if .Values.x }}y: {{ 2 }}{{ else }}y: 1{{ end }}\n",
        id="switch a line",
    ),
]


@pytest.mark.parametrize(("at", "action", "template"), CASES)
def test_a_line_is_changed(at: str, action: Action, template: str) -> None:
    assert applied([document("Job/a", '{a: "x\\n  y: 1"}')], row(f"Job/a {at}", action)) == [template]


def test_a_new_line_is_there_where_its_neighbour_is() -> None:
    lines = (TextLine("x", key="x"), TextLine("  y", when(typha="true"), "y"), TextLine("z", key="z"))
    found = replace(document("Job/a", "{a: b}"), body=MapNode((Entry("a", Text(lines)),)))
    [text] = applied([found], row("Job/a a", InsertsLine(text="n", before="y")))
    assert text == (
        "a: |-\n  x\n    {{- if .Values.calico.typha.enabled }}\n    {{- if .Values.x }}\n    n\n    {{- end }}\n"
        "    y\n    {{- end }}\n  z\n"
    )


def test_a_new_line_is_there_before_each_neighbour_that_is_alike() -> None:
    [text] = applied([document("Job/a", '{a: "x\\n  y\\ny"}')], row("Job/a a", InsertsLine(text="n", before="y")))
    assert text == (
        "a: |-\n  x\n    {{- if .Values.x }}\n    n\n    {{- end }}\n    y\n"
        "  {{- if .Values.x }}\n  n\n  {{- end }}\n  y\n"
    )


def test_a_new_line_takes_the_value_as_json() -> None:
    line = f'"n": {VALUE},'
    [text] = applied([document("Job/a", '{a: "x\\ny"}')], row("Job/a a", InsertsLine(text=line, before="y")))
    assert text == 'a: |-\n  x\n  {{- with .Values.x }}\n  "n": {{ . | toJson }},\n  {{- end }}\n  y\n'


def test_only_the_line_named_is_switched() -> None:
    [text] = applied([document("Job/a", '{a: "x\\ny\\nx"}')], row("Job/a a[y]", SwitchesLine(text="n")))
    assert text == "a: |-\n  x\n  {{ if .Values.x }}n{{ else }}y{{ end }}\n  x\n"
