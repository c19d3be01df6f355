"""JSON texts keep upstream's layout, to the space, until a value is set; then they are JSON still."""

import json
from collections.abc import Mapping as Map
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.trees import Tree
from generator.features import conditions
from generator.features.conditions import ALWAYS
from generator.features.manifests import FEATURES
from generator.settings.json_text import JsonEdit, edit_json
from generator.template.nodes import Entry, MapNode, Scalar, Template
from generator.template.printing import emit
from generator.tools import helm
from tests.helms import RENDERERS

NEW = conditions.given(".Values.new")
EDITS = (
    JsonEdit(("Network",), '.Values.network | default "10.244.0.0/16" | toJson'),
    JsonEdit(("Backend",), "true", "EnableIPv6", NEW),
    JsonEdit(("Backend",), "{{ .Values.new | toJson }}", "IPv6Network", NEW),
    JsonEdit(("Backend", "Type"), "1450", "MTU", NEW),
    JsonEdit(("Backend", "Type"), "{{ .Values.list | toJson }}", "List", conditions.given(".Values.list")),
    JsonEdit(("Backend", "Type"), '.Values.type | default "vxlan" | toJson'),
)
TEXTS = {
    "one-line": '{ "Network": "10.244.0.0/16", "Backend": {"Type": "vxlan"} }',
    "compact": '{"Network":"10.244.0.0/16","Backend":{"Type":"vxlan"}}',
    "several-lines": '{\n  "Network": "10.244.0.0/16",\n  "Backend": {\n    "Type": "vxlan"\n  }\n}\n',
    "mixed": '{\n"Network" : "10.244.0.0/16"  ,\n\n "Backend": { "Type"  : "vxlan"}\n}',
    "tabs": '{\n\t"Network": "10.244.0.0/16",\n\t"Backend": {\n\t\t"Type": "vxlan"\n\t}\n}\n',
    "brace-on-its-line": '{ "Network": "10.244.0.0/16",\n  "Backend":\n  {\n    "Type": "vxlan"\n  } }',
    "the-member-in-a-line-with-its-brace": '{\n  "Network": "10.244.0.0/16", "Backend": {\n    "Type": "vxlan" }\n}',
}
UNCHANGED: Map[str, Tree] = {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan"}}


@pytest.fixture(scope="module", name="chart")
def _chart(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chart that renders every text after all edits."""
    folder = tmp_path_factory.mktemp("chart")
    data = MapNode(tuple(Entry(name, edit_json(text, EDITS)) for name, text in TEXTS.items()))
    body = MapNode((Entry("kind", Scalar("A")), Entry("data", data)))
    text = emit(Template(project="calico", name="A/a", condition=ALWAYS, body=body), "b", FEATURES)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: x\nversion: 1.0.0\n", encoding="utf-8")
    (folder / "templates").mkdir()
    (folder / "templates" / "a.yaml").write_text(text, encoding="utf-8")
    return folder


def rendered(chart: Path, values: Map[str, Tree], folder: Path) -> Map[str, Tree]:
    """The texts as helm renders them."""
    path = folder / "values.yaml"
    path.write_text(json.dumps(dict(values)), encoding="utf-8")
    text = RENDERERS.template("helm4", helm.Install(chart=chart, values=(path,)))
    [document] = yamltree.load_documents(text, "the render")
    assert isinstance(document["data"], dict)
    return document["data"]


def test_without_values_the_texts_are_upstreams(chart: Path, tmp_path: Path) -> None:
    assert rendered(chart, {}, tmp_path) == TEXTS


def test_with_values_the_texts_are_json_with_the_members_in_place(chart: Path, tmp_path: Path) -> None:
    values: Map[str, Tree] = {"network": 'a"\\b', "type": "host-gw", "new": "fd00::/48", "list": ["a", {"b": False}]}
    found = rendered(chart, values, tmp_path)
    backend = {"MTU": 1450, "List": ["a", {"b": False}], "Type": "host-gw"}
    expected = {"Network": 'a"\\b', "EnableIPv6": True, "IPv6Network": "fd00::/48", "Backend": backend}
    for name, text in found.items():
        assert json.dumps(json.loads(str(text))) == json.dumps(expected), name


def test_lines_can_be_addressed_as_upstream_has_them() -> None:
    text = edit_json(TEXTS["several-lines"], EDITS)
    keys = [line.key for line in text.lines]
    assert keys[:3] == ["{", '"Network": "10.244.0.0/16",', "EnableIPv6"]


def test_new_members_of_a_line_say_their_condition_once() -> None:
    [line] = edit_json(TEXTS["compact"], EDITS).lines
    assert line.text == (
        '{"Network":{{ .Values.network | default "10.244.0.0/16" | toJson }},'
        '{{ if .Values.new }}"EnableIPv6": true, "IPv6Network": {{ .Values.new | toJson }}, {{ end }}'
        '"Backend":{ {{- if .Values.new }}"MTU": 1450, {{ end }}'
        '{{ if .Values.list }}"List": {{ .Values.list | toJson }}, {{ end }}'
        '"Type":{{ .Values.type | default "vxlan" | toJson }}}}'
    )
