"""Turns the forms of texts into rules of the chart: one a form, with the values that have it."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.settings.kind import Form
from generator.settings.setting import Setting
from generator.settings.strict_schema import OPEN_SECTIONS
from generator.settings.tables.patterns import PIECES

# Characters of patterns that no template should hold, as RE2 says them.
_ESCAPES = {"\n": r"\n", "\t": r"\t", "\0": r"\x00", "\x1f": r"\x1f", "\x7f": r"\x7f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRule:
    """A form, its pattern in the chart's short words, and the values of that form: path and template expression."""

    form: Form
    pattern: str
    values: tuple[tuple[str, str], ...]


def short(pattern: str) -> str:
    """The pattern with the names of what many patterns have in common, and no line's end in it."""
    for name, piece in PIECES.items():
        pattern = pattern.replace(piece, name) if pattern != piece else pattern
    return "".join(_ESCAPES.get(character, character) for character in pattern)


def short_pieces() -> dict[str, str]:
    """The pieces by name, each with the names of those behind it."""
    return {name: short(piece) for name, piece in PIECES.items()}


def _value(path: str) -> tuple[str, str]:
    """The path and the expression of a value: a part of images stands for that of all roles, `global` may be null."""
    section, _, part = path.partition(".")
    if section == "images":
        return "images", f"$images.{part.rpartition('.')[2]}"
    return path, f"(.Values.{section}).{part}" if section in OPEN_SECTIONS else f".Values.{path}"


def form_rules(settings: Sequence[Setting]) -> list[FormRule]:
    """The rules, in the order of the values."""
    found: dict[Form, dict[tuple[str, str], None]] = {}
    for setting in settings:
        if form := setting.kind.form:
            found.setdefault(form, {})[_value(setting.path)] = None
    return [FormRule(form=form, pattern=short(form.pattern), values=tuple(values)) for form, values in found.items()]
