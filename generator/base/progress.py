"""How long work tells how far it is, to whoever shows it; what is shown is no business of the work."""

from contextlib import AbstractContextManager, nullcontext
from typing import Protocol


class Stage(Protocol):
    """A step of the work that is under way."""

    def advance(self) -> None:
        """One more of its items is done."""

    def wait(self, seconds: float) -> None:
        """It is still under way after so many seconds."""


class Progress(Protocol):
    """Hears what is done now, and what is worth a line."""

    def say(self, text: str) -> None:
        """A line that stays."""

    def step(self, what: str, total: int | None = None) -> AbstractContextManager[Stage]:
        """The step that is under way while the block runs, of as many items where that is known."""


class _Silent:
    """Progress that nobody watches, and its steps."""

    def say(self, text: str) -> None:
        pass

    def step(self, what: str, total: int | None = None) -> AbstractContextManager[Stage]:  # noqa: ARG002 - the protocol's
        return nullcontext(self)

    def advance(self) -> None:
        pass

    def wait(self, seconds: float) -> None:
        pass


SILENT = _Silent()
