"""Progress moves on a terminal and is plain lines elsewhere; either way it names what is done."""

import io
import re

import pytest

from generator.base.progress import SILENT, Progress
from generator.report.progress_display import watch


class Terminal(io.StringIO):
    """A stream that a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user's environment: no CI, a terminal that can move."""
    for name in ("CI", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def work(progress: Progress) -> None:
    """Some steps with all that they may say."""
    progress.say("begins [1/2]")
    with progress.step("rendering", 2) as step:
        step.advance()
        step.wait(15.2)
        step.advance()
    with progress.step("compiling") as step:
        for seconds in (1, 14.9, 15, 29.9, 30.4):
            step.wait(seconds)


PLAIN = """begins [1/2]
rendering: 2
rendering: 1 of 2, 15 s so far
compiling
compiling: 15 s so far
compiling: 30 s so far
"""


def test_elsewhere_it_is_plain_lines() -> None:
    out = io.StringIO()
    work(watch(out))
    assert out.getvalue() == PLAIN


@pytest.mark.parametrize(("name", "value"), [("CI", "true"), ("TERM", "dumb")])
def test_a_terminal_that_nobody_watches_gets_plain_lines(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    out = Terminal()
    work(watch(out))
    assert out.getvalue() == PLAIN


def test_on_a_terminal_it_moves_and_lines_stay() -> None:
    out = Terminal()
    work(watch(out))
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", out.getvalue())
    assert shown.startswith("begins [1/2]\n")
    assert "2/2" in shown
    assert "compiling" in shown
    assert "so far" not in shown


def test_on_a_terminal_a_step_is_taken_away_when_it_ends_in_an_error() -> None:
    out = Terminal()
    with pytest.raises(KeyboardInterrupt), watch(out).step("rendering"):
        raise KeyboardInterrupt
    shows_cursor, takes_line_away = "\x1b[?25h", "\x1b[2K"
    _, shown, behind = out.getvalue().rpartition(shows_cursor)
    assert shown
    assert takes_line_away in behind


def test_each_line_is_there_when_the_next_step_begins() -> None:
    class Pipe(io.StringIO):
        flushed = 0

        def flush(self) -> None:
            self.flushed += 1

    out = Pipe()
    work(watch(out))
    assert out.flushed == len(PLAIN.splitlines())


def test_silence_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    work(SILENT)
    assert capsys.readouterr() == ("", "")
