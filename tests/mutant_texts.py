"""Makes small edits of texts that are no Python: templates of the chart, and shell scripts of the node bundle."""

import re
import subprocess
from collections.abc import Iterator, Mapping

from tests.mutant_python import Change

_SWAPS: Mapping[str, tuple[str, str]] = {
    "eq": ("another comparison", "ne"),
    "ne": ("another comparison", "eq"),
    "gt": ("another comparison", "ge"),
    "ge": ("another comparison", "gt"),
    "lt": ("another comparison", "le"),
    "le": ("another comparison", "lt"),
    "and": ("and for or", "or"),
    "or": ("and for or", "and"),
    "first": ("the other end", "last"),
    "last": ("the other end", "first"),
    "rest": ("the other end", "initial"),
    "trimPrefix": ("the other end", "trimSuffix"),
    "trimSuffix": ("the other end", "trimPrefix"),
}
# Words of Go templates: the kind of edit, what it finds, what it puts in that place.
WORDS = (
    *((kind, re.compile(rf"(?<![\w.$/-]){word}(?![\w./-])"), other) for word, (kind, other) in _SWAPS.items()),
    ("a not less", re.compile(r"(?<![\w.$/-])not (?=[(.$i])"), ""),
)
_GO_COMMENT = re.compile(r"\{\{-? /\*.*?\*/ -?\}\}|\[#.*?#\]", re.DOTALL)
_GO_ACTION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_GO_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`]*`|\[\[.*?\]\]|\[%.*?%\]', re.DOTALL)
_GO_IF = re.compile(r"(?<=if )(?!not )[^{}\n]+?(?= -?\}\})")
_GO_NUMBER = re.compile(r"(?<=index [.(] )[0-9]|(?<= )[0-9]{1,5}(?=[ )])")
_GO_VALUE = re.compile(r"\.Values(?:\.\w+)+")
_GO_PIPE = re.compile(r" \| (?:trim|compact|uniq|sortAlpha)\b")
_JINJA_IF = re.compile(r"(?<=\[% if )(?!not )[^%\n]+?(?= %\])")
_YAML = re.compile(r"^ *[A-Za-z][\w./-]*: (?!\|).+$", re.MULTILINE)

_HERE = re.compile(r"<<'?EOF'?\n.*?\nEOF\n", re.DOTALL)
_QUOTED = re.compile(r"\\.|'[^']*'|\"(?:\\.|[^\"\\])*\"|(?:^|(?<=\s))#[^\n]*", re.DOTALL | re.MULTILINE)
_OPERATORS: Mapping[str, tuple[str, str]] = {
    " = ": ("another test", " != "),
    " != ": ("another test", " = "),
    " -eq ": ("another test", " -ne "),
    " -ne ": ("another test", " -eq "),
    " -ge ": ("another test", " -gt "),
    " -gt ": ("another test", " -ge "),
    "[ -n ": ("another test", "[ -z "),
    "[ -z ": ("another test", "[ -n "),
    "[ -f ": ("another test", "[ -d "),
    "[ -d ": ("another test", "[ -f "),
    "[ -e ": ("another test", "[ ! -e "),
    " && ": ("&& for ||", " || "),
    " || ": ("&& for ||", " && "),
    " ||\n": ("&& for ||", " &&\n"),
    "[ ! ": ("a negation less", "[ "),
    "=true": ("true for false", "=false"),
    "=false": ("true for false", "=true"),
    "return 0": ("another status", "return 1"),
    "return 1": ("another status", "return 0"),
    "exit 1": ("another status", "exit 0"),
    "exit 2": ("another status", "exit 1"),
    "exit 0": ("another status", "exit 1"),
}
_FUNCTION = re.compile(r"^([a-z_]+)\(\)", re.MULTILINE)
_COMMAND = re.compile(r"^ *(chmod|rm|mkdir|trap|kill|run) [^\\\n;]*[^\\\n;|&]$", re.MULTILINE)
_OPTIONS = re.compile(r"\b(?:cmp|cp|grep|mktemp|mv|rm|tar|tr|wget) -[A-Za-z]+([A-Za-z])(?= )")
_BRANCH = re.compile(r"^ *[a-z][\w |-]*\) [^\n]+ ;;$", re.MULTILINE)


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    """Return the text with a zero for each character of what the pattern finds, lines apart."""
    return pattern.sub(lambda found: re.sub("[^\n]", "\0", found[0]), text)


def _actions(text: str) -> str:
    """Return the code in a template's actions, everything else blanked."""
    plain = _blanked(_blanked(text, _GO_COMMENT), _GO_TEXT)
    kept, end = "", 0
    for found in _GO_ACTION.finditer(plain):
        kept += re.sub("[^\n]", "\0", plain[end : found.start()]) + found[0]
        end = found.end()
    return kept + re.sub("[^\n]", "\0", plain[end:])


def _cyclic(names: list[str]) -> dict[str, str]:
    return dict(zip(names, [*names[1:], *names[:1]], strict=True)) if len(names) > 1 else {}


def _in_actions(code: str) -> Iterator[Change]:
    """Edits of the code of a template."""
    for kind, pattern, other in WORDS:
        for found in pattern.finditer(code):
            yield Change(kind=kind, start=found.start(), end=found.end(), text=other)
    for found in _GO_NUMBER.finditer(code):
        yield Change(kind="off by one", start=found.start(), end=found.end(), text=str(int(found[0]) + 1))
    for found in _GO_PIPE.finditer(code):
        yield Change(kind="a function less", start=found.start(), end=found.end(), text="")
    others = _cyclic(list(dict.fromkeys(_GO_VALUE.findall(code))))
    for found in _GO_VALUE.finditer(code):
        if found[0] in others:
            yield Change(kind="another value", start=found.start(), end=found.end(), text=others[found[0]])


def template_changes(text: str) -> Iterator[Change]:
    """Yield every change that the edits make in a template: in its code, its conditions, and its lines of YAML."""
    code, plain = _actions(text), _blanked(text, _GO_COMMENT)
    yield from _in_actions(code)
    for found in (one for whole in (_GO_IF.finditer(code), _JINJA_IF.finditer(plain)) for one in whole):
        old = text[found.start() : found.end()]
        yield Change(kind="a condition turned round", start=found.start(), end=found.end(), text=f"not ({old})")
    for found in _YAML.finditer(plain):
        yield Change(kind="a line less", start=found.start(), end=found.end(), text="")


def shell_changes(text: str) -> Iterator[Change]:
    """Yield every change that the edits make in a shell script, outside of its texts and comments."""
    code = _blanked(_blanked(text, _HERE), _QUOTED)
    for old, (kind, new) in _OPERATORS.items():
        for found in re.finditer(rf"{re.escape(old)}(?<!\w(?=\w))", code):
            end = found.end() - old.count("\n")
            yield Change(kind=kind, start=found.start(), end=end, text=new.rstrip("\n"))
    steps = re.compile(rf"^ *({'|'.join(_FUNCTION.findall(code)) or '(?!)'})$", re.MULTILINE)
    for found in (one for whole in (steps.finditer(code), _COMMAND.finditer(code)) for one in whole):
        yield Change(kind="a step less", start=found.start(), end=found.end(), text=":")
    for found in _OPTIONS.finditer(code):
        yield Change(kind="an option less", start=found.start(1), end=found.end(1), text="")
    for found in _BRANCH.finditer(code):
        yield Change(kind="a case less", start=found.start(), end=found.end(), text="")


def is_shell(text: str) -> bool:
    """Report whether a shell reads the text."""
    return subprocess.run(["/bin/sh", "-n"], input=text.encode(), capture_output=True, check=False).returncode == 0
