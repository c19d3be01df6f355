"""Wraps what templates say into lines that a person can read, without a change to what they render."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

# The longest line of a template, and how long lines become that are wrapped.
LONGEST, WIDTH = 160, 120

_OPERAND = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|\s+|[^\s()"`]+|.')
_ACTION = re.compile(r'(\{\{-? ?/\*.*?\*/ ?-?\}\}|\{\{(?:"(?:[^"\\]|\\.)*"|`[^`]*`|[^"`])*?\}\})', re.DOTALL)
_WORD = re.compile(r"\{\{-? (\w+)")
# The action renders nothing, and takes away the end of its line and the white space behind that.
_CONTINUED = '{{ "" -}}'


def operands(expression: str) -> list[str]:
    """The operands of an expression, each with all that stands in its parentheses."""
    found, depth = [""], 0
    for part in _OPERAND.findall(expression):
        depth += (part == "(") - (part == ")")
        if part.isspace() and not depth:
            found.append("")
        else:
            found[-1] += part
    return [one for one in found if one]


def _pieces(literal: str, width: int) -> list[str]:
    """A literal as several that are the same together: texts end behind a word, others behind a bar or a comma."""
    quote, text = literal[0], literal[1:-1]
    found: list[str] = []
    while len(text) > width:
        if quote == '"':
            end = text.rfind(" ", 0, width) + 1 or text.find(" ") + 1 or len(text)
        else:
            end = text.rfind("|", 0, width) + 1 or text.rfind(",", 0, width) + 1 or width
        found.append(text[:end])
        text = text[end:]
    return [f"{quote}{piece}{quote}" for piece in (*found, text) if piece]


def _operand(text: str, pad: str) -> list[str]:
    """One operand that is too long for a line."""
    if text[0] in '"`':
        first, *rest = _pieces(text, WIDTH - len(pad) - 10)
        lines = [f"{pad}(print {first}", *(f"{pad}  {piece}" for piece in rest)]
        return [*lines[:-1], f"{lines[-1]})"] if rest else [f"{pad}{first}"]
    if text.startswith("(") and text.endswith(")"):
        first, *lines = laid_out(text[1:-1], pad)
        return [f"{pad}({first.removeprefix(pad)}", *lines[:-1], f"{lines[-1]})"] if lines else [f"{pad}{text}"]
    return [f"{pad}{text}"]


def laid_out(expression: str, pad: str = "") -> list[str]:
    """An expression, or an action of one, as lines: operands that do not fit stand below it, two spaces deeper."""
    if len(pad) + len(expression) <= WIDTH:
        return [f"{pad}{expression}"]
    if expression.startswith(("{{- /*", "{{/*")):
        return textwrap.wrap(expression, WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False)
    first, *rest = operands(expression)
    if not rest:
        return _operand(first, pad)
    if first == "dict":
        rest = [f"{key} {value}" for key, value in zip(rest[::2], rest[1::2], strict=True)]
    lines, fills = [f"{pad}{first}"], True
    for operand in rest:
        if operand.endswith("}}") or (fills and len(lines[-1]) + len(operand) < WIDTH):
            lines[-1] += f" {operand}"
        else:
            deeper = laid_out(operand, f"{pad}  ")
            fills = len(deeper) == 1
            lines += deeper
    return lines


def in_lines(expression: str, pad: str = "") -> str:
    """Return an expression of the template language as a text of several lines where it is long."""
    return "\n".join(laid_out(expression, pad))


def _clauses(parts: Sequence[str]) -> Iterator[str]:
    """The parts of a line, texts by their clauses."""
    for part in parts:
        clauses = [part] if part.startswith("{{") else re.split(r"(?<=[,;] )(?! )", part)
        yield from filter(None, clauses)


def _groups(parts: Iterable[str]) -> Iterator[str]:
    """The parts with what stands between an `if` and its `end` as one."""
    group, depth = "", 0
    for part in parts:
        word = _WORD.match(part)
        depth += bool(word and word[1] in {"if", "with", "range"}) - bool(word and word[1] == "end")
        group += part
        if not depth:
            yield group
            group = ""
    if group:
        yield group


def _is_action(text: str) -> bool:
    return _ACTION.split(text) == ["", text, ""]


def _filled(parts: Sequence[str], pad: str, now: str) -> Iterator[str]:
    """The lines that parts make behind what stands already; a part that is too long is divided by its own parts."""
    for part in parts:
        if len(now) + len(part) > WIDTH and now.strip() and not part.startswith(("{{-", " ")):
            yield f"{now}{_CONTINUED}"
            now = pad
        if len(now) + len(part) + len(_CONTINUED) <= LONGEST:
            now += part
        elif _is_action(part):
            first, *lines = laid_out(part, pad)
            *before, now = [now + first.removeprefix(pad), *lines]
            yield from before
        else:
            inner = [*_clauses(_ACTION.split(part))]
            inner = inner if len(inner) > 1 else re.split(r"(?<= )(?=[^ ])", part)
            *before, now = _filled(inner, pad, now) if len(inner) > 1 else [now + part]
            yield from before
    yield now


def _line(parts: Sequence[str]) -> Iterator[str]:
    """A line of actions and texts as lines."""
    line = "".join(parts)
    pad = line[: len(line) - len(line.lstrip())]
    if len(line) <= LONGEST or any("\n" in part for part in parts):
        yield line
    elif _is_action(line.strip()):
        yield from laid_out(line.strip(), pad)
    else:
        yield from _filled([*_groups(_clauses(parts))], pad, "")


def folded(text: str) -> str:
    """A template with no line that is too long, as far as its lines have somewhere to be divided."""
    if all(len(line) <= LONGEST for line in text.split("\n")):
        return text
    found: list[str] = []
    parts: list[str] = []
    for part in _ACTION.split(text):
        first, *lines = [part] if part.startswith("{{") else part.split("\n")
        parts.append(first)
        for line in lines:
            found += _line(parts)
            parts = [line]
    return "\n".join([*found, *_line(parts)])
