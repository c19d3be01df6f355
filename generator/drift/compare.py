"""Compares two sides, class by class."""

from generator.chart.build import Build
from generator.drift.change import Drift, Side
from generator.drift.crds import keeps_definitions
from generator.drift.figures import figures
from generator.drift.registry import CLASSES


def built_side(name: str, made: Build) -> Side:
    """Return one side of a comparison, made of its build."""
    keeps = keeps_definitions(made.catalogue.additions)
    return Side(name=name, line=made.line, features=made.features, releases=made.releases, build=made, keeps=keeps)


def compare(before: Side, after: Side) -> Drift:
    """Return everything that differs between two sides; the earlier one comes first."""
    changes = {name: tuple(comparison(before, after)) for name, comparison in CLASSES.items()}
    return Drift(before=before, after=after, changes=changes, figures=figures(before, after))
