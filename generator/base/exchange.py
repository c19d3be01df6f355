"""Puts a folder in the place of another in one step where the kernel can, and mends what a killed run left behind."""

import ctypes
import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# The kernel, the C library or the file system does not know the exchange.
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the kernel exchanged the two; False where it cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Whether the folder is ours alone while the block runs; the kernel ends the lock with the process."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _prefix(root: Path) -> str:
    return f".{root.name}.writing-"


def _mend(root: Path) -> None:
    """Take away what killed runs left beside the folder, and give the folder back where they had moved it."""
    for beside in sorted(root.parent.glob(f"{escape(_prefix(root))}*")):
        with suppress(FileNotFoundError, NotADirectoryError), _locked(beside) as dead:
            if not dead or not {path.name for path in beside.iterdir()} <= {"new", "old"}:
                continue
            if not os.path.lexists(root) and (beside / "old").is_dir():
                (beside / "old").replace(root)
            shutil.rmtree(beside, ignore_errors=True)


def put_in_place(new: Path, root: Path) -> None:
    """The new folder in the place of the old one, which is beside it afterwards, as `old` or under its name."""
    if not root.exists():
        new.replace(root)
    elif not _exchanged(new, root):
        old = new.with_name("old")
        root.replace(old)
        try:
            new.replace(root)
        except OSError:
            old.replace(root)
            raise


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """A new folder beside the folder, to fill and then to put in its place; nothing of it is left after the block."""
    root.parent.mkdir(parents=True, exist_ok=True)
    _mend(root)
    made = Path(tempfile.mkdtemp(prefix=_prefix(root), dir=root.parent))
    try:
        with _locked(made):
            new = made / "new"
            new.mkdir()
            yield new
    finally:
        shutil.rmtree(made, ignore_errors=True)
