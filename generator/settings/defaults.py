"""The values that hold when nothing is set: as a tree, and those that a variant's smallest values add."""

from collections.abc import Sequence

from generator.base.trees import Tree, below, canonical, laid_over
from generator.settings.catalogue import Catalogue, nested
from generator.settings.ci_values import ci_values


def defaults(catalogue: Catalogue, *, nulls: bool = False) -> dict[str, Tree]:
    """The defaults as a tree, as Helm 4 hands them to templates; with `nulls` as Helm 3 does."""
    return nested(
        {setting.path: setting.default for setting in catalogue.settings if nulls or setting.default is not None}
    )


def usual_values(catalogue: Catalogue, variants: Sequence[str], paths: Sequence[str]) -> str:
    """The values at the paths as JSON, as the smallest values of the first of the manifests leave them; null is ""."""
    values: Tree = defaults(catalogue)
    if variants:
        values = laid_over(values, ci_values(catalogue.features.manifest(variants[0]), catalogue.features))
    found = (below(values, *path.split(".")) for path in paths)
    return canonical(["" if value is None else value for value in found])
