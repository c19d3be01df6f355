"""ChainsPlugins: the plugins behind the first one, guarded, added, and parted by the commas that are needed."""

import json
from itertools import product

import pytest
from msgspec.structs import replace

from generator.features.conditions import when
from generator.settings.actions.chaining import Chained, ChainsPlugins
from generator.template.nodes import Entry, MapNode, Text, TextLine
from tests.catalogues import applied, refused, row
from tests.trees import document

CHAIN = ChainsPlugins(
    plugins=(
        Chained(type="b", kept="ne .Values.b 1"),
        Chained(type="c", kept="ne .Values.c 1", added=".Values.c", text='{"type": "c"}'),
        Chained(type="d", added=".Values.d", text='{"type": "d"}'),
    )
)
LINES = [
    "{",
    '"plugins": [',
    "  {",
    '    "type": "a"',
    "  },",
    "  {",
    '    "type": "b",',
    '    "x": {}',
    "  }",
    "]",
    "}",
]
WRONG = [
    pytest.param("a b", id="no list"),
    pytest.param('{"plugins": [{"type": "a"}]}', id="a list on one line"),
    pytest.param('{\n"plugins": [\n  {"type": "a"}\n]\n}', id="a plugin on one line"),
    pytest.param('{\n"plugins": [\n  {\n  "type": "a"\n  }, {\n  "type": "b"\n  }\n]\n}', id="two braces on one line"),
    pytest.param('{\n"plugins": [\n]\n}', id="no plugin"),
]


def of(text: str) -> str:
    """The template of an object with a text."""
    [made] = applied([document("Job/a", json.dumps({"a": text}))], row("Job/a a", CHAIN))
    return made


@pytest.mark.parametrize("ending", ["", "\n"], ids=["chomped", "with its end"])
def test_upstreams_plugins_are_guarded_and_others_follow(ending: str) -> None:
    made = of("\n".join(LINES) + ending).split("\n")
    assert made[0] == ("a: |" if ending else "a: |-")
    assert [line.strip() for line in made[5:-1]] == [
        "}{{ if or (ne .Values.b 1) .Values.c .Values.d }},{{ end }}",
        "{{- if ne .Values.b 1 }}",
        "{",
        '"type": "b",',
        '"x": {}',
        "}{{ if or .Values.c .Values.d }},{{ end }}",
        "{{- end }}",
        "{{- if .Values.c }}",
        '{"type": "c"}{{ if .Values.d }},{{ end }}',
        "{{- end }}",
        "{{- if .Values.d }}",
        '{"type": "d"}',
        "{{- end }}",
        "]",
        "}",
    ]


def test_a_plugin_that_no_value_knows_keeps_its_commas() -> None:
    text = "\n".join(LINES).replace('"type": "b"', '"type": "z"')
    made = of(text)
    assert '  },\n    {\n      "type": "z",' in made
    assert "}{{ if or .Values.c .Values.d }},{{ end }}" in made


def test_a_list_of_some_variants_is_that_of_them() -> None:
    etcd = when(datastore="etcd")
    lines = tuple(TextLine(line, etcd, line.strip()) for line in LINES)
    found = replace(document("Job/a", "{a: b}"), body=MapNode((Entry("a", Text((TextLine("x", key="x"), *lines))),)))
    [made] = applied([found], row("Job/a a", CHAIN))
    assert made.count('{{- if eq .Values.calico.datastore "etcd" }}') == 1


@pytest.mark.parametrize("text", WRONG)
def test_another_layout_stops(text: str) -> None:
    [problem] = refused([document("Job/a", json.dumps({"a": text}))], row("Job/a a", CHAIN))
    assert "say whether b and c and d follow the first plugin" in problem
    assert "no CNI configuration with the braces of its plugins on lines of their own" in problem


def test_a_brace_of_some_variants_only_stops() -> None:
    for index in (2, 4, 9):
        lines = [TextLine(line, key=line.strip()) for line in LINES]
        lines[index] = replace(lines[index], condition=when(datastore="etcd"))
        found = replace(document("Job/a", "{a: b}"), body=MapNode((Entry("a", Text(tuple(lines))),)))
        assert len(refused([found], row("Job/a a", CHAIN))) == 1


def test_every_choice_has_the_commas_that_json_wants() -> None:
    made = of("\n".join(LINES))
    for kept, added, last in product((True, False), repeat=3):
        true = {"ne .Values.b 1": kept, ".Values.c": added, ".Values.d": last}
        shown: list[bool] = []
        text = ""
        for line in made.split("\n")[1:]:
            action = line.strip()
            if action.startswith("{{- if"):
                shown.append(true[action.removeprefix("{{- if ").removesuffix(" }}")])
            elif action == "{{- end }}":
                shown.pop()
            elif all(shown):
                start, mark, condition = line.partition("{{ if ")
                tests = [test for test in true if test in condition]
                text += start + ("," if mark and any(true[test] for test in tests) else "") + "\n"
        types = ["a", *(["b"] if kept else []), *(["c"] if added else []), *(["d"] if last else [])]
        assert [plugin["type"] for plugin in json.loads(text)["plugins"]] == types
