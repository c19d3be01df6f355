"""Prints a systemd unit in which every word of a command arrives as it is.

Systemd splits a command into words, reads escapes with backslashes as C does, and replaces specifiers (%) and variables
of its environment ($). A word with other than plain signs is therefore quoted and escaped.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.errors import problem
from generator.base.pages import render_page

_PAGE = Path(__file__).parent / "pages" / "unit.j2"

HOST_NAME = "%H"
"""The specifier of the host's name."""

_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "%": "%%", "$": "$$"}
_SPECIAL = re.compile(r'[\\"%$\x01-\x1f\x7f]')
# Characters that systemd refuses in texts: see unichar_is_valid in its sources.
_NO_TEXT = re.compile(
    "[\x00\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(end + part) for part in range(0, 0x110000, 0x10000) for end in (0xFFFE, 0xFFFF))
    + "]"
)


class Word(Struct, frozen=True):
    """A word of a command: a text, and behind it a specifier that systemd replaces."""

    text: str
    specifier: str = ""


class Command(Struct, frozen=True, kw_only=True):
    """A command: groups of words, one line a group. If it is `tolerated`, it may fail."""

    groups: Sequence[Sequence[Word]]
    tolerated: bool = False


class Unit(Struct, frozen=True, kw_only=True):
    """A service: what it is, the service that it needs, the paths that must exist, and its commands."""

    heading: str
    description: str
    needs: str
    files: Sequence[str]
    folders: Sequence[str]
    before: Sequence[Command]
    start: Command
    stop: Sequence[Command]


def command(*groups: Sequence[str], tolerated: bool = False) -> Command:
    """Return a command made of texts."""
    return Command(groups=tuple(tuple(map(Word, group)) for group in groups), tolerated=tolerated)


def _named(text: str) -> str:
    """What tells a text from others without what may be a secret: the name before an equals sign, and its length."""
    name, sign, _ = text.partition("=")
    return f"{name[:60] + sign!r} of {len(text)} characters" if sign else f"of {len(text)} characters"


def quoted(word: Word) -> str:
    """Return a word as a unit has it in a command. Raise ProblemsError for a word that no command can have."""
    if wrong := _NO_TEXT.search(word.text):
        raise problem(
            f"the text {_named(word.text)}",
            expected="characters that a command can have",
            found=f"U+{ord(wrong[0]):04X}",
            remedy="write the value without it",
        )
    written = _SPECIAL.sub(lambda sign: _ESCAPES.get(sign[0]) or f"\\x{ord(sign[0]):02x}", word.text) + word.specifier
    plain = _PLAIN.fullmatch(written) and "\\" not in written
    return written if plain else f'"{written}"'


def _command(line: Command) -> str:
    groups = [" ".join(map(quoted, group)) for group in line.groups if group]
    return ("-" if line.tolerated else "") + " \\\n  ".join(groups)


def _path(path: str) -> str:
    """Return a path as a unit has it in a condition: with specifiers, but without quotes and escapes."""
    if path != path.strip() or not path.startswith("/") or re.search(r"[\x00-\x1f\x7f]", path):
        expected = "an absolute path without control characters and without spaces at its ends"
        raise problem(f"the path {path!r}", expected=expected, found="another")
    return path.replace("%", "%%")


def unit_text(unit: Unit) -> str:
    """Return the text of the unit."""
    return render_page(_PAGE, {"unit": unit, "path": _path, "command": _command})
