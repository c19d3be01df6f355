"""A PodDisruptionBudget has the one number that is given, upstream's without any, and never both."""

import pytest

from generator.base.trees import Tree
from tests.declared import VALUES
from tests.rendering import by_identity, mapping, overlay, scenario

NAMES = {"typha": "calico-typha", "kubeControllers": "calico-kube-controllers"}


def budget(path: str, values: dict[str, Tree]) -> dict[str, Tree]:
    """What the budget of a Deployment says beside its selector."""
    change: Tree = {"calico": {path: {"podDisruptionBudget": values}}}
    spec = mapping(by_identity(overlay(scenario("calico-typha"), change))[f"PodDisruptionBudget/{NAMES[path]}"], "spec")
    return {key: value for key, value in spec.items() if key != "selector"}


@pytest.mark.parametrize("path", NAMES)
@pytest.mark.parametrize("name", ["maxUnavailable", "minAvailable"])
def test_every_sample_is_the_one_number(path: str, name: str) -> None:
    samples = VALUES[f"calico.{path}.podDisruptionBudget.{name}"].kind.legal
    assert [budget(path, {name: sample}) for sample in samples] == [{name: sample} for sample in samples]


@pytest.mark.parametrize("path", NAMES)
def test_upstreams_stays_without_one(path: str) -> None:
    assert budget(path, {}) == {"maxUnavailable": 1}
