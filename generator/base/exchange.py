"""Exchanges a folder with another in one step if the kernel can, and repairs what a killed run left behind."""

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

from generator.base.errors import problem

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
# The kernel, the C library or the file system does not support the exchange.
_UNKNOWN = frozenset({errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP})


def _exchanged(one: Path, other: Path) -> bool:
    """Report whether the kernel exchanged the two folders; some kernels cannot."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


def taken(handle: int) -> bool:
    """Lock a folder for as long as the handle is open, and report whether that was possible: another process may have
    it. The kernel ends the lock with the process.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the folder while the block runs, unless another process does."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield taken(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    """Remove a folder as far as possible, including folders that are not writable."""
    for path, folders, _ in os.walk(folder):
        for inner in (Path(path, name) for name in folders):
            if not inner.is_symlink():
                with suppress(OSError):
                    inner.chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _prefix(root: Path) -> str:
    return f".{root.name}.writing-"


def recover(root: Path) -> None:
    """Remove what killed runs left beside the folder, and give the folder back that they had moved away."""
    for beside in sorted(root.parent.glob(f"{escape(_prefix(root))}*")):
        with suppress(FileNotFoundError, NotADirectoryError), _locked(beside) as dead:
            if not dead or not {path.name for path in beside.iterdir()} <= {"new", "old"}:
                continue
            if not os.path.lexists(root) and (beside / "old").is_dir():
                (beside / "old").replace(root)
            _remove(beside)


def put_in_place(new: Path, root: Path) -> None:
    """Put the new folder in the place of the old one, which is beside it afterwards: as `old`, or under the new one's
    name.
    """
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
def placed(new: Path, root: Path) -> Iterator[None]:
    """Put the new folder in the place of the old one, and the old one back if the block fails."""
    replaced = root.exists()
    put_in_place(new, root)
    try:
        yield
    except BaseException:
        old = new.with_name("old")
        if replaced and not old.exists():
            _exchanged(new, root)
        else:
            root.replace(new)
        if old.exists():
            old.replace(root)
        raise


@contextmanager
def _made(folder: Path) -> Iterator[None]:
    """Make the folder if it is missing, and remove what was made if the block fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in missing:
            with suppress(OSError):
                path.rmdir()
        raise


@contextmanager
def beside(root: Path) -> Iterator[Path]:
    """Provide a new folder beside the folder, to fill and then to put in its place. Nothing of it is left after the
    block.

    Raise ProblemsError if the old folder cannot be removed.
    """
    with _made(root.parent):
        recover(root)
        made = Path(tempfile.mkdtemp(prefix=_prefix(root), dir=root.parent))
        try:
            with _locked(made):
                new = made / "new"
                new.mkdir()
                yield new
        except BaseException:
            _remove(made)
            raise
        _remove(made)
        if made.exists():
            remedy = f"remove it, {root} is new already"
            raise problem(str(made), expected="nothing, the old folder removed", found="what is left", remedy=remedy)
