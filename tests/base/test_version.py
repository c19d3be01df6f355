"""Versions are told from other texts and compared by their numbers, whatever stands before and behind those."""

import re

import pytest

from generator.base.version import NUMBERS, RELEASE, VERSION, numbers

READ = {
    "v0.28.9": (0, 28, 9),
    "v3.33.0-0.dev": (3, 33, 0),
    "v1.2.3-rc1": (1, 2, 3),
    "1.37.2": (1, 37, 2),
    "1.34": (1, 34),
}


@pytest.mark.parametrize(("text", "read"), READ.items(), ids=READ)
def test_a_version_has_numbers(text: str, read: tuple[int, ...]) -> None:
    assert numbers(text) == read


def test_versions_are_ordered_by_numbers() -> None:
    assert sorted(["v0.10.0", "v0.9.10", "v0.9.2"], key=numbers) == ["v0.9.2", "v0.9.10", "v0.10.0"]


FORMS = {
    "v0.28.9": (False, True),
    "0.28.9": (True, False),
    "v3.33.0-0.dev": (False, False),
    "v1.2.3-rc1": (False, False),
    "v1.2": (False, False),
    "v1.2.3.4": (False, False),
    "v1.2.1234567": (False, False),
    "v1.2.": (False, False),
}


@pytest.mark.parametrize(("text", "forms"), FORMS.items(), ids=FORMS)
def test_a_release_is_told_from_other_texts(text: str, forms: tuple[bool, bool]) -> None:
    assert tuple(bool(re.fullmatch(form, text)) for form in (NUMBERS, RELEASE)) == forms


def test_this_program_has_a_plain_version() -> None:
    assert re.fullmatch(NUMBERS, VERSION)
