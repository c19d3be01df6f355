"""Guards: a place, or a whole object, only where the value is set."""

import pytest

from generator.features.conditions import given, when
from generator.settings.actions.guarding import Guards
from generator.settings.kind import BOOLEAN
from tests.catalogues import applied, row
from tests.trees import conditioned, document

CASES = [
    pytest.param("b", Guards(), "a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n", id="a key, by the value"),
    pytest.param("", Guards(), "{{- if .Values.x }}\na: 1\nb: 2\n{{- end }}\n", id="an object, by the value"),
    pytest.param(
        "b",
        Guards(when=given("not .Values.y")),
        "a: 1\n{{- if not .Values.y }}\nb: 2\n{{- end }}\n",
        id="a key, by a condition of its own",
    ),
]


@pytest.mark.parametrize(("at", "action", "template"), CASES)
def test_a_guard_stands_at_its_place(at: str, action: Guards, template: str) -> None:
    documents = [document("Job/a", "{a: 1, b: 2}")]
    assert applied(documents, row(f"Job/a {at}".strip(), action, kind=BOOLEAN)) == [template]


def test_a_guard_adds_to_upstreams_condition() -> None:
    text = "{a: 1, b: 2}"
    body = conditioned(document("Job/a", text).body, "b", when(typha="true"))
    [found] = applied([document("Job/a", text, body=body)], row("Job/a b", Guards(), kind=BOOLEAN))
    assert "{{- if and .Values.calico.typha.enabled .Values.x }}\nb: 2\n" in found


def test_an_item_of_a_list_is_guarded() -> None:
    [found] = applied([document("Job/a", "{env: [{name: A}, {name: B}]}")], row("Job/a env[B]", Guards(), kind=BOOLEAN))
    assert found == "env:\n- name: A\n{{- if .Values.x }}\n- name: B\n{{- end }}\n"
