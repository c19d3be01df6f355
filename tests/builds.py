"""The chart of each line, built once for all tests of a process; nobody changes it."""

import functools

from generator.chart.build import Build
from generator.pipeline import build
from generator.releases.lines import named_line, read_lines


@functools.cache
def built(version: str) -> Build:
    """The build of a line."""
    return build(named_line(version))


@functools.cache
def current() -> Build:
    """The build of the current line."""
    return built(read_lines()[0].version)
