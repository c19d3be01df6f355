"""Reads the list of the files in upstream's folder of manifests, which tells what a release publishes."""

import re

from generator.base.errors import problem
from generator.releases.lock import LISTING
from generator.releases.raw import decode
from generator.releases.release import ReleaseSpec
from generator.releases.sources import read_optional

_PLAIN = "[A-Za-z0-9][A-Za-z0-9._-]*"
_NAMES = re.compile(f"(?:{_PLAIN}(?:/{_PLAIN})*\n)+")


def parse_listing(where: str, body: bytes) -> tuple[str, ...]:
    """Return the names in a list. Raise ProblemsError if it is not one name a line, each once."""
    text = decode(where, body)
    names = text.splitlines()
    if not _NAMES.fullmatch(text) or len(set(names)) != len(names):
        remedy = "write what git ls-tree -r --name-only TAG:manifests prints"
        raise problem(
            where, expected="the name of a file on each line, each once", found=ascii(text[:40]), remedy=remedy
        )
    return tuple(names)


def read_listing(source: str | None, spec: ReleaseSpec) -> tuple[str, ...]:
    """Return the names of upstream's files from a folder or a mirror, which may have the list beside a release's files.

    Upstream's own addresses give files alone, and no list of them: then there is none.
    """
    body = None if source is None else read_optional(source, spec.project, spec.version, LISTING)
    return () if body is None else parse_listing(f"{spec.name} > {LISTING}", body)
