"""Every text of JSON has spans, whatever YAML would make of it, and what a template cannot hold is named."""

import json

import pytest

from generator.base.json_spans import json_spans, unheld

TEXTS = {
    "lists and objects": '{"a": [1, "b"],\n "c": {"d": 2}}',
    "space": ' {\t"a" :\r\n[ ] , "b":{ }, "c" : [ 1 ,2 ] }\n',
    "an escaped emoji": '{"a": "\\ud83d\\ude00", "\\ud83d\\ude00": [1]}',
    "half a pair": '{"a": "\\ud800"}',
    "a raw delete": '{"a": "\x7f"}',
    "a long name": '{"%s": {"b": null}}' % ("k" * 2000),
    "what YAML reads otherwise": '{"a": "b: c #", "*x": 1e3, "-": -0.5E-2, "?": true, "\\"": "\\\\"}',
    "as deep as it may be": '{"a":' + "[" * 99 + "]" * 99 + "}",
    "an empty name": '{"": {"": 1}}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_spans_say_where_values_and_names_stand(text: str) -> None:
    for path, (start, end) in json_spans(text).items():
        *steps, last = path or ("",)
        value = json.loads(text)
        for step in path if last != "key" else steps[:-1]:
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert json.loads(text[start:end]) == (steps[-1] if last == "key" else value), path


def test_values_and_names_have_spans() -> None:
    assert [*json_spans(TEXTS["lists and objects"])] == [
        *[(), ("a", "key"), ("a",), ("a", "0"), ("a", "1")],
        *[("c", "key"), ("c",), ("c", "d", "key"), ("c", "d")],
    ]


@pytest.mark.parametrize(
    ("text", "value", "found"),
    [
        ('{"a": "\u00a0é\U0001f600\\ud800"}\n\t', "é", ""),
        ('{"a": "\x7f"}', 1, "the character U+007F in it"),
        ('{"a": 1}\r\n', 1, "the character U+000D in it"),
        ('{"a": "\u2028"}', 1, "the character U+2028 in it"),
        ('{"a": "\\ud800"}', "\ud800", 'half a surrogate pair, "\\ud800"'),
    ],
)
def test_what_a_template_cannot_hold_is_named(text: str, value: str | int, found: str) -> None:
    assert unheld(text, value) == found
