"""Tells whether a file of a bundle holds what only root may read: a token, a key or a password."""

import re
from collections.abc import Iterator

from generator.base.trees import Tree
from generator.node.systemd import Unit

_NAME = re.compile(r"(?i)(token|passw(or)?d|passphrase|secret|psk|(^|[_-])key)$")
# Not a secret itself, but where one is.
_PLACE = re.compile(r"/|$")


def _is_secret(name: str, value: str) -> bool:
    return bool(_NAME.search(name)) and not _PLACE.match(value)


def holds_secret(unit: Unit) -> bool:
    """Report whether a command of a unit has a variable or an argument that is a secret by its name."""
    words = (word.text for line in (*unit.before, unit.start, *unit.stop) for group in line.groups for word in group)
    return any(_is_secret(name, value) for name, _, value in (word.partition("=") for word in words))


def _members(tree: Tree) -> Iterator[tuple[str, Tree]]:
    if isinstance(tree, dict):
        yield from tree.items()
    for item in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _members(item)


def has_secret(tree: Tree) -> bool:
    """Report whether a configuration has a member that is a secret by its name."""
    return any(_is_secret(name, value) for name, value in _members(tree) if isinstance(value, str))
