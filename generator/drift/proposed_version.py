"""Proposes the version of the chart that comes after another one."""

from generator.base.version import numbers
from generator.drift.change import Bump, Drift
from generator.releases.lines import UNLISTED


def proposed(drift: Drift) -> str:
    """Return the version that follows that of the earlier side after all changes; empty if that side has none."""
    version = drift.before.line.version
    if version == UNLISTED:
        return ""
    major, minor, patch = numbers(version)
    following = {
        Bump.NONE: (major, minor, patch),
        Bump.PATCH: (major, minor, patch + 1),
        Bump.MINOR: (major, minor + 1, 0),
        Bump.MAJOR: (major + 1, 0, 0),
    }
    return ".".join(map(str, following[drift.bump]))
