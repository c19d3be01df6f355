"""Trees print as templates that read as if written by hand and render to the tree they came from."""

from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.trees import Tree, canonical
from generator.features import conditions
from generator.features.conditions import ALWAYS, NOT_FLANNEL, Condition, given, when
from generator.features.manifests import FEATURES
from generator.template.nodes import (
    Block,
    Choice,
    Entry,
    Expression,
    ListNode,
    MapNode,
    Node,
    Option,
    Raw,
    Scalar,
    Spread,
    Template,
    Text,
    TextLine,
)
from generator.template.printing import emit
from generator.tools import helm
from tests.helms import RENDERERS

ETCD, KUBERNETES = when(datastore="etcd"), when(datastore="kubernetes")
BPF, VXLAN, BIRD = when(dataplane="bpf"), when(backend="vxlan"), when(backend="bird")
MTU = conditions.given(".Values.calico.mtu")


def mapping(*entries: tuple[str, Node, Condition]) -> MapNode:
    """A mapping of children with their conditions."""
    return MapNode(tuple(Entry(key, node, condition) for key, node, condition in entries))


def plain(tree: Tree) -> Node:
    """A tree as nodes without conditions."""
    if isinstance(tree, dict) and tree:
        return MapNode(tuple(Entry(key, plain(value)) for key, value in tree.items()))
    if isinstance(tree, list) and tree:
        return ListNode(tuple(Entry(str(at), plain(value)) for at, value in enumerate(tree)))
    return Scalar(tree)


def printed(body: MapNode, condition: Condition = ALWAYS) -> str:
    """The template without its banner."""
    document = Template(project="calico", name="Job/a", condition=condition, body=body)
    banner, _, text = emit(document, "by hand", FEATURES, given(NOT_FLANNEL)).partition("\n")
    assert banner == "{{- /* by hand */ -}}"
    return text


def one(key: str, *nodes: tuple[Node, Condition]) -> MapNode:
    """A mapping of one key with alternatives."""
    return mapping((key, Choice(tuple(Option(node, condition) for node, condition in nodes)), ALWAYS))


A, B, C = Scalar("a"), Scalar("b"), Scalar("c")
ITEMS = ListNode((Entry("a", A), Entry("b", B, ETCD), Entry("c", C, ETCD), Entry("d", Scalar("d"), KUBERNETES)))

PRINTED = [
    pytest.param(mapping(("a", A, ALWAYS)), "a: a\n", id="a scalar"),
    pytest.param(
        mapping(("a", plain({"b": [1, {"c": {}, "d": []}]}), ALWAYS)),
        "a:\n  b:\n  - 1\n  - c: {}\n    d: []\n",
        id="a tree",
    ),
    pytest.param(
        mapping(("a", A, ALWAYS), ("b", B, ETCD), ("c", C, ETCD)),
        'a: a\n{{- if eq .Values.calico.datastore "etcd" }}\nb: b\nc: c\n{{- end }}\n',
        id="neighbours under one condition share an if",
    ),
    pytest.param(
        mapping(("a", ITEMS, ALWAYS)),
        'a:\n- a\n{{- if eq .Values.calico.datastore "etcd" }}\n- b\n- c\n{{- else }}\n- d\n{{- end }}\n',
        id="neighbours that exclude each other share a chain",
    ),
    pytest.param(
        mapping(("a", A, ETCD), ("b", B, KUBERNETES), ("c", C, ETCD), ("z", A, ALWAYS)),
        '{{- if eq .Values.calico.datastore "etcd" }}\na: a\nc: c\n{{- else }}\nb: b\n{{- end }}\nz: a\n',
        id="neighbours of a chain go to the case they belong to",
    ),
    pytest.param(
        mapping(("a", A, ETCD), ("b", B, KUBERNETES & BPF), ("c", C, KUBERNETES), ("z", A, ALWAYS)),
        '{{- if eq .Values.calico.datastore "etcd" }}\na: a\n{{- else }}\n'
        '{{- if eq .Values.calico.dataplane "bpf" }}\nb: b\n{{- end }}\nc: c\n{{- end }}\nz: a\n',
        id="what opposes a case in part stands in the else together",
    ),
    pytest.param(
        mapping(("a", A, ETCD), ("b", B, KUBERNETES & MTU), ("c", C, KUBERNETES & BPF), ("z", A, ALWAYS)),
        '{{- if eq .Values.calico.datastore "etcd" }}\na: a\n{{- else }}\n'
        "{{- if .Values.calico.mtu }}\nb: b\n{{- end }}\n"
        '{{- if eq .Values.calico.dataplane "bpf" }}\nc: c\n{{- end }}\n{{- end }}\nz: a\n',
        id="what opposes a case on different conditions stands in the else, too",
    ),
    pytest.param(
        mapping(("l", ListNode((Entry("x", A), Entry("y", B, ETCD))), ALWAYS), ("k", C, KUBERNETES)),
        'l:\n- a\n{{- if eq .Values.calico.datastore "etcd" }}\n- b\n{{- else }}\nk: c\n{{- end }}\n',
        id="the end of a list and the key behind it are neighbours",
    ),
    pytest.param(
        mapping(("a", MapNode((Entry("b", A), Entry("c", B, ETCD))), ALWAYS), ("d", C, KUBERNETES)),
        'a:\n  b: a\n  {{- if eq .Values.calico.datastore "etcd" }}\n  c: b\n  {{- end }}\n'
        '{{- if eq .Values.calico.datastore "kubernetes" }}\nd: c\n{{- end }}\n',
        id="parts of different depths are no neighbours",
    ),
    pytest.param(
        mapping(("a", A, MTU), ("b", B, conditions.given("not .Values.calico.mtu")), ("z", A, ALWAYS)),
        "{{- if .Values.calico.mtu }}\na: a\n{{- else }}\nb: b\n{{- end }}\nz: a\n",
        id="a value that is set and not set",
    ),
    pytest.param(
        MapNode((*one("a", (A, KUBERNETES), (B, ETCD)).entries, *one("c", (C, KUBERNETES), (A, ETCD)).entries)),
        '{{- if eq .Values.calico.datastore "kubernetes" }}\na: a\nc: c\n{{- else }}\na: b\nc: a\n{{- end }}\n',
        id="two keys with the same alternatives share an if",
    ),
    pytest.param(
        mapping(("a", A, ETCD), ("b", B, BPF), ("z", A, ALWAYS)),
        '{{- if eq .Values.calico.datastore "etcd" }}\na: a\n{{- end }}\n'
        '{{- if eq .Values.calico.dataplane "bpf" }}\nb: b\n{{- end }}\nz: a\n',
        id="neighbours that may both be there do not",
    ),
    pytest.param(
        one("a", (A, KUBERNETES), (B, ETCD)),
        '{{- if eq .Values.calico.datastore "kubernetes" }}\na: a\n{{- else }}\na: b\n{{- end }}\n',
        id="two values are if and else",
    ),
    pytest.param(
        one("a", (A, BIRD & ETCD), (B, VXLAN), (C, BIRD & KUBERNETES)),
        '{{- if and (eq .Values.calico.datastore "etcd") (eq .Values.calico.backend "bird") }}\na: a\n'
        '{{- else if eq .Values.calico.backend "vxlan" }}\na: b\n{{- else }}\na: c\n{{- end }}\n',
        id="three values are a chain",
    ),
    pytest.param(
        one("a", (A, BPF), (B, VXLAN)),
        '{{- if eq .Values.calico.dataplane "bpf" }}\na: a\n'
        '{{- else if eq .Values.calico.backend "vxlan" }}\na: b\n{{- end }}\n',
        id="two values that leave a case open have no else",
    ),
    pytest.param(
        mapping(("a", A, when(typha="false")), ("b", B, when(typha="true")), ("z", A, ALWAYS)),
        "{{- if .Values.calico.typha.enabled }}\nb: b\n{{- else }}\na: a\n{{- end }}\nz: a\n",
        id="if comes ahead of if not",
    ),
    pytest.param(
        mapping(("a", MapNode((Entry("b", B), Entry("c", C, ETCD & BPF))), ETCD), ("z", A, ALWAYS)),
        '{{- if eq .Values.calico.datastore "etcd" }}\na:\n  b: b\n'
        '  {{- if eq .Values.calico.dataplane "bpf" }}\n  c: c\n  {{- end }}\n{{- end }}\nz: a\n',
        id="what holds already is not said again",
    ),
    pytest.param(
        mapping(("a", ListNode((Entry("x", mapping(("k", A, ETCD), ("name", B, ALWAYS))),)), ALWAYS)),
        'a:\n- name: b\n  {{- if eq .Values.calico.datastore "etcd" }}\n  k: a\n  {{- end }}\n',
        id="a list item begins with a key that is always there",
    ),
    pytest.param(
        mapping(
            ("a", Expression(".Values.x | quote"), ALWAYS),
            ("b", Block("toYaml .Values.y"), MTU),
            ("c", Raw("{a: 1}"), ALWAYS),
        ),
        "a: {{ .Values.x | quote }}\n{{- if .Values.calico.mtu }}\nb:\n"
        "  {{- toYaml .Values.y | nindent 2 }}\n{{- end }}\nc: {a: 1}\n",
        id="expressions",
    ),
    pytest.param(
        mapping(("a", MapNode((Entry("", Spread('include "x" .')), Entry("b", B))), ALWAYS)),
        'a:\n  {{- include "x" . | nindent 2 }}\n  b: b\n',
        id="a mapping with entries from a helper",
    ),
    pytest.param(
        mapping(("a", ListNode((Entry("x", A), Entry("y", Expression(". | quote"), loop=".Values.l"))), ALWAYS)),
        "a:\n- a\n{{- range .Values.l }}\n- {{ . | quote }}\n{{- end }}\n",
        id="a list item for each of a list",
    ),
    pytest.param(
        mapping(("a", Text((TextLine("x"), TextLine("  y", ETCD), TextLine("z"), TextLine(""))), ALWAYS)),
        'a: |\n  x\n    {{- if eq .Values.calico.datastore "etcd" }}\n    y\n    {{- end }}\n  z\n',
        id="lines of a text",
    ),
    pytest.param(
        mapping(("a", Text((TextLine(" x", ETCD), TextLine("y "), TextLine("", ETCD), TextLine("z"))), ALWAYS)),
        'a: |2-\n   {{- if eq .Values.calico.datastore "etcd" }}\n   x\n   {{- end }}\n  y {{ "" }}\n'
        '  {{- if eq .Values.calico.datastore "etcd" }}\n  {{ "" }}\n  {{- end }}\n  z\n',
        id="white space that an action would eat",
    ),
]


@pytest.mark.parametrize(("body", "text"), PRINTED)
def test_a_tree_prints(body: MapNode, text: str) -> None:
    assert printed(body) == text


def test_the_condition_of_the_object_stands_at_the_edge() -> None:
    assert printed(mapping(("a", A, ALWAYS)), ETCD & MTU) == (
        '{{- if and (eq .Values.calico.datastore "etcd") .Values.calico.mtu }}\na: a\n{{- end }}\n'
    )


EMPTY = [
    pytest.param(mapping(("b", B, ETCD)), ALWAYS, id="one child that only some have"),
    pytest.param(mapping(("b", B, ETCD), ("c", C, BPF)), ALWAYS, id="children that may all be absent"),
    pytest.param(mapping(("b", B, MTU)), ALWAYS, id="a child that a value brings"),
]


@pytest.mark.parametrize(("node", "within"), EMPTY)
def test_what_would_render_null_stops(node: MapNode, within: Condition) -> None:
    with pytest.raises(ProblemsError) as caught:
        printed(mapping(("a", node, within)))
    assert str(caught.value).startswith(
        "calico[Job/a].a: expected something to print in every supported combination, found nothing for plugin=calico, "
        "datastore=kubernetes"
    )


@pytest.mark.parametrize(
    ("node", "within"),
    [
        pytest.param(mapping(("b", B, ETCD)), ETCD, id="a child that the container's condition brings"),
        pytest.param(mapping(("b", B, ETCD), ("c", C, KUBERNETES)), ALWAYS, id="children of which one is always there"),
        pytest.param(
            mapping(("b", B, ETCD), ("c", C, KUBERNETES & MTU), ("d", A, KUBERNETES)), ALWAYS, id="a value beside"
        ),
    ],
)
def test_what_always_has_a_child_prints(node: MapNode, within: Condition) -> None:
    assert printed(mapping(("a", node, within), ("z", A, ALWAYS))).startswith("a:\n" if not within else "{{- if")


def test_a_list_item_whose_keys_may_all_be_absent_stops() -> None:
    item = mapping(("b", B, ETCD), ("c", C, KUBERNETES))
    with pytest.raises(ProblemsError) as caught:
        printed(mapping(("a", ListNode((Entry("x", item),)), ALWAYS)))
    assert str(caught.value) == (
        "calico[Job/a].a: expected a key of the list item that is always there, found conditions on all keys"
    )


TEXTS: tuple[str, ...] = (
    *("1e3", "0o17", "0400", "y", "no", "ON", "1_000", "1_0e1_0", "2024-01-01", "0x1f", ".5", "1:20", "~", "null", ""),
    *("true", "=", "<<", "- a", "a: b", "#a", "*a", "&a", "!a", "|", "%a", "@a", "`a", "'", '"', "[", "{", "}}", "\\n"),
    *(
        " a",
        "a ",
        "a\tb",
        "é",
        "✓",
        "\u2028",
        "\ufeff",
        "\x7f",
        "a\nb",
        "a\nb\n",
        "a\n\n",
        "\n",
        "\na",
        " a\nb",
        "\ta\nb",
    ),
    *("a \nb \n", "a\n \n", "a\r\nb\n", '{\n  "a": 1\n}\n', "#!/bin/sh\nset -e\n\nexit 0\n", "---\na\n", "...\n---"),
)


@pytest.mark.parametrize("name", ["helm4", "helm3"])
def test_every_scalar_survives_both_helms(name: str, tmp_path: Path) -> None:
    scalars: list[Tree] = [*TEXTS, True, False, None, 0, -1, 256, 1.5, 10**12, {}, []]
    data: dict[str, Tree] = {"items": scalars, "keys": {text: "x" for text in TEXTS if "\n" not in text}}
    data |= {f"k{at}": text for at, text in enumerate(scalars)} | {"nested": [{"t": text} for text in TEXTS]}
    tree: dict[str, Tree] = {"apiVersion": "v1", "kind": "A", "metadata": {"name": "a"}, "data": data}
    body = plain(tree)
    assert isinstance(body, MapNode)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.yaml").write_text(printed(body, conditions.given("true")), encoding="utf-8")
    (tmp_path / "Chart.yaml").write_text("apiVersion: v2\nname: x\nversion: 1.0.0\n", encoding="utf-8")
    rendered = RENDERERS.template(name, helm.Install(chart=tmp_path))
    assert canonical([*yamltree.load_documents(rendered, "the render")]) == canonical([tree])
