"""The values that hold when nothing is set: as a tree, and those that a variant's smallest values add."""

from collections.abc import Sequence

from generator.base.trees import Tree, canonical, laid_over
from generator.settings.catalogue import Catalogue, nested
from generator.settings.ci_values import ci_values


def defaults(catalogue: Catalogue, *, nulls: bool = False) -> dict[str, Tree]:
    """The defaults as a tree, as Helm 4 hands them to templates; with `nulls` as Helm 3 does."""
    return nested(
        {setting.path: setting.default for setting in catalogue.settings if nulls or setting.default is not None}
    )


def _at(tree: Tree, path: str) -> Tree:
    for step in path.split("."):
        tree = tree.get(step) if isinstance(tree, dict) else None
    return "" if tree is None else tree


def usual_values(catalogue: Catalogue, variants: Sequence[str], paths: Sequence[str]) -> str:
    """The values at the paths as JSON, as the smallest values of the first of the manifests leave them; null is ""."""
    values: Tree = defaults(catalogue)
    if variants:
        values = laid_over(values, ci_values(catalogue.features.manifest(variants[0]), catalogue.features))
    return canonical([_at(values, path) for path in paths])
