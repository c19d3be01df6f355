"""Reads the changes of one version from the changelog, one text each."""

import re
from pathlib import Path

# A link to the changelog at the top of the repository; the installed package holds a copy.
CHANGELOG = Path(__file__).parent / "CHANGELOG.md"

_HEADING = re.compile(r"^## +(.*?) *$", re.MULTILINE)
_MARK = re.compile(r"(`+)(.+?)\1|\[([^]]+)\]\([^)]*\)")


def changes_of(version: str, changelog: str) -> list[str]:
    """Return the changes below the heading of a version: the items of lists and the paragraphs between them, each on
    one line and without the marks of code and of links; none if the changelog lacks the version.
    """
    _, *parts = _HEADING.split(changelog)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    blocks = re.split(r"\n\s*\n|^[-*] ", sections.get(version, ""), flags=re.MULTILINE)
    texts = (" ".join(block.split()) for block in blocks)
    return [_MARK.sub(lambda found: found[2] or found[3], text) for text in texts if text]
