"""Turns a variant's features into the smallest values that render it, `ci/<variant>-values.yaml`."""

from collections.abc import Mapping

from generator.base.trees import Tree
from generator.features.feature_table import FeatureTable, Manifest
from generator.settings.catalogue import nested
from generator.template.scalars import scalar

# The endpoints of the variants with the etcd datastore; upstream's manifests have a placeholder there.
CI_ENDPOINTS = ("http://10.96.232.136:6666",)


def ci_values(manifest: Manifest, table: FeatureTable) -> dict[str, Tree]:
    """The smallest values that render a variant: those of its features that are not the default.

    Of an add-on they are those of the variant that it is proven beside, with the value that adds it. What the chart
    mends in a manifest is left as it is.
    """
    variant = table.beside(manifest) if manifest.switch else manifest
    point = variant.point
    values: dict[str, Tree] = {}
    for name, value in point.items():
        feature = table.feature(name)
        if name == "plugin" or value != feature.default:
            values[feature.path] = value == "true" if value in {"true", "false"} else value
    if point.get("datastore") == "etcd":
        values["calico.etcd.endpoints"] = list(CI_ENDPOINTS)
    if manifest.switch:
        values[manifest.switch] = True
    values |= {one.value: False for one in table.deviations if variant.stem in one.stems}
    return nested(values)


def values_text(values: Mapping[str, Tree], indent: str = "") -> str:
    """The values as YAML."""
    lines = [
        f"{indent}{key}:\n{values_text(value, indent + '  ')}"
        if isinstance(value, dict)
        else f"{indent}{key}: {scalar(value)}\n"
        for key, value in values.items()
    ]
    return "".join(lines)
