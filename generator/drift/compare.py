"""Compares two sides by the classes of changes, in the order in which people read them."""

from collections.abc import Callable, Iterable, Mapping

from generator.chart.build import Build
from generator.drift.change import Change, Drift, Side
from generator.drift.configuration import compare_configuration
from generator.drift.crds import compare_crds, keeps_definitions
from generator.drift.documents import compare_documents
from generator.drift.figures import figures
from generator.drift.images import compare_images
from generator.drift.kubernetes import compare_kubernetes
from generator.drift.pods import compare_pods
from generator.drift.rbac import compare_rbac
from generator.drift.values import compare_values

Comparison = Callable[[Side, Side], Iterable[Change]]

CLASSES: Mapping[str, Comparison] = {
    "kubernetes": compare_kubernetes,
    "images": compare_images,
    "crds": compare_crds,
    "rbac": compare_rbac,
    "pods": compare_pods,
    "configuration": compare_configuration,
    "documents": compare_documents,
    "values": compare_values,
}


def built_side(name: str, made: Build) -> Side:
    """Return one side of a comparison, made of its build."""
    keeps = keeps_definitions(made.catalogue.additions)
    return Side(name=name, line=made.line, features=made.features, releases=made.releases, build=made, keeps=keeps)


def compare(before: Side, after: Side) -> Drift:
    """Return everything that differs between two sides; the earlier one comes first."""
    changes = {name: tuple(comparison(before, after)) for name, comparison in CLASSES.items()}
    return Drift(before=before, after=after, changes=changes, figures=figures(before, after))
