"""Overrides: the value where it is set, upstream's where it is not, in whatever holds it."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import when
from generator.settings.actions.expressions import Printed, expression
from generator.settings.actions.overriding import Overrides, overridden
from generator.settings.kind import Kind, Shape, several, switch, whole
from generator.template.nodes import Choice, Entry, MapNode, Option, Scalar
from tests.catalogues import TEXT, applied, printed, row
from tests.trees import document

NUMBER = whole("a number", 1, 9, unset=0)
NULLABLE = whole("a number", 0, 9)
SWITCH = switch("true or false")
LIST = several(TEXT)
HELPER = Printed(value='include "y" .', shape=Shape.TREE, is_set=".Values.x")

CASES = [
    pytest.param(TEXT, "{a: b}", "a", 'a: {{ .Values.x | default "b" | quote }}\n', id="a text"),
    pytest.param(
        TEXT, '{a: it\'s "b"}', "a", 'a: {{ .Values.x | default "it\'s \\"b\\"" | quote }}\n', id="a text with quotes"
    ),
    pytest.param(NUMBER, "{a: 5}", "a", "a: {{ .Values.x | default 5 | int64 }}\n", id="a number"),
    pytest.param(NUMBER, "{a: '5'}", "a", 'a: {{ .Values.x | default "5" | int64 | quote }}\n', id="a number as text"),
    pytest.param(
        NULLABLE,
        "{a: 5}",
        "a",
        '{{- if not (kindIs "invalid" .Values.x) }}\na: {{ .Values.x | int64 }}\n{{- else }}\na: 5\n{{- end }}\n',
        id="a number whose 0 is a value",
    ),
    pytest.param(
        SWITCH,
        "{a: 'true'}",
        "a",
        '{{- if kindIs "bool" .Values.x }}\na: {{ .Values.x | quote }}\n{{- else }}\na: "true"\n{{- end }}\n',
        id="a switch as text",
    ),
    pytest.param(
        SWITCH,
        "{a: true}",
        "a",
        '{{- if kindIs "bool" .Values.x }}\na: {{ .Values.x | toJson }}\n{{- else }}\na: true\n{{- end }}\n',
        id="a switch",
    ),
    pytest.param(
        LIST,
        "{a: [b]}",
        "a",
        "{{- if .Values.x }}\na:\n  {{- toYaml .Values.x | nindent 2 }}\n{{- else }}\na:\n- b\n{{- end }}\n",
        id="a list",
    ),
    pytest.param(
        TEXT,
        "{a: null}",
        "a",
        "{{- if .Values.x }}\na: {{ .Values.x | quote }}\n{{- else }}\na: null\n{{- end }}\n",
        id="a text where upstream has null",
    ),
    pytest.param(
        TEXT,
        '{a: "x\\n  \\"m\\": 5,"}',
        "a[*m*]",
        'a: |-\n  x\n    "m": {{ .Values.x | default 5 | toJson }},\n',
        id="a member that a line holds",
    ),
    pytest.param(
        TEXT,
        '{a: \'{"A": "n", "B": {}}\'}',
        "a.A",
        'a: |-\n  {"A": {{ .Values.x | default "n" | toJson }}, "B": {}}\n',
        id="a member of a JSON text",
    ),
    pytest.param(
        SWITCH,
        "{a: '{\"A\": true}'}",
        "a.A",
        'a: |-\n  {"A": {{ ternary .Values.x true (kindIs "bool" .Values.x) | toJson }}}\n',
        id="a switch in a JSON text",
    ),
    pytest.param(
        LIST,
        "{a: '{\"A\": null}'}",
        "a.A",
        'a: |-\n  {"A": {{ .Values.x | default nil | toJson }}}\n',
        id="a list in a JSON text",
    ),
]


@pytest.mark.parametrize(("kind", "text", "at", "template"), CASES)
def test_a_value_overrides(kind: Kind, text: str, at: str, template: str) -> None:
    assert applied([document("Job/a", text)], row(f"Job/a {at}", Overrides(), kind=kind)) == [template]


EXPRESSIONS = [
    pytest.param(
        "{a: b}",
        "a",
        expression('join "," .Values.x'),
        'a: {{ join "," .Values.x | default "b" | quote }}\n',
        id="one that is empty where it is not set",
    ),
    pytest.param(
        "{a: b}",
        "a",
        expression('"c"', is_set='eq .Values.x "d"'),
        'a: {{ ternary "c" "b" (eq .Values.x "d") | quote }}\n',
        id="a constant with a test",
    ),
    pytest.param(
        "{a: {b: c}}",
        "a",
        HELPER,
        '{{- if .Values.x }}\na:\n  {{- include "y" . | nindent 2 }}\n{{- else }}\na:\n  b: c\n{{- end }}\n',
        id="a helper that prints a mapping",
    ),
    pytest.param(
        '{a: \'{"A": "n"}\'}',
        "a.A",
        expression('"m"', is_set="and .Values.x .Values.y"),
        'a: |-\n  {"A": {{ ternary "m" "n" (not (empty (and .Values.x .Values.y))) | toJson }}}\n',
        id="a test that is no boolean, in a JSON text",
    ),
]


@pytest.mark.parametrize(("text", "at", "by", "template"), EXPRESSIONS)
def test_an_expression_of_the_row_overrides(text: str, at: str, by: Printed, template: str) -> None:
    assert applied([document("Job/a", text)], row(f"Job/a {at}", Overrides(printed=by))) == [template]


def test_alternatives_are_kept_behind_the_value() -> None:
    options = (Option(Scalar("v1"), when(dataplane="iptables")), Option(Scalar("v2"), when(dataplane="bpf")))
    found = overridden(Choice(options), Printed(value=".Values.x"))
    template = replace(document("Job/a", "{a: b}"), body=MapNode((Entry("a", found),)))
    assert printed(template) == (
        "{{- if .Values.x }}\na: {{ .Values.x | quote }}\n"
        '{{- else if eq .Values.calico.dataplane "iptables" }}\na: v1\n'
        "{{- else }}\na: v2\n{{- end }}\n"
    )
