"""Reads the changes of one version from the changelog, one text each."""

import re
from collections.abc import Iterator
from pathlib import Path

# A link to the changelog at the top of the repository; the installed package holds a copy.
CHANGELOG = Path(__file__).parent / "CHANGELOG.md"

_HEADING = re.compile(r"^## +(.*?) *$", re.MULTILINE)
_MARK = re.compile(r"(`+)(.+?)\1|\[([^]]+)\]\([^)]*\)")


def _plain(text: str) -> str:
    """Return a paragraph of Markdown on one line, without the marks of code and of links."""
    return _MARK.sub(lambda found: found[2] or found[3], " ".join(text.split()))


def _paragraphs(section: str) -> Iterator[str]:
    """Yield the items of lists, and the paragraphs between them."""
    for block in re.split(r"\n\s*\n|^[-*] ", section, flags=re.MULTILINE):
        if block.strip():
            yield _plain(block)


def changes_of(version: str, changelog: str) -> list[str]:
    """Return the changes below the heading of a version; none if the changelog lacks it."""
    _, *parts = _HEADING.split(changelog)
    sections = dict(zip(parts[::2], parts[1::2], strict=True))
    return [*_paragraphs(sections.get(version, ""))]
