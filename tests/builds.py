"""Builds the chart of each line once for all tests of a process; no test changes it."""

import functools

from generator.chart.build import Build
from generator.pipeline import build
from generator.releases.lines import named_line, read_lines


@functools.cache
def built(version: str) -> Build:
    """Return the build of a line."""
    return build(named_line(version))


@functools.cache
def current() -> Build:
    """Return the build of the current line."""
    return built(read_lines()[0].version)
