"""Finds the folder in the user's cache for what the program can make again."""

import os
from pathlib import Path

from generator.base.errors import problem


def cache_folder(what: str) -> Path:
    """Return the folder for a cache, such as that of tools: CNI_TOOLS_CACHE, or else `cni/tools` in the user's cache
    folder.

    Raise ProblemsError if there is neither.
    """
    variable = f"CNI_{what.upper()}_CACHE"
    if explicit := os.environ.get(variable):
        return Path(explicit).absolute()
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "cni" / what
    except RuntimeError as error:
        remedy = f"set {variable} to a folder"
        raise problem(f"the cache of {what}", expected="a home folder", found="none", remedy=remedy) from error
