"""Edits JSON texts inside manifests at the places of their members, so that upstream's layout stays."""

import json
from collections.abc import Sequence
from itertools import groupby

from msgspec import Struct

from generator.base.json_spans import json_spans
from generator.features.conditions import ALWAYS, Condition, joined
from generator.template import nodes


class JsonEdit(Struct, frozen=True):
    """A template expression for a member's value, or with `name` a new member, `text` its value in template text,
    before the one at `path`, or with `instead` in its place."""

    path: tuple[str, ...]
    text: str
    name: str = ""
    condition: Condition = ALWAYS
    instead: bool = False


def _inserted(edit: JsonEdit) -> str:
    return f"{json.dumps(edit.name)}: {edit.text},"


def _insertion(edits: Sequence[JsonEdit], *, opened: bool) -> str:
    """New members before the same one, each condition said once.

    Behind a brace a space parts the action from it, which would be read as one token; the action takes it away again.
    """
    actions: list[str] = []
    for condition, members in groupby(edits, lambda edit: edit.condition):
        assert not condition.literals  # a member comes with a value, not with a feature
        texts = "".join(f"{_inserted(edit)} " for edit in members)
        actions.append(f"if {joined(condition.tests)} }}}}{texts}{{{{ end }}}}")
    start = " {{- " if opened else "{{ "
    return start + "{{ ".join(actions)


def _exchanged(text: str, edit: JsonEdit) -> list[tuple[tuple[int, int], str]]:
    """Return what surrounds a member that another one replaces, whatever is done to its value."""
    spans = json_spans(text)
    start, end = spans[*edit.path, "key"][0], spans[edit.path][1]
    opening = " {{- " if text[start - 1] == "{" else "{{ "
    other = f"{opening}if {joined(edit.condition.tests)} }}}}{json.dumps(edit.name)}: {edit.text}{{{{ else }}}}"
    return [((end, end), "{{ end }}"), ((start, start), other)]


def _edited_line(text: str, span: tuple[int, int], edits: Sequence[JsonEdit]) -> str:
    """One line of text with the edits of its members made in place."""
    spans = json_spans(text)
    pieces = [piece for edit in edits if edit.instead for piece in _exchanged(text, edit)]
    pieces += [(spans[edit.path], f"{{{{ {edit.text} }}}}") for edit in edits if not edit.name]
    inserted: dict[int, list[JsonEdit]] = {}
    for edit in edits:
        if edit.name and not edit.instead:
            inserted.setdefault(spans[(*edit.path, "key")][0], []).append(edit)
    pieces += [((at, at), _insertion(new, opened=text[at - 1] == "{")) for at, new in inserted.items()]
    start, end = span
    line = text[start:end]
    for (first, last), new in sorted(pieces, key=lambda piece: piece[0], reverse=True):
        line = line[: first - start] + new + line[last - start :]
    return line


def edit_json(text: str, edits: Sequence[JsonEdit]) -> nodes.Text:
    """The text as template lines; a member that comes on a line of its own is inserted as a line of its own."""
    spans = json_spans(text)
    lines: list[nodes.TextLine] = []
    start = 0
    for source in text.split("\n"):
        end = start + len(source)
        here = [edit for edit in edits if start <= spans[edit.path if not edit.name else (*edit.path, "key")][0] < end]
        own = [
            edit
            for edit in here
            if edit.name and not edit.instead and source.lstrip().startswith(json.dumps(edit.path[-1]))
        ]
        indent = source[: len(source) - len(source.lstrip())]
        lines += [nodes.TextLine(indent + _inserted(edit), edit.condition, edit.name) for edit in own]
        rest = [edit for edit in here if edit not in own]
        lines.append(nodes.TextLine(_edited_line(text, (start, end), rest) if rest else source, key=source.strip()))
        start = end + 1
    return nodes.Text(tuple(lines))
