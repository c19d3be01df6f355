"""Says where in the user's cache the program keeps what can be made again."""

import os
from pathlib import Path

from generator.base.errors import problem


def cache_folder(what: str) -> Path:
    """The folder that keeps tools, say: what CNI_TOOLS_CACHE names, or else `cni/tools` in the user's cache folder.

    Raises ProblemsError where there is neither.
    """
    variable = f"CNI_{what.upper()}_CACHE"
    if explicit := os.environ.get(variable):
        return Path(explicit).absolute()
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "cni" / what
    except RuntimeError as error:
        remedy = f"set {variable} to a folder"
        raise problem(f"the cache of {what}", expected="a home folder", found="none", remedy=remedy) from error
