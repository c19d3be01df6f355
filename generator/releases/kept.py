"""Keeps what YAML files say as JSON in the user's cache, which is read many times faster than YAML.

It is a copy that may be missing, old or damaged at any time: then the YAML is parsed, as without it.
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

# A link is not followed, and a pipe not waited for.
_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def _head(source: str, said: bytes) -> bytes:
    """The first line of a copy: whose it is, and that it is whole."""
    return f"cni-chart {yamltree.reader()} {digest(source)} {hashlib.sha256(said).hexdigest()}".encode()


def _own_bytes(path: Path) -> bytes:
    """The content of a file that nobody else can have written; raises OSError where it is none."""
    with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE:
            raise PermissionError(path)
        return stream.read()


def _kept(path: Path, source: str) -> list[Tree] | None:
    """What the copy says, None where it is not one of this text."""
    with suppress(OSError, ValueError, RecursionError):
        head, _, said = _own_bytes(path).partition(b"\n")
        if head == _head(source, said):
            trees: list[Tree] = json.loads(said)
            return trees
    return None


def _keep(path: Path, source: str, trees: list[Tree]) -> None:
    """Put a copy there, if JSON gives back the same, type for type and in the same order, and if that can be done."""
    with suppress(ProblemsError, TypeError, ValueError, RecursionError):
        said = json.dumps(trees, allow_nan=False).encode()
        if repr(json.loads(said)) == repr(trees):
            replace_files(path.parent, {path.name: _head(source, said) + b"\n" + said})


def load_kept(text: str, path: Path) -> list[Tree]:
    """What `yamltree.load` says of the text of a file; of one of this package what it said before."""
    try:
        copy = cache_folder("snapshot") / path.relative_to(_PACKAGE).with_suffix(".json")
    except (ProblemsError, ValueError):  # no home, or another file
        return yamltree.load(text, str(path))
    trees = _kept(copy, text)
    if trees is None:
        trees = yamltree.load(text, str(path))
        _keep(copy, text, trees)
    return trees
