"""Finds what is mounted in a folder, since such a folder cannot be replaced as a whole."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

# Linux lists every mount here, including those of single files. The fifth field is the place, with octal white space.
_TABLE = Path("/proc/self/mountinfo")
_ESCAPE = re.compile(r"\\([0-7]{3})")


def _listed() -> Iterator[Path]:
    for line in _TABLE.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        yield Path(_ESCAPE.sub(lambda found: chr(int(found[1], 8)), line.split(" ")[4]))


def real_path(path: Path) -> Path:
    """Return the path without links. Unlike `resolve`, accept links that form a circle."""
    return Path(os.path.realpath(path))


def mounted_in(root: Path) -> Path | None:
    """Return the first place at or below the folder where something is mounted."""
    real = real_path(root)
    points = _listed() if _TABLE.is_file() else filter(os.path.ismount, (real, *real.rglob("*")))
    return min((point for point in points if point.is_relative_to(real)), default=None)
