"""Draws texts by chance that something between values and objects could take for something else."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

# What YAML, Go templates, printf, regular expressions, JSON or a shell would each read in a way of their own.
NASTY = (
    "{{ .Values.x }}",
    "{{ fail `x` }}",
    "}}",
    "{{- end }}",
    "%",
    "%!s(<nil>)",
    "%s %d",
    "yes",
    "No",
    "on",
    "~",
    "null",
    "true",
    "1e3",
    "1.0",
    "-0",
    "0o17",
    "0x1F",
    "017",
    "1_000",
    "12:30:45",
    "2001-01-01",
    ".inf",
    "- a",
    "? a",
    "a: b",
    "a #b",
    "#",
    "&a",
    "*a",
    "!a",
    "|",
    ">-",
    "@a",
    "`a`",
    "'",
    '"',
    "'a' \"b\"",
    "\\",
    "\\n",
    "a\nb",
    "a\n",
    "\na",
    " a",
    "a ",
    "\ta",
    "a\r\nb",
    "---",
    "a\n---\nb",
    "...",
    "$(A)",
    "${A}",
    "$1",
    "[a]",
    "{a: b}",
    ",",
    "é ü 中文",
    "a\u00a0b",  # no blank to YAML, but one to Go
    "🙂",
    " ",
    "<b>&",
)
# Single characters of which texts are made: what is special above, control characters of YAML and others apart.
_CHARACTERS = "ab0:#'\"\\`{}[]<>|&*!%@$,.?~-_=/ \t\né中🙂"
LONGEST = 24


def _is_kept(text: str) -> bool:
    return text not in {"=", "<<"}


def texts(longest: int = LONGEST, least: int = 0) -> SearchStrategy[str]:
    """Texts that something on the way could take for something else.

    What is left out: `=` and `<<`, which Go's printers leave bare. Helm and Kubernetes read them back as the texts that
    they are, Python does not. As a key `<<` would merge, but no key of Kubernetes' objects may be called so.
    """
    known = [one for one in NASTY if least <= len(one) <= longest]
    by_chance = st.text(_CHARACTERS, min_size=least, max_size=min(longest, LONGEST)).filter(_is_kept)
    return st.sampled_from(known) | by_chance
