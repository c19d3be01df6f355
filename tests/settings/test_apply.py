"""The plan's edits are made together, each in its object, and leave everything else as it is."""

from msgspec.structs import replace

from generator.features import conditions
from generator.settings.actions.environment import SetsEnv
from generator.settings.actions.guarding import Guards
from generator.settings.actions.inserting import Inserts
from generator.settings.actions.overriding import Overrides
from generator.settings.apply import apply_plan
from generator.settings.kind import switch, whole
from generator.template.nodes import Scalar
from tests.catalogues import applied, planned, row
from tests.trees import document

NET_CONF = '{"data": {"net.json": "{\\n  \\"Network\\": \\"n\\",\\n  \\"Backend\\": {\\"Type\\": \\"t\\"}\\n}\\n"}}'
V6 = conditions.given(".Values.v6")


def test_without_rows_nothing_changes() -> None:
    documents = (document("Job/a", NET_CONF), document("Job/b", "{a: 1}"))
    assert apply_plan(documents, planned(documents)) == [*documents]


def test_other_places_and_objects_stay() -> None:
    documents = (document("Job/a", "{a: b, c: d}"), document("Job/b", "{a: b}"))
    assert applied(documents, row("Job/a a", Overrides())) == [
        'a: {{ .Values.x | default "b" | quote }}\nc: d\n',
        "a: b\n",
    ]


def test_objects_of_one_name_in_two_projects_stay_apart() -> None:
    calico = document("Job/a", "{a: b}")
    documents = (calico, replace(calico, project="flannel", body=document("Job/a", "{a: c}").body))
    assert applied(documents, row("Job/a a", Overrides(), places=2)) == [
        'a: {{ .Values.x | default "b" | quote }}\n',
        'a: {{ .Values.x | default "c" | quote }}\n',
    ]


def test_all_edits_of_a_json_text_are_made_at_upstreams_places() -> None:
    rows = (
        row("Job/a data[net.json].Network", Overrides(), path="n"),
        row("Job/a data[net.json]", Inserts(key="V6", node=Scalar(value=True), before="Backend"), path="v6"),
        row("Job/a data[net.json].Backend", Inserts(key="MTU", before="Type"), path="m", kind=whole("", 1, 9, unset=0)),
        row("Job/a data[net.json].Backend.Type", Overrides(), path="t"),
    )
    [text] = applied((document("Job/a", NET_CONF),), *rows)
    assert text == (
        'data:\n  net.json: |\n    {\n      "Network": {{ .Values.n | default "n" | toJson }},\n'
        '      {{- if .Values.v6 }}\n      "V6": true,\n      {{- end }}\n'
        '      "Backend": { {{- if .Values.m }}"MTU": {{ .Values.m | int64 | toJson }}, {{ end }}'
        '"Type": {{ .Values.t | default "t" | toJson }}}\n'
        "    }\n"
    )


def test_a_row_sees_what_the_row_before_made() -> None:
    rows = (
        row("Job/a env", SetsEnv(name="NEW", before="Z"), path="n"),
        row("Job/a env", SetsEnv(name="M", before="NEW"), path="m"),
    )
    [text] = applied((document("Job/a", "{env: [{name: Z}]}"),), *rows)
    assert [line for line in text.splitlines() if "name" in line] == ["- name: M", "- name: NEW", "- name: Z"]


def test_guards_of_an_object_add_up() -> None:
    rows = (row("Job/a", Guards(when=V6)), row("Job/a", Guards(), kind=switch("true or false")))
    assert applied((document("Job/a", "{a: 1}"),), *rows) == [
        '{{- if and .Values.v6 (kindIs "bool" .Values.x) }}\na: 1\n{{- end }}\n'
    ]
