"""The benchmark says which figures miss their targets; no test asserts a time."""

import pytest

from tests.bench import Figure, report


def figure(value: float, limit: float | None) -> Figure:
    """A figure of that value and limit."""
    return Figure(name="x / y", value=value, limit=limit, unit="x")


@pytest.mark.parametrize(
    ("value", "limit", "status", "line"),
    [
        (3.999, 4.0, 0, "x / y                                        4.00 x   at most 4.00 x   met\n"),
        (4.0, 4.0, 0, "x / y                                        4.00 x   at most 4.00 x   met\n"),
        (4.1, 4.0, 1, "x / y                                        4.10 x   at most 4.00 x   missed\n"),
        (4.1, None, 0, "x / y                                        4.10 x\n"),
    ],
    ids=["below its target", "at its target", "over its target", "without a target"],
)
def test_a_figure_is_printed_beside_its_target(
    value: float, limit: float | None, status: int, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report([figure(value, limit)]) == status
    assert capsys.readouterr().out == line


def test_all_figures_are_printed_when_one_misses_its_target(capsys: pytest.CaptureFixture[str]) -> None:
    assert report([figure(5.0, 4.0), figure(1.0, 4.0)]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
