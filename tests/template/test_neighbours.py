"""No template of the chart has an `if` right behind another one that it contradicts or repeats."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.paths import CHART

ACTION = re.compile(r"^(\s*)\{\{- (if|else if|else|range|with|define|end)(?: (.*?))? -?\}\}$")
# An action of several lines.
LONG = re.compile(r"\{\{- (?:[^}]|\}(?!\}))*\n(?:[^}]|\}(?!\}))*\}\}")
COMPARED = re.compile(r'(eq|ne) (\S+) "([^"]*)"')
GENERATED = sorted(
    path for folder in ("calico", "canal", "flannel") for path in (CHART / "templates" / folder).rglob("*.yaml")
)


def parts(condition: str) -> frozenset[str]:
    """What must hold together for a condition to hold."""
    if not condition.startswith("and "):
        return frozenset({condition})
    return frozenset(one.strip("()") for one in re.findall(r"\([^()]*\)|\S+", condition.removeprefix("and ")))


def contradict(one: str, other: str) -> bool:
    """Whether two tests never hold together."""
    if f"not {one}" == other or f"not {other}" == one:
        return True
    mine, others = COMPARED.fullmatch(one), COMPARED.fullmatch(other)
    if not mine or not others or mine[2] != others[2]:
        return False
    same = mine[3] == others[3]
    return not same if mine[1] == others[1] == "eq" else same and mine[1] != others[1]


def needless(closed: Sequence[str], opened: str) -> bool:
    """Whether the conditions of a chain that just ended say one of an `if` behind it, or its contrary."""
    return any(
        parts(one) == parts(opened) or any(contradict(mine, test) for mine in parts(one) for test in parts(opened))
        for one in closed
    )


def needless_ifs(text: str) -> Iterator[str]:
    """The lines of a template that open an `if` which the chain that ended on the line before could have taken."""
    open_blocks: list[list[str]] = []
    closed: tuple[str, list[str]] = ("", [])
    whole = LONG.sub(lambda action: " ".join(action[0].split()), text)
    for number, line in enumerate(whole.splitlines(), 1):
        found = ACTION.match(line)
        before, closed = closed, ("", [])
        if not found:
            continue
        pad, word, condition = found[1], found[2], found[3] or ""
        if word == "end":
            closed = (pad, open_blocks.pop())
        elif word.startswith("else"):
            open_blocks[-1] += [condition] if condition else []
        else:
            if word in {"if", "with"} and before[0] == pad and needless(before[1], condition):
                yield f"line {number}: {line.strip()}"
            open_blocks.append([condition] if word == "if" else [])


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.relative_to(CHART / "templates").as_posix())
def test_no_if_stands_behind_one_that_it_contradicts(path: Path) -> None:
    assert list(needless_ifs(path.read_text(encoding="utf-8"))) == []


CANARIES = [
    pytest.param("if .a", "if not .a", True, id="set and not set"),
    pytest.param("if .a", "if .a", True, id="the same twice"),
    pytest.param('if eq .a "x"', 'if eq .a "y"', True, id="two words"),
    pytest.param('if eq .a "x"', 'if ne .a "x"', True, id="a word and any other"),
    pytest.param('if and (eq .a "x") .b', 'if and (eq .a "y") .c', True, id="in part"),
    pytest.param('if eq .a "x"', 'if eq .b "y"', False, id="other values"),
    pytest.param("if .a", "if .b", False, id="other switches"),
    pytest.param("range .a", "if .a", False, id="a loop"),
]


@pytest.mark.parametrize(("first", "second", "found"), CANARIES)
def test_an_if_that_could_be_an_else_is_found(first: str, second: str, found: bool) -> None:
    text = f"  {{{{- {first} }}}}\n  x\n  {{{{- end }}}}\n  {{{{- {second} }}}}\n  y\n  {{{{- end }}}}\n"
    assert list(needless_ifs(text)) == ([f"line 4: {{{{- {second} }}}}"] if found else [])


def test_an_if_behind_a_chain_is_compared_with_each_of_its_cases() -> None:
    text = "{{- if .a }}\nx\n{{- else if .b }}\ny\n{{- end }}\n{{- if not .b }}\nz\n{{- end }}\n"
    assert list(needless_ifs(text)) == ["line 6: {{- if not .b }}"]
    assert list(needless_ifs(text.replace("\n{{- if not", "\nc\n{{- if not"))) == []
