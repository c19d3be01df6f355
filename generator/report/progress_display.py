"""Shows the progress of long work as a moving line on a terminal, or as plain lines; the only module that
knows rich.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from generator.base.progress import Progress, Stage

# The number of seconds between two plain lines of one step.
_EVERY = 15.0


class _PlainStep(Struct, kw_only=True):
    """A step without a moving line. From time to time, a line reports how far it is."""

    lines: "_Plain"
    what: str
    total: int | None
    done: int = 0
    told: float = 0.0

    def advance(self) -> None:
        self.done += 1

    def wait(self, seconds: float) -> None:
        if seconds - self.told < _EVERY:
            return
        self.told = seconds
        counted = "" if self.total is None else f"{self.done} of {self.total}, "
        self.lines.say(f"{self.what}: {counted}{seconds:.0f} s so far")


class _Plain(Struct, frozen=True, kw_only=True):
    """Prints a line when a step begins."""

    out: TextIO

    def say(self, text: str) -> None:
        self.out.write(f"{text}\n")
        self.out.flush()

    @contextmanager
    def step(self, what: str, total: int | None = None) -> Iterator[Stage]:
        self.say(what if total is None else f"{what}: {total}")
        yield _PlainStep(lines=self, what=what, total=total)


class _TerminalStep(Struct, frozen=True, kw_only=True):
    """A step with a moving line, whose clock runs by itself."""

    bar: Bar
    task: TaskID

    def advance(self) -> None:
        self.bar.advance(self.task)

    def wait(self, seconds: float) -> None:
        pass


class _Terminal(Struct, frozen=True, kw_only=True):
    """Shows a moving line while a step is under way, and removes it afterwards."""

    console: Console

    def say(self, text: str) -> None:
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, what: str, total: int | None = None) -> Iterator[Stage]:
        counted = () if total is None else (BarColumn(), MofNCompleteColumn())
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), *counted, TimeElapsedColumn())
        with Bar(*columns, console=self.console, transient=True) as bar:
            yield _TerminalStep(bar=bar, task=bar.add_task(what, total=total))


def watch(out: TextIO) -> Progress:
    """Show progress on the stream: a moving line if a person may watch a terminal, plain lines elsewhere."""
    console = Console(file=out)
    watched = out.isatty() and not console.is_dumb_terminal and not os.environ.get("CI")
    return _Terminal(console=console) if watched else _Plain(out=out)
