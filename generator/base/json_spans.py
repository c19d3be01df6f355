"""Finds each value of a JSON text, and what of it a template cannot hold."""

import json
import re

from generator.base.trees import Steps, Tree

Span = tuple[int, int]

_READ = json.JSONDecoder().raw_decode
_SPACE = re.compile(r"[ \t\r\n]*")
# Characters that YAML allows only as escapes: control characters, and what some reader takes for the end of a line.
_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


def _skipped(text: str, start: int) -> int:
    """Return the end of the white space that starts there."""
    space = _SPACE.match(text, start)
    return space.end() if space else start


def _read_member(text: str, start: int, at: Steps, spans: dict[Steps, Span]) -> int:
    name, end = _READ(text, start)
    spans[*at, name, "key"] = (start, end)
    return _read(text, _skipped(text, end) + 1, (*at, name), spans)


def _read(text: str, start: int, at: Steps, spans: dict[Steps, Span]) -> int:
    """Record the value that starts there and all values in it, and return its end."""
    start = end = _skipped(text, start)
    spans[at] = (start, start)
    if text[start] not in "{[":
        _, end = _READ(text, start)
    else:
        end, number = _skipped(text, start + 1), 0
        while text[end] not in "}]":
            is_member = text[start] == "{"
            end = _read_member(text, end, at, spans) if is_member else _read(text, end, (*at, str(number)), spans)
            end, number = _skipped(text, end), number + 1
            end = _skipped(text, end + 1) if text[end] == "," else end
        end += 1
    spans[at] = (start, end)
    return end


def json_spans(text: str) -> dict[Steps, Span]:
    """Return start and end, in characters, of each value of a JSON text; `(*path, "key")` is the name of a member.

    The text must be one that `is_json` accepts.
    """
    spans: dict[Steps, Span] = {}
    _read(text, 0, (), spans)
    return spans


def unheld(text: str, value: Tree) -> str:
    """Return what a template cannot hold of a JSON text, or of the value that is edited there; empty if it can hold
    all.
    """
    if found := _UNHELD.search(text):
        return f"the character U+{ord(found[0]):04X} in it"
    is_half = isinstance(value, str) and any("\ud800" <= char <= "\udfff" for char in value)
    return f"half a surrogate pair, {json.dumps(value)}" if is_half else ""
