"""Writes a bundle as a folder or a tar, whole or not at all, with fixed times and modes, and replaces nothing but
bundles.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from generator.base.errors import problem, some_of
from generator.base.files import replace_files, write_trees

SUMS = "SHA256SUMS"
_HEADING = "# The files of a bundle for one machine, made by python -m generator node; sha256sum -c reads this."
_PLAIN, _PROGRAM, _PRIVATE = 0o644, 0o755, 0o600
_EXPECTED = "a bundle that this generator made, an empty folder or none"
_REMEDY = "name another place, or move what is there"
_SHOWN = 3


class Files(Struct, frozen=True, kw_only=True):
    """The files of a bundle by name, and the names of its programs and of what only root may read."""

    texts: Mapping[str, str]
    programs: frozenset[str]
    private: frozenset[str] = frozenset()

    def mode(self, name: str) -> int:
        """Return the mode of a file."""
        if name in self.private:
            return _PRIVATE
        return _PROGRAM if name in self.programs else _PLAIN

    @property
    def summed(self) -> dict[str, str]:
        """The files, and the file of their digests, which identifies a bundle."""
        lines = [f"{_digest(text.encode())}  {name}\n" for name, text in sorted(self.texts.items())]
        return {**dict(sorted(self.texts.items())), SUMS: f"{_HEADING}\n{''.join(lines)}"}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def source_date() -> int:
    """Return the time of every file: SOURCE_DATE_EPOCH, or 1970."""
    text = os.environ.get("SOURCE_DATE_EPOCH") or "0"
    if not text.isascii() or not text.isdigit() or len(text) > 11:
        raise problem("SOURCE_DATE_EPOCH", expected="seconds since 1970 as digits", found=repr(text))
    return int(text)


def _foreign(found: Mapping[str, bytes | None]) -> Iterator[str]:
    """Yield the files of a folder or a tar that no bundle has, by name; None for what is no file."""
    sums = (found.get(SUMS) or b"").decode("utf-8", "replace").split("\n")
    if sums[0] != _HEADING:
        yield from sorted(found)
        return
    known = {name: digest for digest, _, name in (line.partition("  ") for line in sums[1:] if line)}
    for name, content in sorted(found.items()):
        if name != SUMS and (content is None or known.get(name) != _digest(content)):
            yield name


def _refuse_foreign(output: Path, found: Mapping[str, bytes | None]) -> None:
    foreign = list(_foreign(found))
    if foreign:
        said = f"{some_of(foreign, _SHOWN)}, which it would replace"
        raise problem(str(output), expected=_EXPECTED, found=said, remedy=_REMEDY)


def _in_folder(output: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(output).as_posix(): path.read_bytes() if path.is_file() and not path.is_symlink() else None
        for path in output.rglob("*")
    }


def _in_tar(output: Path) -> dict[str, bytes | None]:
    try:
        with tarfile.open(output, "r:") as tar:
            members = [(member.name.partition("/")[2], tar.extractfile(member)) for member in tar if not member.isdir()]
            return {name: file.read() if file else None for name, file in members}
    except (tarfile.TarError, OSError) as error:
        raise problem(str(output), expected=_EXPECTED, found="another file", remedy=_REMEDY) from error


def _check_replaceable(output: Path, *, as_tar: bool) -> None:
    """Raise ProblemsError if the bundle would replace anything but an unchanged bundle."""
    if not os.path.lexists(output):
        return
    if output.is_symlink() or output.is_file() != as_tar:
        found = "a link" if output.is_symlink() else "a file" if output.is_file() else "a folder or a device"
        raise problem(str(output), expected=_EXPECTED, found=found, remedy=_REMEDY)
    _refuse_foreign(output, _in_tar(output) if as_tar else _in_folder(output))


def tar_bytes(files: Files, folder: str, time: int) -> bytes:
    """Return a tar with the files in a folder. The same files make the same tar."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        head = tarfile.TarInfo(folder)
        head.type, head.mode, head.mtime = tarfile.DIRTYPE, 0o755, time
        tar.addfile(head)
        for name, text in files.summed.items():
            content = text.encode("utf-8")
            member = tarfile.TarInfo(f"{folder}/{name}")
            member.size, member.mode, member.mtime = len(content), files.mode(name), time
            tar.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def _finished(folder: Path, files: Files, time: int) -> None:
    """Set the modes and times of the files in a folder, and of the folder."""
    for name in files.summed:
        (folder / name).chmod(files.mode(name))
        os.utime(folder / name, (time, time))
    os.utime(folder, (time, time))


def write_bundle(output: Path, files: Files) -> None:
    """Write the bundle, as a tar if the name ends in .tar. Raise ProblemsError if something else exists there."""
    as_tar, time = output.suffix == ".tar", source_date()
    _check_replaceable(output, as_tar=as_tar)
    if as_tar:
        replace_files(output.parent, {output.name: tar_bytes(files, output.stem, time)})
    else:
        write_trees({output: files.summed}, finish=lambda folder: _finished(folder, files, time))
