"""Reads the list of the files in upstream's folder of manifests, which tells what a release publishes."""

import re

from generator.base.errors import problem
from generator.releases.lock import LISTING
from generator.releases.raw import decode
from generator.releases.release import ReleaseSpec

_PLAIN = r"\.?[A-Za-z0-9][A-Za-z0-9._-]*"
_NAMES = re.compile(f"(?:{_PLAIN}(?:/{_PLAIN})*\n)+")


def parse_listing(spec: ReleaseSpec, body: bytes | None) -> tuple[str, ...]:
    """Return the names in a list, none if there is no list. Raise ProblemsError if it is not one name a line."""
    if body is None:
        return ()
    where = f"{spec.name} > {LISTING}"
    text = decode(where, body)
    names = text.splitlines()
    if not _NAMES.fullmatch(text) or len(set(names)) != len(names):
        expected = "the name of a file on each line, each once"
        remedy = "write what git ls-tree -r --name-only TAG:manifests prints"
        raise problem(where, expected=expected, found=ascii(text[:40]), remedy=remedy)
    return tuple(names)
