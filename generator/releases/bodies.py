"""Checks the body of a raw file: its size and its digest."""

import hashlib

from generator.base.errors import problem

LARGEST = 16 * 1024 * 1024
OFFLINE = "try again, or pass a folder with --from"


def check_digest(where: str, body: bytes, sha256: str | None) -> None:
    """Raise ProblemsError if a body does not have the expected digest. Without one, accept any body."""
    found = hashlib.sha256(body).hexdigest()
    if sha256 is not None and found != sha256:
        raise problem(
            where,
            expected=f"sha256 {sha256}",
            found=found,
            remedy="the tag moved or the file was changed; compare it with the snapshot before taking it in",
        )


def check_size(where: str, size: int, most: int) -> None:
    """Raise ProblemsError for more bytes than allowed."""
    if size > most:
        raise problem(where, expected=f"at most {most} bytes", found=f"{size} or more", remedy=OFFLINE)
