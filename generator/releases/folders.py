"""Reads upstream's files from a folder that has them as `<project>/<version>/<file>`."""

import os
from pathlib import Path

from generator.base.errors import problem
from generator.base.mounts import real_path
from generator.releases.bodies import LARGEST, check_digest, check_size
from generator.releases.parameters import PARAMETER_FILES
from generator.releases.urls import ADDRESSES, check_names


def _read_below(folder: Path, relative: str) -> bytes:
    path = folder / relative
    root, real = real_path(folder), real_path(path)
    if not real.is_relative_to(root):
        remedy = "put the file itself there"
        raise problem(str(path), expected=f"a file inside {folder}", found=f"a link to {real}", remedy=remedy)
    if not real.is_file():
        remedy = f"put the file there, or give the folder that holds {relative}"
        raise problem(
            str(path), expected="a file", found="a folder or device" if real.exists() else "none", remedy=remedy
        )
    check_size(str(path), real.stat().st_size, LARGEST)
    return real.read_bytes()


def read_file(folder: Path, project: str, version: str, file: str, sha256: str | None = None) -> bytes:
    """Return a release's raw file, and check its digest if one is expected."""
    check_names(project, version, file)
    relative = f"{project}/{version}/{file}"
    body = _read_below(folder, relative)
    check_digest(str(folder / relative), body, sha256)
    return body


def read_file_if_there(folder: Path, project: str, version: str, file: str, sha256: str | None = None) -> bytes | None:
    """Return an optional raw file; None if the folder has none."""
    there = os.path.lexists(folder / project / version / file)
    return read_file(folder, project, version, file, sha256) if there else None


def parameter_files_in(folder: Path, project: str, version: str) -> tuple[str, ...]:
    """Return the file in the folder with the table of a release's parameters; the published one comes before
    another.
    """
    release = folder / project / version
    there = (file for file in PARAMETER_FILES if ADDRESSES[project].parameters and (release / file).is_file())
    return tuple(there)[:1]
