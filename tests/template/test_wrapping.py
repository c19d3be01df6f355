"""Long lines of templates are divided where that changes nothing of what they render."""

import pytest

from generator.template.wrapping import LONGEST, WIDTH, folded, laid_out, operands

SHORT = [
    "key: value",
    "{{- if .Values.a }}",
    "#" * LONGEST,
    '{{- /* a comment with a " and a ` */ -}}',
]
LONG = "some.words.of.a.path"
EXPRESSIONS = {
    "operands that do not fit": (
        f'{{{{- if and (eq .{LONG} "a") (eq .{LONG} "b") (eq .{LONG} "c") (eq .{LONG} "d") (eq .{LONG} "e") }}}}',
        [
            f'  {{{{- if and (eq .{LONG} "a") (eq .{LONG} "b") (eq .{LONG} "c")',
            f'    (eq .{LONG} "d") (eq .{LONG} "e") }}}}',
        ],
    ),
    "an operand that is too long itself": (
        f"printf (list {LONG} {LONG} {LONG} {LONG} {LONG} {LONG} {LONG}) b",
        [
            "  printf",
            f"    (list {' '.join([LONG] * 5)}",
            f"      {LONG} {LONG})",
            "    b",
        ],
    ),
    "a dictionary, in pairs": (
        "dict " + " ".join(f'"{name}" .{LONG}.{name}' for name in "abcde"),
        [
            f'  dict "a" .{LONG}.a "b" .{LONG}.b "c" .{LONG}.c "d" .{LONG}.d',
            f'    "e" .{LONG}.e',
        ],
    ),
    "a text": (
        '"' + "many words " * 12 + '%s \\"\\\\ end"',
        ['  (print "' + "many words " * 9 + 'many "', '    "words ' + "many words " * 2 + '%s \\"\\\\ end")'],
    ),
    "a pattern, behind a bar": (
        "`^(" + "|".join(["[a-z0-9]+"] * 14) + ")$`",
        ["  (print `^(" + "[a-z0-9]+|" * 10 + "`", "    `" + "|".join(["[a-z0-9]+"] * 4) + ")$`)"],
    ),
    "a word that cannot be divided": ('"' + "x" * 150 + '"', ['  "' + "x" * 150 + '"']),
}
LINES = {
    "clauses of a text": (
        '  - "' + "one two; " * 20 + 'end"',
        ['  - "' + "one two; " * 12 + '{{ "" -}}', "  " + "one two; " * 8 + 'end"'],
    ),
    "groups of actions": (
        f"  {{{{ if .a }}}}{'a' * 50}{{{{ end }}}}{{{{ if .b }}}}{'b' * 70}{{{{ end }}}}",
        [f'  {{{{ if .a }}}}{"a" * 50}{{{{ end }}}}{{{{ "" -}}}}', f"  {{{{ if .b }}}}{'b' * 70}{{{{ end }}}}"],
    ),
    "a comment": (
        '{{- /* a " and a ` of ' + "many words " * 14 + "*/ -}}",
        ['{{- /* a " and a ` of ' + "many words " * 8 + "many words", "many words " * 5 + "*/ -}}"],
    ),
    "no place before white space that an action trims": (
        "x" * 100 + " {{- if .a }}" + "y" * 60 + "{{ end }}",
        ["x" * 100 + " {{- if .a }}" + '{{ "" -}}', "y" * 60 + "{{ end }}"],
    ),
}


@pytest.mark.parametrize("line", SHORT, ids=lambda line: line[:20])
def test_what_is_short_enough_stays(line: str) -> None:
    assert folded(f"a\n{line}\nb\n") == f"a\n{line}\nb\n"


@pytest.mark.parametrize(("expression", "lines"), EXPRESSIONS.values(), ids=EXPRESSIONS)
def test_an_expression_is_laid_out(expression: str, lines: list[str]) -> None:
    assert laid_out(expression, "  ") == lines


@pytest.mark.parametrize(("line", "lines"), LINES.values(), ids=LINES)
def test_a_line_is_folded(line: str, lines: list[str]) -> None:
    assert folded(f"a\n{line}\nb").split("\n") == ["a", *lines, "b"]


def test_an_action_of_several_lines_stays() -> None:
    text = "{{- range list\n" + '  "a" ' * 40 + "\n}}\n"
    assert folded(text) == text


def test_operands_keep_what_is_in_parentheses_and_quotes() -> None:
    assert operands('and (not (a "b )")) `c (`  ((d).e) "f \\" g"') == [
        "and",
        '(not (a "b )"))',
        "`c (`",
        "((d).e)",
        '"f \\" g"',
    ]


def test_the_widths() -> None:
    assert WIDTH < LONGEST
