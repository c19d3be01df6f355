"""Combinations that upstream need not publish hold together as its own do."""

import pytest

from generator.base.trees import Tree
from generator.checks.references import WAIVERS, dangling
from generator.checks.wellformed import misshapen
from generator.features.feature_table import Manifest
from generator.features.manifests import FEATURES
from generator.settings.ci_values import ci_values
from tests.rendering import rendered

COMBINATIONS = {
    " ".join(f"{feature} {value}" for feature, value in point.items()): ci_values(
        Manifest(project="calico", file="combination.yaml", point=point), FEATURES
    )
    for point in FEATURES.supported()
}
MOVED: dict[str, Tree] = {
    "namespaceOverride": "net",
    "podCIDR": "172.20.0.0/16",
    "podCIDRv6": "fd00:10:42::/56",
    "imagePullSecrets": ["a", {"name": "a"}],
}


@pytest.mark.parametrize("change", [{}, MOVED], ids=["as it is", "moved to another namespace with two families"])
@pytest.mark.parametrize("values", COMBINATIONS.values(), ids=COMBINATIONS)
def test_a_combination_that_upstream_need_not_publish_holds_together(
    values: dict[str, Tree], change: dict[str, Tree]
) -> None:
    documents = rendered({**values, **change})
    assert [one for one in dangling(documents) if (one.where, one.to) not in WAIVERS] == []
    assert misshapen(documents) == []
