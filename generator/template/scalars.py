"""Turns values into YAML scalars that every reader takes for the same value."""

import json

from generator.base import yamltree
from generator.base.trees import Tree

# One encoder for all: json.dumps makes one a call.
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def scalar(value: Tree) -> str:
    """A scalar, `{}` or `[]` as YAML that every reader takes for the same value."""
    if isinstance(value, str) and yamltree.is_plain(value):
        return value
    text = _ENCODER.encode(value)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in text)


def fits_block(text: str) -> bool:
    """Whether a block scalar can hold the text: an action behind it eats the white space at its end."""
    printable = all(char.isprintable() or char in "\n\t" for char in text)
    return printable and text.removesuffix("\n")[-1:].strip() != ""
