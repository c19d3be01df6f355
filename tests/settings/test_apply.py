"""The plan's edits are made together, each in its object, and leave everything else as it is."""

from dataclasses import replace

from generator.settings.knob import Guard, Knob, Member, Override, Replace, SetEnv

from generator.features import conditions
from generator.features.manifests import FEATURES
from generator.settings.apply import apply_plan
from generator.settings.plan import plan_knobs
from generator.template.nodes import Template
from generator.template.printing import emit
from tests.trees import document

NET_CONF = '{"data": {"net.json": "{\\n  \\"Network\\": \\"n\\",\\n  \\"Backend\\": {\\"Type\\": \\"t\\"}\\n}\\n"}}'
V6 = conditions.given(".Values.v6")


def row(at: str, do: Override | Member | Replace | SetEnv | Guard, expect: int = 1) -> Knob:
    """A row."""
    return Knob(values=("x",), at=at, do=do, expect=expect)


def applied(documents: tuple[Template, ...], *rows: Knob) -> list[str]:
    """The templates of the objects after their knobs, banners apart."""
    made = apply_plan(documents, plan_knobs(documents, rows, FEATURES))
    return [emit(found, "b", FEATURES).partition("\n")[2] for found in made]


def test_without_knobs_nothing_changes() -> None:
    documents = (document("Job/a", NET_CONF), document("Job/b", "{a: 1}"))
    assert apply_plan(documents, plan_knobs(documents, [], FEATURES)) == [*documents]


def test_other_places_and_objects_stay() -> None:
    documents = (document("Job/a", "{a: b, c: d}"), document("Job/b", "{a: b}"))
    assert applied(documents, row("Job/a a", Replace(text=".x | quote"))) == ["a: {{ .x | quote }}\nc: d\n", "a: b\n"]


def test_objects_of_one_name_in_two_projects_stay_apart() -> None:
    calico = document("Job/a", "{a: b}")
    documents = (calico, replace(calico, project="flannel", body=document("Job/a", "{a: c}").body))
    rows = row("Job/a a", Replace(text=".x | default {upstream} | quote"), expect=2)
    assert applied(documents, rows) == ['a: {{ .x | default "b" | quote }}\n', 'a: {{ .x | default "c" | quote }}\n']


def test_all_edits_of_a_json_text_are_made_at_upstreams_places() -> None:
    rows = (
        row("Job/a data[net.json].Network", Override(value=".n", encode="toJson")),
        row("Job/a data[net.json]", Member(name="V6", text="true", condition=V6, before="Backend")),
        row("Job/a data[net.json].Backend", Member(name="MTU", text="{{ .m }}", condition=V6, before="Type")),
        row("Job/a data[net.json].Backend.Type", Override(value=".t", encode="toJson")),
    )
    [text] = applied((document("Job/a", NET_CONF),), *rows)
    assert text == (
        'data:\n  net.json: |\n    {\n      "Network": {{ .n | default "n" | toJson }},\n'
        '      {{- if .Values.v6 }}\n      "V6": true,\n      {{- end }}\n'
        '      "Backend": { {{- if .Values.v6 }}"MTU": {{ .m }}, {{ end }}'
        '"Type": {{ .t | default "t" | toJson }}}\n'
        "    }\n"
    )


def test_a_row_sees_what_the_row_before_made() -> None:
    rows = (
        row("Job/a env", SetEnv(name="NEW", override=Override(value=".n"), before="Z")),
        row("Job/a env", SetEnv(name="M", override=Override(value=".m"), before="NEW")),
    )
    [text] = applied((document("Job/a", "{env: [{name: Z}]}"),), *rows)
    assert [line for line in text.splitlines() if "name" in line] == ["- name: M", "- name: NEW", "- name: Z"]


def test_guards_of_an_object_add_up() -> None:
    rows = (row("Job/a", Guard(condition=V6)), row("Job/a", Guard(condition=conditions.given(".Values.x"))))
    assert applied((document("Job/a", "{a: 1}"),), *rows) == ["{{- if and .Values.v6 .Values.x }}\na: 1\n{{- end }}\n"]
