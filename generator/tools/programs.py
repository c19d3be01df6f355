"""Finds a right version of an external program: the given one, the one in the cache, or one on PATH."""

import functools
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.base import process
from generator.base.errors import ProblemsError, problem
from generator.base.version import numbers
from generator.tools.tool_table import TOOLS, Tool, cache

_RECIPE = "recipe.sha256"
_BUILD = "run `python -m generator tools`"


@functools.cache
def _version(path: Path, asks: tuple[str, ...]) -> str:
    """Return the first version in what the program prints; empty if it prints none."""
    try:
        output = process.run([str(path), *asks], timeout=30)
    except ProblemsError:
        return ""
    found = re.search(r"\bv?(\d+\.\d+\.\d+)\b", output.stdout + output.stderr)
    return found[1] if found else ""


def _fits(tool: Tool, path: Path) -> bool:
    version = _version(path, tool.asks)
    low, high = tool.bounds
    return bool(version) and low <= numbers(version) < high


def _recipe(tool: Tool) -> str:
    """Return the digest of everything that decides what is built, except the Go release."""
    compiled = ["cgo"] if tool.has_c else []
    digest = hashlib.sha256("\n".join([tool.package, *tool.flags, *tool.more, *compiled]).encode())
    for path in tool.recipe:
        digest.update(path.read_bytes())
    return digest.hexdigest() + "\n"


@contextmanager
def usable_cache() -> Iterator[None]:
    """Turn an error of the system in the block, which uses the cache, into a problem with its remedy."""
    try:
        yield
    except OSError as error:
        found = f"{error.strerror} at {error.filename2 or error.filename}"
        remedy = "name another one in CNI_TOOLS_CACHE"
        raise problem(str(cache()), expected="a folder that can be written", found=found, remedy=remedy) from error


def _given(tool: Tool) -> Path | None:
    value = os.environ.get(tool.variable)
    if not value:
        return None
    path = Path(value).absolute()
    if _fits(tool, path):
        return path
    found = _version(path, tool.asks) or "no program that tells its version"
    raise problem(f"{tool.variable}={value}", expected=tool.accepts, found=found, remedy=f"unset it, then {_BUILD}")


def _cached(tool: Tool) -> Path | None:
    path, recipe = tool.home / tool.binary, tool.home / _RECIPE
    with usable_cache():
        fresh = recipe.is_file() and recipe.read_bytes() == _recipe(tool).encode()
    return path if fresh and _fits(tool, path) else None


def _installed(tool: Tool) -> Path | None:
    found = shutil.which(tool.binary)
    return Path(found) if found and _fits(tool, Path(found)) else None


def find_program(tool: Tool) -> Path | None:
    """Return the path of a right version, or None. Raise ProblemsError if the tool's environment variable names a wrong
    one.
    """
    return _given(tool) or _cached(tool) or _installed(tool)


def locate(name: str) -> Path:
    """Return the path of a right version of a tool. Raise ProblemsError with the remedy if there is none."""
    tool = TOOLS[name]
    if path := find_program(tool):
        return path
    places = f"none in {tool.home}, none as {tool.binary} on PATH"
    raise problem(name, expected=tool.accepts, found=places, remedy=f"{_BUILD} or set {tool.variable}")


def store(tool: Tool, built: Path) -> None:
    """Move a built binary into the cache, and its recipe last: a binary without a recipe does not count."""
    if not _fits(tool, built):
        found = _version(built, tool.asks) or "no version"
        remedy = "correct its row in tool_table.py"
        raise problem(f"the built {tool.name}", expected=tool.accepts, found=found, remedy=remedy)
    recipe = tool.home / _RECIPE
    with usable_cache():
        recipe.unlink(missing_ok=True)
        built.replace(tool.home / tool.binary)
        recipe.write_text(_recipe(tool), encoding="utf-8")
    _version.cache_clear()
