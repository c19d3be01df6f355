"""Compares two sides, class by class."""

from generator.drift.change import Drift, Side
from generator.drift.figures import figures
from generator.drift.registry import CLASSES


def compare(before: Side, after: Side) -> Drift:
    """Everything that differs between two sides, the earlier one first."""
    changes = {name: tuple(comparison(before, after)) for name, comparison in CLASSES.items()}
    return Drift(before=before, after=after, changes=changes, figures=figures(before, after))
