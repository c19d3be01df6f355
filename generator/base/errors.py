"""Turns what went wrong into problems that name the place, the expectation, what was found and the remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input: `where > it > is: expected this, found that; do this`."""

    where: str
    expected: str
    found: str
    remedy: str = ""

    @property
    def message(self) -> str:
        """What is wrong there, and what to do."""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"expected {self.expected}, found {self.found}{remedy}"

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


def some_of(items: Sequence[str], most: int) -> str:
    """The items, the first of them where they are many."""
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")


class ProblemsError(Exception):
    """Input that cannot be worked with; carries every problem that one run could find."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class UsageError(ProblemsError):
    """A command line that names what there is not, or things that exclude each other."""


def problem(where: str, *, expected: str, found: str, remedy: str = "") -> ProblemsError:
    """The error for a single problem, ready to raise."""
    return ProblemsError([Problem(where=where, expected=expected, found=found, remedy=remedy)])


def misuse(where: str, *, expected: str, found: str, remedy: str = "") -> UsageError:
    """The error for a single thing wrong with a command line, ready to raise."""
    return UsageError([Problem(where=where, expected=expected, found=found, remedy=remedy)])


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise every collected problem at once; do nothing when there is none."""
    collected = tuple(problems)
    if collected:
        raise ProblemsError(collected)
