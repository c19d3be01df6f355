"""Sets, Merges and Appends: fields that upstream has, has in some variants only, or has not."""

from textwrap import indent

import pytest

from generator.features.conditions import when
from generator.settings.actions.action import Action
from generator.settings.actions.assigning import Appends, Merges, Sets
from generator.settings.kind import BOOLEAN, Kind, several, switch, whole
from tests.catalogues import TEXT, applied, refused, row
from tests.trees import conditioned, document

LIST = several(TEXT)
NUMBER = whole("a number", 0, 9)

CASES = [
    pytest.param("{a: b}", Sets(key="a"), TEXT, 'a: {{ .Values.x | default "b" | quote }}\n', id="a text set"),
    pytest.param(
        "{a: b}",
        Sets(key="c"),
        TEXT,
        "a: b\n{{- with .Values.x }}\nc: {{ . | quote }}\n{{- end }}\n",
        id="a text that upstream has not",
    ),
    pytest.param(
        "{a: b}",
        Sets(key="c"),
        NUMBER,
        'a: b\n{{- if not (kindIs "invalid" .Values.x) }}\nc: {{ .Values.x | int64 }}\n{{- end }}\n',
        id="a number that may be 0",
    ),
    pytest.param(
        "{a: [{b: c}]}",
        Sets(key="a"),
        LIST,
        "{{- if .Values.x }}\na:\n  {{- toYaml .Values.x | nindent 4 }}\n{{- else }}\na:\n- b: c\n{{- end }}\n",
        id="a list set",
    ),
    pytest.param(
        "{m: {a: b}}",
        Merges(key="m"),
        LIST,
        'm:\n  {{- if not (hasKey .Values.x "a") }}\n  a: b\n  {{- end }}\n  {{- with .Values.x }}\n'
        "  {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        id="members beside upstream's",
    ),
    pytest.param(
        "{m: {a: b}}",
        Merges(key="m", kept=("a",)),
        LIST,
        "m:\n  a: b\n  {{- with .Values.x }}\n  {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        id="members beside what is kept",
    ),
    pytest.param(
        "{m: {a: b, c: d}}",
        Merges(key="m", members=("a",)),
        LIST,
        'm:\n  {{- if not (hasKey .Values.x "a") }}\n  a: b\n  {{- end }}\n  c: d\n  {{- with .Values.x }}\n'
        "  {{- toYaml . | nindent 4 }}\n  {{- end }}\n",
        id="members that the value can have",
    ),
    pytest.param(
        "{a: b}",
        Merges(key="m"),
        LIST,
        "a: b\n{{- with .Values.x }}\nm:\n  {{- toYaml . | nindent 4 }}\n{{- end }}\n",
        id="a mapping that upstream has not",
    ),
    pytest.param(
        "{m: {}}",
        Merges(key="m"),
        LIST,
        "{{- if .Values.x }}\nm:\n  {{- toYaml .Values.x | nindent 4 }}\n{{- else }}\nm: {}\n{{- end }}\n",
        id="members in an empty mapping",
    ),
    pytest.param(
        "{m: []}",
        Appends(key="m"),
        LIST,
        "{{- if .Values.x }}\nm:\n  {{- toYaml .Values.x | nindent 4 }}\n{{- else }}\nm: []\n{{- end }}\n",
        id="items in an empty list",
    ),
    pytest.param(
        "{env: [{name: a}]}",
        Appends(key="env"),
        LIST,
        "env:\n- name: a\n{{- with .Values.x }}\n{{- toYaml . | nindent 2 }}\n{{- end }}\n",
        id="items behind upstream's",
    ),
    pytest.param(
        "{a: b}",
        Appends(key="env"),
        LIST,
        "a: b\n{{- with .Values.x }}\nenv:\n  {{- toYaml . | nindent 4 }}\n{{- end }}\n",
        id="a list that upstream has not",
    ),
]


@pytest.mark.parametrize(("text", "action", "kind", "template"), CASES)
def test_a_field_takes_the_value(text: str, action: Action, kind: Kind, template: str) -> None:
    [found] = applied([document("Job/a", f"{{o: {text}}}")], row("Job/a o", action, kind=kind))
    assert found == "o:\n" + indent(template, "  ")


PARTIAL = [
    pytest.param(
        Sets(key="m"),
        "{{- if .Values.x }}\n  m:\n    {{- toYaml .Values.x | nindent 4 }}\n"
        '  {{- else if eq .Values.calico.dataplane "bpf" }}\n  m:\n    k: v\n  {{- end }}',
        "m: {k: v}",
        id="set",
    ),
    pytest.param(
        Merges(key="m", kept=("k",)),
        '{{- if eq .Values.calico.dataplane "bpf" }}\n  m:\n    k: v\n    {{- with .Values.x }}\n'
        "    {{- toYaml . | nindent 4 }}\n    {{- end }}\n  {{- else if .Values.x }}\n  m:\n"
        "    {{- toYaml .Values.x | nindent 4 }}\n  {{- end }}",
        "m: {k: v}",
        id="merged",
    ),
    pytest.param(
        Appends(key="m"),
        '{{- if eq .Values.calico.dataplane "bpf" }}\n  m:\n  - k\n  {{- with .Values.x }}\n'
        "  {{- toYaml . | nindent 2 }}\n  {{- end }}\n  {{- else if .Values.x }}\n  m:\n"
        "    {{- toYaml .Values.x | nindent 4 }}\n  {{- end }}",
        "m: [k]",
        id="appended",
    ),
]


@pytest.mark.parametrize(("action", "template", "field"), PARTIAL)
def test_what_only_some_variants_have_stays_theirs(action: Action, template: str, field: str) -> None:
    text = f"{{o: {{a: b, {field}}}}}"
    body = conditioned(document("Job/a", text).body, "o.m", when(dataplane="bpf"))
    [found] = applied([document("Job/a", text, body=body)], row("Job/a o", action, kind=LIST))
    assert found == f"o:\n  a: b\n  {template}\n"


UNFIT = [
    pytest.param("{o: b}", Sets(key="a"), "at which it can give a a value, found no mapping", id="set in a text"),
    pytest.param("{o: {m: b}}", Merges(key="m"), "found a mapping whose m is no mapping", id="merge into a text"),
    pytest.param("{o: {m: {b: c}}}", Appends(key="m"), "found a mapping whose m is no list", id="append to a mapping"),
]


@pytest.mark.parametrize(("text", "action", "told"), UNFIT)
def test_what_has_no_such_field_stops(text: str, action: Action, told: str) -> None:
    [problem] = refused([document("Job/a", text)], row("Job/a o", action, kind=LIST))
    assert told in problem


def test_false_is_a_value_where_the_kind_says_so() -> None:
    [found] = applied(
        [document("Job/a", "{o: {a: true}}")], row("Job/a o", Sets(key="a"), kind=switch("true or false"))
    )
    assert 'if kindIs "bool" .Values.x' in found
    [problem] = refused([document("Job/a", "{o: {a: true}}")], row("Job/a o", Sets(key="a"), kind=BOOLEAN))
    assert "whose false would be taken for not set" in problem
