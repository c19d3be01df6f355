"""Makes a rule of the chart for each format of texts, with the values that have it."""

from collections.abc import Sequence

from msgspec import Struct

from generator.rows.patterns import short
from generator.settings.kind import TextFormat
from generator.settings.setting import OPEN_SECTIONS, Setting


class FormatRule(Struct, frozen=True, kw_only=True):
    """A format, its pattern in the chart's short words, and the values of this format: path and template expression."""

    text_format: TextFormat
    pattern: str
    values: tuple[tuple[str, str], ...]


def _value(path: str) -> tuple[str, str]:
    """The path and the expression of a value: a part of images stands for that of all roles, `global` may be null."""
    section, _, part = path.partition(".")
    if section == "images":
        return "images", f"$images.{part.rpartition('.')[2]}"
    return path, f"(.Values.{section}).{part}" if section in OPEN_SECTIONS else f".Values.{path}"


def format_rules(settings: Sequence[Setting]) -> list[FormatRule]:
    """The rules, in the order of the values."""
    found: dict[TextFormat, dict[tuple[str, str], None]] = {}
    for setting in settings:
        if form := setting.kind.text_format:
            found.setdefault(form, {})[_value(setting.path)] = None
    return [
        FormatRule(text_format=form, pattern=short(form.pattern), values=tuple(values))
        for form, values in found.items()
    ]
