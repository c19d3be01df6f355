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

# What would end a line of a unit, or take the next one to it.
_NO_PATH = re.compile(r"[\x00-\x1f\x7f]|(?<!\\)(?:\\\\)*\\$")
# The longest word that Linux starts a program with, MAX_ARG_STRLEN with the zero at its end, and the longest line that
# systemd reads, LONG_LINE_MAX.
_LONGEST_WORD, _LONGEST_LINE = 32 * 4096 - 1, 1024 * 1024
_NAMED = re.compile(r"((-*)[A-Za-z_][A-Za-z0-9_.-]*)=.*", re.S)


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
    """Return how a message names a word: a variable or an argument without its value, which may be a secret."""
    if named := _NAMED.fullmatch(text):
        return f"the {'argument' if named[2] else 'variable'} {named[1]}"
    return f"the text of {len(text)} characters"


def _check(word: Word) -> None:
    """Raise ProblemsError for a word that no command can have."""
    if wrong := _NO_TEXT.search(word.text):
        raise problem(
            _named(word.text),
            expected="characters that a command can have",
            found=f"U+{ord(wrong[0]):04X}",
            remedy="write the value without it",
        )
    if (size := len(word.text.encode("utf-8"))) > _LONGEST_WORD:
        expected = f"{_LONGEST_WORD} bytes at most with its name, as Linux starts no program with more"
        raise problem(_named(word.text), expected=expected, found=str(size), remedy="shorten the value")


def quoted(word: Word) -> str:
    """Return a word as a unit has it in a command. Raise ProblemsError for a word that no command can have."""
    _check(word)
    written = _SPECIAL.sub(lambda sign: _ESCAPES.get(sign[0]) or f"\\x{ord(sign[0]):02x}", word.text) + word.specifier
    plain = _PLAIN.fullmatch(written) and "\\" not in written
    return written if plain else f'"{written}"'


def _command(line: Command) -> str:
    groups = [" ".join(map(quoted, group)) for group in line.groups if group]
    text = ("-" if line.tolerated else "") + " \\\n  ".join(groups)
    if (size := len(text.encode("utf-8"))) > _LONGEST_LINE:
        where = f"the command {' '.join(word.text for word in line.groups[0][:2])}"
        expected = f"{_LONGEST_LINE} bytes at most, as systemd reads no longer line"
        raise problem(where, expected=expected, found=str(size), remedy="shorten its variables and arguments")
    return text


def _path(path: str) -> str:
    """Return a path as a unit has it in a condition: with specifiers, but without quotes and escapes."""
    if path != path.strip() or not path.startswith("/") or _NO_PATH.search(path):
        expected = "an absolute path without control characters, spaces at its ends and an odd backslash at its end"
        raise problem(f"the path {path!r}", expected=expected, found="another", remedy="mount it by another name")
    return path.replace("%", "%%")


def unit_text(unit: Unit) -> str:
    """Return the text of the unit."""
    return render_page(_PAGE, {"unit": unit, "path": _path, "command": _command})
