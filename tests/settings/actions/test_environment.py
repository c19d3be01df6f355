"""SetsEnv: a variable overridden where upstream has it, inserted before its neighbour where it has not."""

import pytest

from generator.features.conditions import when
from generator.settings.actions.environment import SetsEnv
from generator.settings.kind import Kind, switch, whole
from tests.catalogues import TEXT, applied, refused, row
from tests.trees import conditioned, document

SWITCH = switch("true or false")
ENV = "{env: [{name: A, value: b}, {name: Z, value: c}]}"

CASES = [
    pytest.param(TEXT, "A", 'value: {{ .Values.x | default "b" | quote }}', id="a text that is there"),
    pytest.param(
        SWITCH,
        "A",
        '{{- if kindIs "bool" .Values.x }} value: {{ .Values.x | quote }} {{- else }} value: b {{- end }}',
        id="a switch that is there",
    ),
    pytest.param(
        TEXT,
        "NEW",
        "value: b {{- with .Values.x }} - name: NEW value: {{ . | quote }} {{- end }}",
        id="a text that is not",
    ),
    pytest.param(
        SWITCH,
        "NEW",
        'value: b {{- if kindIs "bool" .Values.x }} - name: NEW value: {{ .Values.x | quote }} {{- end }}',
        id="a switch that is not",
    ),
    pytest.param(
        whole("a number", 0, 9),
        "NEW",
        'value: b {{- if not (kindIs "invalid" .Values.x) }} - name: NEW value: {{ .Values.x | int64 | quote }} '
        "{{- end }}",
        id="a number whose 0 is a value",
    ),
]


@pytest.mark.parametrize(("kind", "name", "template"), CASES)
def test_a_variable_is_set(kind: Kind, name: str, template: str) -> None:
    [text] = applied([document("Job/a", ENV)], row("Job/a env", SetsEnv(name=name, before="Z"), kind=kind))
    assert " ".join(text.split()) == f"env: - name: A {template} - name: Z value: c"


CONSTANTS = [
    pytest.param("A", 'value: {{ ternary "on" "b" (not (empty .Values.x)) | quote }}', id="that is there"),
    pytest.param("NEW", 'value: b {{- if .Values.x }} - name: NEW value: "on" {{- end }}', id="that is not"),
]


@pytest.mark.parametrize(("name", "template"), CONSTANTS)
def test_a_constant_is_put_into_a_variable(name: str, template: str) -> None:
    [text] = applied([document("Job/a", ENV)], row("Job/a env", SetsEnv(name=name, before="Z", constant="on")))
    assert " ".join(text.split()) == f"env: - name: A {template} - name: Z value: c"


def test_a_new_variable_may_need_a_feature_too() -> None:
    action = SetsEnv(name="NEW", before="Z", when=when(datastore="etcd"))
    [text] = applied([document("Job/a", ENV)], row("Job/a env", action))
    assert '{{- if and (eq .Values.calico.datastore "etcd") .Values.x }}\n- name: NEW\n' in text


def test_a_new_variable_needs_its_neighbour() -> None:
    found = refused(
        [document("Job/a", "{env: [{name: B, value: c}]}")], row("Job/a env", SetsEnv(name="A", before="Z"))
    )
    assert found == [
        "setting x > Job/a > env: expected Z to put A before, found B; name another neighbour in the setting's row"
    ]


def test_a_variable_of_some_variants_stops() -> None:
    template = document("Job/a", ENV)
    body = conditioned(template.body, "env.A", when(dataplane="bpf"))
    [problem] = refused([document("Job/a", ENV, body=body)], row("Job/a env", SetsEnv(name="A", before="Z")))
    assert problem == (
        "setting x > Job/a > env: expected A in all variants or in none, found one only where dataplane=bpf; "
        "give each case a row of its own"
    )


def test_a_variable_of_variants_that_get_no_new_one_stays() -> None:
    template = document("Job/a", ENV)
    body = conditioned(template.body, "env.A", when(policyOnly="true"))
    action = SetsEnv(name="A", before="Z", constant="on", when=when(policyOnly="false"))
    [text] = applied([document("Job/a", ENV, body=body)], row("Job/a env", action))
    assert " ".join(text.split()) == (
        "env: {{- if .Values.calico.policyOnly }} - name: A value: b {{- else if .Values.x }} - name: A "
        'value: "on" {{- end }} - name: Z value: c'
    )
