"""The changelog gives a version its changes, as texts without marks."""

import pytest

from generator.base.files import read_text
from generator.chart.changes import CHANGELOG, changes_of
from tests.paths import ROOT

TEXT = """# Changelog

## Unreleased

- Not yet.

## 1.2.0

- One of
  two lines.
- `code`, ``more `code` `` and [a link](https://example.org/a).

A paragraph:
it goes on.

## 1.1.0
"""


@pytest.mark.parametrize(
    ("version", "changes"),
    [
        ("1.2.0", ["One of two lines.", "code, more `code`  and a link.", "A paragraph: it goes on."]),
        ("1.1.0", []),
        ("1.0.0", []),
        ("Unreleased", ["Not yet."]),
    ],
)
def test_a_version_has_its_changes(version: str, changes: list[str]) -> None:
    assert changes_of(version, TEXT) == changes


def test_the_changelog_is_the_one_of_the_repository() -> None:
    assert read_text(CHANGELOG) == read_text(ROOT / "CHANGELOG.md")
