"""Keeps the content of YAML files as JSON in the user's cache, since JSON is read many times faster than YAML.

The copy may be missing, old or damaged at any time: then the YAML is parsed.
"""

import hashlib
import json
import os
import stat
from contextlib import suppress
from pathlib import Path

from generator.base import yamltree
from generator.base.caches import cache_folder
from generator.base.errors import ProblemsError
from generator.base.files import replace_files
from generator.base.trees import Tree, digest

_PACKAGE = Path(__file__).parents[1]

# Do not follow a link, and do not wait for a pipe.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def _head(source: str, said: bytes) -> bytes:
    """Return the first line of a copy, which tells the file that it belongs to, and that it is whole."""
    return f"cni-chart {yamltree.reader()} {digest(source)} {hashlib.sha256(said).hexdigest()}".encode()


def _own_bytes(path: Path) -> bytes:
    """Return the content of a file that nobody else can have written. Raise OSError for any other file."""
    with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE:
            raise PermissionError(path)
        return stream.read()


def _kept(path: Path, source: str) -> list[Tree] | None:
    """Return the content of the copy; None if it is not a copy of this text."""
    with suppress(OSError, ValueError, RecursionError):
        head, _, said = _own_bytes(path).partition(b"\n")
        if head == _head(source, said):
            trees: list[Tree] = json.loads(said)
            return trees
    return None


def _keep(path: Path, source: str, trees: list[Tree]) -> None:
    """Write a copy if JSON preserves the content, with its types and its order, and if the file can be written."""
    with suppress(ProblemsError, TypeError, ValueError, RecursionError):
        said = json.dumps(trees, allow_nan=False).encode()
        if repr(json.loads(said)) == repr(trees):
            replace_files(path.parent, {path.name: _head(source, said) + b"\n" + said})


def load_kept(text: str, path: Path) -> list[Tree]:
    """Return the result of `yamltree.load` for the text of a file; for a file of this package, use the copy."""
    try:
        copy = cache_folder("snapshot") / path.relative_to(_PACKAGE).with_suffix(".json")
    except (ProblemsError, ValueError):  # no home, or another file
        return yamltree.load(text, str(path))
    trees = _kept(copy, text)
    if trees is None:
        trees = yamltree.load(text, str(path))
        _keep(copy, text, trees)
    return trees
