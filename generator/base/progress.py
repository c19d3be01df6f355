"""Defines how long work reports its progress; whoever listens decides what to show."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Stage(Protocol):
    """A step of the work that is under way."""

    def advance(self) -> None:
        """Report that one more item is done."""

    def wait(self, seconds: float) -> None:
        """Report that the step is still under way after so many seconds."""


class Progress(Protocol):
    """Listens to the steps of the work, and to remarks."""

    def say(self, text: str) -> None:
        """Print a line that stays."""

    def step(self, what: str, total: int | None = None) -> AbstractContextManager[Stage]:
        """Report a step while the block runs, with the number of its items if that is known."""


class _Silent:
    """Progress that nobody watches."""

    def say(self, text: str) -> None:
        pass

    def step(self, what: str, total: int | None = None) -> AbstractContextManager[Stage]:  # noqa: ARG002 - the protocol's
        return nullcontext(self)

    def advance(self) -> None:
        pass

    def wait(self, seconds: float) -> None:
        pass


SILENT = _Silent()
