"""Defines problems, which name the place, the expectation, what was found and the remedy, and errors that
carry them.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct


class Problem(Struct, frozen=True, kw_only=True):
    """One fault of an input: `where > it > is: expected this, found that; do this`."""

    where: str
    expected: str
    found: str
    remedy: str = ""

    @property
    def message(self) -> str:
        """The fault, and what to do about it."""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"expected {self.expected}, found {self.found}{remedy}"

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def odd_upstream(where: str, expected: str, found: str, change: str = "correct it in") -> Problem:
    """Return the problem of what upstream itself has to explain, and what to do in a copy of its manifest."""
    remedy = f"see what upstream means, and {change} a copy of the manifest"
    return Problem(where=where, expected=expected, found=found, remedy=remedy)


def some_of(items: Sequence[str], most: int) -> str:
    """The items, the first of them where they are many."""
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")


class ProblemsError(Exception):
    """The input cannot be used; the error carries every problem that one run could find."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(ProblemsError):
    """The command line names what does not exist, or things that exclude each other."""


def problem(where: str, *, expected: str, found: str, remedy: str = "") -> ProblemsError:
    """Return the error for a single problem, ready to raise."""
    return ProblemsError([Problem(where=where, expected=expected, found=found, remedy=remedy)])


def misuse(where: str, *, expected: str, found: str, remedy: str = "") -> UsageError:
    """The error for a single thing wrong with a command line, ready to raise."""
    return UsageError([Problem(where=where, expected=expected, found=found, remedy=remedy)])


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise all collected problems at once; do nothing if there are none."""
    collected = tuple(problems)
    if collected:
        raise ProblemsError(collected)
