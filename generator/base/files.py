"""Writes a tree of files in one step, or finds where the disk differs from it."""

import errno
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from generator.base.errors import problem
from generator.base.exchange import beside, placed
from generator.base.mounts import mounted_in, real_path

_STAGED = ".staged"
_FILE_MODE = 0o644
_FOLDER_MODE = 0o755
# A checkout under another umask may have fewer rights, or the group's. It makes nothing executable or writable for all.
_FILE_ODD, _FILE_NEEDED = 0o7113, 0o600
_FOLDER_ODD, _FOLDER_NEEDED = 0o5002, 0o700

_ROOM = "make room there"
_WAY = "take the file away that stands where a folder belongs"
_RIGHTS = "see that you may write there"
_REMEDIES: Mapping[int | None, str] = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: _RIGHTS,
    errno.ENOTDIR: _WAY,
    errno.EEXIST: _WAY,
    errno.ENAMETOOLONG: "give it a shorter name",
}


def read_text(path: Path) -> str:
    """Return the text of a file. Raise ProblemsError if it cannot be read or is not UTF-8."""
    try:
        if path.exists() and not path.is_file():
            found = "a folder" if path.is_dir() else "a pipe or a device"
            raise problem(str(path), expected="a regular file", found=found, remedy="put the file itself there")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise problem(str(path), expected="a file that can be read", found=error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise problem(str(path), expected="UTF-8", found=str(error)) from error


def _odd_mode(path: Path) -> str:
    """Return what is odd about the mode of a file or folder; empty if writing it or a checkout could give that mode."""
    mode = stat.S_IMODE(path.stat().st_mode)
    odd, needed = (_FOLDER_ODD, _FOLDER_NEEDED) if path.is_dir() else (_FILE_ODD, _FILE_NEEDED)
    return f"mode {mode:04o}" if mode & odd or mode & needed != needed else ""


def _how(path: Path, text: str | None) -> str:
    """Return how a file differs from the expected text; None if it does not."""
    if text is None:
        return "not generated"
    if not os.path.lexists(path):
        return "missing"
    if path.is_symlink() or not path.is_file() or path.read_bytes() != text.encode("utf-8"):
        return "differs"
    return _odd_mode(path)


def _folder_differences(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield folders with an odd mode, and empty folders, which git does not keep."""
    for folder in sorted([root, *(path for path in root.rglob("*") if path.is_dir() and not path.is_symlink())]):
        if how := _odd_mode(folder):
            yield folder, how
        elif not any(folder.iterdir()):
            yield folder, "an empty folder"


def diff_tree(root: Path, files: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Yield, in path order, how each file that is missing, unexpected or different below the root differs, and each
    empty folder. A mode counts as different if no umask explains it.
    """
    found = (path for path in root.rglob("*") if path.is_symlink() or not path.is_dir()) if root.is_dir() else ()
    for name in sorted({*files, *(path.relative_to(root).as_posix() for path in found)}):
        if how := _how(root / name, files.get(name)):
            yield root / name, how
    if root.is_dir():
        yield from _folder_differences(root)


def _fill(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
        path.chmod(_FILE_MODE)
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            path.chmod(_FOLDER_MODE)


def _check_replaceable(root: Path) -> None:
    """Raise ProblemsError if a folder cannot be replaced as a whole: a link, or a folder with a mount in it."""
    if root.is_symlink():
        remedy = "name the folder that it leads to"
        raise problem(str(root), expected="a folder that can be replaced", found="a link", remedy=remedy)
    if mounted := mounted_in(root):
        found, remedy = f"{mounted} mounted in it", "unmount that first"
        if mounted == real_path(root):
            found, remedy = "a mount point", "name a folder in it"
        raise problem(str(root), expected="a folder that can be replaced", found=found, remedy=remedy)


@contextmanager
def file_errors(root: Path) -> Iterator[None]:
    """Turn errors of the system in the block into problems of the folder."""
    try:
        yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno, "see that the folder it is in takes files")
        found = error.strerror or str(error)
        raise problem(str(root), expected="a folder that can be written", found=found, remedy=remedy) from error


def write_trees(trees: Mapping[Path, Mapping[str, str]], finish: Callable[[Path], None] = lambda _folder: None) -> None:
    """Make each folder hold exactly its files. All files are written beside the folders and then put in their places:
    no folder is half written, and if one fails, all stay as they were. `finish` gets each new folder before that.

    Raise ProblemsError if a folder cannot be written, or cannot be replaced: a link, a mount point.
    """
    for root in trees:
        with file_errors(root):
            _check_replaceable(root)
    with ExitStack() as stack:
        staged: dict[Path, Path] = {}
        for root, files in trees.items():
            with file_errors(root):
                staged[root] = stack.enter_context(beside(root))
                _fill(staged[root], files)
                finish(staged[root])
        for root, new in staged.items():
            with file_errors(root):
                stack.enter_context(placed(new, root))


def write_tree(root: Path, files: Mapping[str, str]) -> None:
    """Make the folder hold exactly these files, as `write_trees` does."""
    write_trees({root: files})


def replace_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder beside its other files, each as a whole and in their order. All are written beside their
    places and flushed to the disk first, so that a full disk changes nothing.

    Raise ProblemsError if the folder cannot be written.
    """
    staged: dict[str, Path] = {}
    with file_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            for name, content in files.items():
                handle, made = tempfile.mkstemp(prefix=f".{name}.", suffix=_STAGED, dir=folder)
                staged[name] = Path(made)
                with os.fdopen(handle, "wb") as stream:
                    stream.write(content)
                    stream.flush()
                    os.fchmod(handle, _FILE_MODE)
                    os.fsync(handle)
            for name, path in staged.items():
                path.replace(folder / name)
        finally:
            for path in staged.values():
                path.unlink(missing_ok=True)


def remove_staged(folder: Path) -> None:
    """Remove what killed runs of `replace_files` left; only a process that holds the folder may do so."""
    with file_errors(folder):
        for path in folder.glob(f".*{_STAGED}"):
            path.unlink(missing_ok=True)
