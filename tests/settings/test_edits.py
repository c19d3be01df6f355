"""Each action of a knob makes its edit, or stops where it would lose a value."""

import pytest
from generator.settings.edits import changed, edited
from generator.settings.knob import (
    Action,
    Ensure,
    Guard,
    Image,
    Insert,
    InsertLine,
    Knob,
    Member,
    Override,
    Replace,
    ReplaceLine,
    SetEnv,
    Spread,
)

from generator.base.errors import ProblemsError
from generator.features import conditions
from generator.features.conditions import ALWAYS, when
from generator.settings.apply import apply_plan
from generator.settings.plan import plan_knobs
from generator.template.nodes import Choice, Entry, Expression, MapNode, Option, Scalar, Template
from generator.template.printing import emit
from tests.trees import conditioned, document

SET = conditions.given(".Values.x")
MEMBER = Member(name="M", text="{{ .Values.m }}", condition=SET, before="B")


def printed(body: MapNode) -> str:
    """The template of an object without its banner."""
    return emit(Template(project="calico", name="Job/a", condition=ALWAYS, body=body), "b").partition("\n")[2]


def applied(text: str, at: str, do: Action) -> str:
    """The template of an object after an edit."""
    documents = (document("Job/a", text),)
    plan = plan_knobs(documents, [Knob(values=("x",), at=f"Job/a {at}".strip(), do=do)])
    [found] = apply_plan(documents, plan)
    return emit(found, "b").partition("\n")[2]


CASES = [
    pytest.param("{a: b}", "a", Replace(text=".Values.x | quote"), "a: {{ .Values.x | quote }}\n", id="replace"),
    pytest.param(
        '{a: it\'s "b"}',
        "a",
        Replace(text=".Values.x | default {upstream} | quote"),
        'a: {{ .Values.x | default "it\'s \\"b\\"" | quote }}\n',
        id="replace, upstream's value in it",
    ),
    pytest.param(
        "{a: 5}",
        "a",
        Override(value=".Values.x", encode="int64"),
        "a: {{ .Values.x | default 5 | int64 }}\n",
        id="override",
    ),
    pytest.param(
        "{a: b}",
        "a",
        Override(value=".Values.x", test='kindIs "bool" .Values.x'),
        '{{- if kindIs "bool" .Values.x }}\na: {{ .Values.x | quote }}\n{{- else }}\na: b\n{{- end }}\n',
        id="override with a test",
    ),
    pytest.param(
        "{a: {b: c}}",
        "a",
        Override(value='include "y" .', test=".Values.x", block=True),
        '{{- if .Values.x }}\na:\n  {{- include "y" . | nindent 2 }}\n{{- else }}\na:\n  b: c\n{{- end }}\n',
        id="override of a mapping",
    ),
    pytest.param("{a: {b: c}}", "a", Insert(key="d", node=Scalar(1)), "a:\n  b: c\n  d: 1\n", id="insert at the end"),
    pytest.param(
        "{a: {b: c, e: f}}",
        "a",
        Insert(key="d", node=Scalar(1), condition=SET, before="e"),
        "a:\n  b: c\n  {{- if .Values.x }}\n  d: 1\n  {{- end }}\n  e: f\n",
        id="insert before a neighbour",
    ),
    pytest.param(
        "{a: [b, e]}",
        "a",
        Insert(key="d", node=Expression(". | quote"), loop=".Values.l", after="b"),
        "a:\n- b\n{{- range .Values.l }}\n- {{ . | quote }}\n{{- end }}\n- e\n",
        id="insert a loop behind a neighbour",
    ),
    pytest.param(
        "{env: [{name: A, value: b}, {name: Z}]}",
        "env",
        SetEnv(name="A", override=Override(value=".Values.x"), before="Z"),
        'env:\n- name: A\n  value: {{ .Values.x | default "b" | quote }}\n- name: Z\n',
        id="set a variable that is there",
    ),
    pytest.param(
        "{env: [{name: A, value: b}, {name: Z}]}",
        "env",
        SetEnv(name="NEW", override=Override(value=".Values.x"), before="Z"),
        "env:\n- name: A\n  value: b\n"
        "{{- if .Values.x }}\n- name: NEW\n  value: {{ .Values.x | quote }}\n{{- end }}\n- name: Z\n",
        id="set a variable that is not",
    ),
    pytest.param(
        "{m: {p: {k: 1}}}",
        "m",
        Ensure(parent="p", insert=Insert(key="a", node=Scalar(2), condition=SET)),
        "m:\n  p:\n    k: 1\n    {{- if .Values.x }}\n    a: 2\n    {{- end }}\n",
        id="ensure in a mapping",
    ),
    pytest.param(
        "{m: {o: 1}}",
        "m",
        Ensure(parent="p", insert=Insert(key="a", node=Scalar(2), condition=SET)),
        "m:\n  o: 1\n  {{- if .Values.x }}\n  p:\n    a: 2\n  {{- end }}\n",
        id="ensure with the mapping made",
    ),
    pytest.param(
        "{m: {p: {k: 1}}}",
        "m",
        Spread(parent="p", text="f ."),
        "m:\n  p:\n    {{- f . | nindent 4 }}\n    k: 1\n",
        id="spread",
    ),
    pytest.param(
        "{m: {o: 1}}",
        "m",
        Spread(parent="p", text="f ."),
        "m:\n  o: 1\n  p:\n    {{- f . | nindent 4 }}\n",
        id="spread, made",
    ),
    pytest.param(
        "{a: 1, b: 2}", "b", Guard(condition=SET), "a: 1\n{{- if .Values.x }}\nb: 2\n{{- end }}\n", id="guard"
    ),
    pytest.param("{a: 1}", "", Guard(condition=SET), "{{- if .Values.x }}\na: 1\n{{- end }}\n", id="guard an object"),
    pytest.param(
        '{a: "x\\n  y: 1"}',
        "a[y: *]",
        ReplaceLine(text="y: {{ 2 }}"),
        "a: |-\n  x\n    y: {{ 2 }}\n",
        id="replace a line",
    ),
    pytest.param(
        '{a: "x\\n  y"}',
        "a",
        InsertLine(text="n", before="y", condition=SET),
        "a: |-\n  x\n    {{- if .Values.x }}\n    n\n    {{- end }}\n    y\n",
        id="insert a line",
    ),
    pytest.param(
        '{a: \'{"A": "n", "B": {}}\'}',
        "a.A",
        Override(value=".Values.x", encode="toJson"),
        'a: |-\n  {"A": {{ .Values.x | default "n" | toJson }}, "B": {}}\n',
        id="override in a JSON text",
    ),
    pytest.param(
        '{a: "{\\n  \\"B\\": 1\\n}"}',
        "a",
        MEMBER,
        'a: |-\n  {\n    {{- if .Values.x }}\n    "M": {{ .Values.m }},\n    {{- end }}\n    "B": 1\n  }\n',
        id="a member of a JSON text",
    ),
    pytest.param(
        "{c: {image: 'quay.io/x/kube-y:v1', imagePullPolicy: Always, z: 1}}",
        "c",
        Image(),
        'c:\n  image: {{ include "cni.image" (list . "kubeY" "quay.io/x/kube-y:v1") | quote }}\n'
        '  imagePullPolicy: {{ .Values.images.kubeY.pullPolicy | default "Always" | quote }}\n  z: 1\n',
        id="an image",
    ),
    pytest.param(
        "{c: {image: 'y:v1', z: 1}}",
        "c",
        Image(),
        'c:\n  image: {{ include "cni.image" (list . "y" "y:v1") | quote }}\n  {{- if .Values.images.y.pullPolicy }}\n'
        "  imagePullPolicy: {{ .Values.images.y.pullPolicy | quote }}\n  {{- end }}\n  z: 1\n",
        id="an image without a pull policy",
    ),
]


@pytest.mark.parametrize(("text", "at", "do", "template"), CASES)
def test_an_edit_is_made(text: str, at: str, do: Action, template: str) -> None:
    assert applied(text, at, do) == template


CHOICE = Choice(
    (Option(Scalar("x/node:v1"), when(dataplane="iptables")), Option(Scalar("x/node:v2"), when(dataplane="bpf")))
)
IF = 'if eq .Values.calico.dataplane "iptables" }}\na: '

ALTERNATIVES = [
    pytest.param(
        Replace(text=".Values.x | default {upstream} | quote"),
        f'{{{{- {IF}{{{{ .Values.x | default "x/node:v1" | quote }}}}\n'
        '{{- else }}\na: {{ .Values.x | default "x/node:v2" | quote }}\n{{- end }}\n',
        id="replace",
    ),
    pytest.param(
        Override(value=".Values.x"),
        f"{{{{- if .Values.x }}}}\na: {{{{ .Values.x | quote }}}}\n{{{{- else {IF}x/node:v1\n"
        "{{- else }}\na: x/node:v2\n{{- end }}\n",
        id="override",
    ),
]


@pytest.mark.parametrize(("do", "template"), ALTERNATIVES)
def test_an_edit_of_alternatives_keeps_them(do: Action, template: str) -> None:
    found = edited(do, CHOICE, "Job/a > a")
    assert printed(MapNode((Entry("a", found),))) == template


def test_an_image_of_alternatives_keeps_them() -> None:
    found = edited(Image(), MapNode((Entry("image", CHOICE), Entry("name", Scalar("n")))), "Job/a > a")
    assert isinstance(found, MapNode)
    assert [line.strip() for line in printed(found).splitlines() if "include" in line] == [
        'image: {{ include "cni.image" (list . "node" "x/node:v1") | quote }}',
        'image: {{ include "cni.image" (list . "node" "x/node:v2") | quote }}',
    ]


VARIABLE = SetEnv(name="A", override=Override(value=".Values.x"), before="Z")
STOPS = [
    pytest.param(
        "{env: [{name: B, value: c}]}",
        "env",
        VARIABLE,
        "Job/a > env: expected Z to put A before, found B; name another neighbour in the knob's row",
        id="no such neighbour",
    ),
    pytest.param(
        "{env: [{name: A, valueFrom: {}}]}",
        "env",
        VARIABLE,
        "Job/a > env[A]: expected a value, found none; mend the knob's row",
        id="a variable with its value from elsewhere",
    ),
    pytest.param(
        "{a: {b: 1}}",
        "a",
        Insert(key="b", node=Scalar(2)),
        "Job/a > a: expected no b, found one; override it instead of adding one",
        id="a key that is there already",
    ),
    pytest.param(
        '{a: "x\\ny"}',
        "a",
        InsertLine(text="n", before="z", condition=SET),
        "Job/a > a: expected the line 'z' to put 'n' before, found no such line; name another line in the knob's row",
        id="no such line",
    ),
    pytest.param(
        "{c: {name: n}}",
        "c",
        Image(),
        "Job/a > c: expected an image, found none; give the row an address of containers only",
        id="a container without an image",
    ),
]


@pytest.mark.parametrize(("text", "at", "do", "message"), STOPS)
def test_an_edit_that_cannot_be_made_stops(text: str, at: str, do: Action, message: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        applied(text, at, do)
    assert str(caught.value) == message


NARROW = [
    pytest.param("{env: [{name: A, value: b}], z: 1}", "env", "A", VARIABLE, id="a variable"),
    pytest.param("{m: {p: {k: 1}}}", "m", "p", Spread(parent="p", text="f ."), id="a mapping that is spread into"),
    pytest.param(
        "{m: {p: {k: 1}}}", "m", "p", Ensure(parent="p", insert=Insert(key="a", node=Scalar(2))), id="a mapping"
    ),
]


@pytest.mark.parametrize(("text", "at", "key", "do"), NARROW)
def test_what_only_some_variants_have_stops(text: str, at: str, key: str, do: Action) -> None:
    body = conditioned(document("Job/a", text).body, f"{at}.{key}", when(dataplane="bpf"))
    with pytest.raises(ProblemsError) as caught:
        changed(body, (at,), lambda node: edited(do, node, "Job/a > m"))
    assert str(caught.value) == (
        f"Job/a > m: expected {key} in all variants or in none, "
        'found one only where eq .Values.calico.dataplane "bpf"; give each case a row of its own'
    )
