"""Inserts and Spreads: what upstream does not have, put into mappings, lists and JSON objects."""

import pytest
from msgspec.structs import replace

from generator.features.conditions import given, when
from generator.settings.actions.action import Action
from generator.settings.actions.inserting import Inserts, Spreads
from generator.settings.apply import apply_plan
from generator.settings.kind import Kind, several, switch
from generator.settings.plan import plan_settings
from generator.settings.setting import Target
from generator.template.nodes import Block, Expression, ListNode, Scalar
from tests.catalogues import NONE, TEXT, applied, printed, refused, row
from tests.trees import conditioned, document

SET = given(".Values.y")
LIST = several(TEXT)
LINES = '{a: "{\\n  \\"B\\": 1\\n}"}'
ONE = Scalar(1)

CASES = [
    pytest.param(
        "{a: {b: c}}",
        "a",
        Inserts(key="d"),
        "a:\n  b: c\n  {{- with .Values.x }}\n  d: {{ . | quote }}\n  {{- end }}\n",
        id="the value, at the end",
    ),
    pytest.param(
        "{a: {b: c}}",
        "a",
        Inserts(key="d", node=ONE),
        "a:\n  b: c\n  {{- if .Values.x }}\n  d: 1\n  {{- end }}\n",
        id="a node of its own, where the value is set",
    ),
    pytest.param(
        "{a: {b: c, e: f}}",
        "a",
        Inserts(key="d", node=ONE, when=SET, before="e"),
        "a:\n  b: c\n  {{- if .Values.y }}\n  d: 1\n  {{- end }}\n  e: f\n",
        id="a condition of its own, before a neighbour",
    ),
    pytest.param(
        "{a: [b, e]}",
        "a",
        Inserts(key="d", node=Expression(". | quote"), loop=".Values.l", before="e"),
        "a:\n- b\n{{- range .Values.l }}\n- {{ . | quote }}\n{{- end }}\n- e\n",
        id="a loop before a neighbour",
    ),
    pytest.param(
        "{a: null}",
        "a",
        Inserts(key="d", node=ONE, when=SET, filled=ListNode),
        "{{- if .Values.y }}\na:\n- 1\n{{- else }}\na: null\n{{- end }}\n",
        id="where upstream has nothing",
    ),
    pytest.param(
        "{a: [b]}",
        "a",
        Inserts(key="d", node=ONE, when=SET, filled=ListNode),
        "a:\n- b\n{{- if .Values.y }}\n- 1\n{{- end }}\n",
        id="where upstream might have nothing",
    ),
    pytest.param("{a: {d: 1}}", "a", Inserts(key="d", kept=True), "a:\n  d: 1\n", id="what upstream has and is kept"),
    pytest.param(
        "{m: {p: {k: 1}}}",
        "m",
        Inserts(parent="p", key="a", node=Scalar(2), when=SET),
        "m:\n  p:\n    k: 1\n    {{- if .Values.y }}\n    a: 2\n    {{- end }}\n",
        id="under a mapping that is there",
    ),
    pytest.param(
        "{m: {p: {}}}",
        "m",
        Inserts(parent="p", key="a", node=Scalar(2), when=SET),
        "m:\n  {{- if .Values.y }}\n  p:\n    a: 2\n  {{- else }}\n  p: {}\n  {{- end }}\n",
        id="under a mapping that is empty",
    ),
    pytest.param(
        "{m: {p: {}}}",
        "m",
        Spreads(parent="p", text="f ."),
        "m:\n  p:\n    {{- f . | nindent 4 }}\n",
        id="spread into a mapping that is empty",
    ),
    pytest.param(
        "{m: {o: 1}}",
        "m",
        Inserts(parent="p", key="a", node=Scalar(2), when=SET),
        "m:\n  o: 1\n  {{- if .Values.y }}\n  p:\n    a: 2\n  {{- end }}\n",
        id="under a mapping that is made",
    ),
    pytest.param(
        LINES,
        "a",
        Inserts(key="M", before="B"),
        'a: |-\n  {\n    {{- with .Values.x }}\n    "M": {{ . | toJson }},\n    {{- end }}\n    "B": 1\n  }\n',
        id="a member of a JSON text",
    ),
    pytest.param(
        LINES,
        "a",
        Inserts(key="M", node=Scalar(value=True), when=SET, before="B"),
        'a: |-\n  {\n    {{- if .Values.y }}\n    "M": true,\n    {{- end }}\n    "B": 1\n  }\n',
        id="a constant in a JSON text",
    ),
    pytest.param(
        "{m: {p: {k: 1}}}",
        "m",
        Spreads(parent="p", text="f ."),
        "m:\n  p:\n    {{- f . | nindent 4 }}\n    k: 1\n",
        id="entries spread into a mapping that is there",
    ),
    pytest.param(
        "{m: {p: {}}}",
        "m",
        Inserts(parent="p", key="a", node=Scalar(2), when=SET),
        "m:\n  {{- if .Values.y }}\n  p:\n    a: 2\n  {{- else }}\n  p: {}\n  {{- end }}\n",
        id="under a mapping that is empty",
    ),
    pytest.param(
        "{m: {p: {}}}",
        "m",
        Spreads(parent="p", text="f ."),
        "m:\n  p:\n    {{- f . | nindent 4 }}\n",
        id="spread into a mapping that is empty",
    ),
    pytest.param(
        "{m: {o: 1}}",
        "m",
        Spreads(parent="p", text="f ."),
        "m:\n  o: 1\n  p:\n    {{- f . | nindent 4 }}\n",
        id="entries spread into a mapping that is made",
    ),
]


@pytest.mark.parametrize(("text", "at", "action", "template"), CASES)
def test_an_insertion_is_made(text: str, at: str, action: Action, template: str) -> None:
    assert applied([document("Job/a", text)], row(f"Job/a {at}", action)) == [template]


KINDS = [
    pytest.param(
        LIST,
        "{a: {b: c}}",
        Inserts(key="d"),
        "a:\n  b: c\n  {{- with .Values.x }}\n  d:\n    {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        id="a list",
    ),
    pytest.param(
        LIST,
        "{a: '{\"B\": 1}'}",
        Inserts(key="M", before="B"),
        'a: |-\n  { {{- if .Values.x }}"M": {{ .Values.x | toJson }}, {{ end }}"B": 1}\n',
        id="a list in a JSON text",
    ),
    pytest.param(
        switch("true or false"),
        "{a: '{\"B\": 1}'}",
        Inserts(key="M", before="B"),
        'a: |-\n  { {{- if kindIs "bool" .Values.x }}"M": {{ .Values.x | toJson }}, {{ end }}"B": 1}\n',
        id="a switch in a JSON text",
    ),
]


@pytest.mark.parametrize(("kind", "text", "action", "template"), KINDS)
def test_a_value_is_inserted_as_its_kind_is_printed(kind: Kind, text: str, action: Action, template: str) -> None:
    assert applied([document("Job/a", text)], row("Job/a a", action, kind=kind)) == [template]


def test_an_addition_of_no_row_is_always_there() -> None:
    target = Target(at=("Job/a a",), action=Inserts(key="d", node=ONE))
    templates = [document("Job/a", "{a: {b: c}}")]
    catalogue = replace(NONE, additions=(target,))
    [found] = apply_plan(templates, plan_settings(templates, catalogue))
    assert printed(found) == "a:\n  b: c\n  d: 1\n"


def test_a_key_that_is_there_already_stops() -> None:
    assert refused([document("Job/a", "{a: {b: 1}}")], row("Job/a a", Inserts(key="b", node=ONE))) == [
        "setting x > Job/a > a: expected no b, found one; override it instead of adding one"
    ]


def test_what_is_always_spread_stands_alone_where_a_variant_has_no_mapping() -> None:
    text = "{m: {p: {k: 1}, o: 2}}"
    body = conditioned(document("Job/a", text).body, "m.p", when(dataplane="bpf"))
    spread = Spreads(parent="p", text="f .", keys=("k",))
    [found] = applied([document("Job/a", text, body=body)], row("Job/a m", spread))
    assert found == (
        'm:\n  {{- if eq .Values.calico.dataplane "bpf" }}\n  p:\n'
        '    {{- omit (f . | fromYaml) "k" | toYaml | nindent 4 }}\n    k: 1\n'
        "  {{- else }}\n  p:\n    {{- f . | nindent 4 }}\n  {{- end }}\n  o: 2\n"
    )


@pytest.mark.parametrize(
    "action",
    [Spreads(parent="p", value=".Values.y"), Inserts(parent="p", key="a", node=ONE)],
    ids=["a mapping that is spread into", "a mapping"],
)
def test_what_only_some_variants_have_stops(action: Action) -> None:
    text = "{m: {p: {k: 1}}}"
    body = conditioned(document("Job/a", text).body, "m.p", when(dataplane="bpf"))
    [problem] = refused([document("Job/a", text, body=body)], row("Job/a m", action))
    assert problem == (
        "setting x > Job/a > m: expected p in all variants or in none, found one only where dataplane=bpf; "
        "give each case a row of its own"
    )


ONE_VALUE = ", where this action can put one value only"
IN_JSON = [
    pytest.param(Inserts(key="M", before="B", loop=".Values.l"), ONE_VALUE, id="loop"),
    pytest.param(Inserts(key="M", before="B", parent="p"), ONE_VALUE, id="under a mapping"),
    pytest.param(Inserts(key="M", before="B", node=Block("f .")), ONE_VALUE, id="a block"),
    pytest.param(
        Inserts(key="b", before="B"),
        " whose 'B' is 'b' to Go, which reads names in either case",
        id="a member in another case",
    ),
    pytest.param(
        Inserts(key="M", before="B", when=when(typha="true")),
        ", whose new members come with values, not with features",
        id="a feature",
    ),
]


@pytest.mark.parametrize(("action", "reason"), IN_JSON)
def test_what_a_json_object_cannot_take_is_refused(action: Action, reason: str) -> None:
    [problem] = refused([document("Job/a", LINES)], row("Job/a a", action))
    assert problem == (
        f"setting x > Job/a > a: expected a place at which it can {action.purpose}, found a JSON object{reason}; "
        "choose another action in the setting's row"
    )
