"""A release whose defaults are others renders equal, and what the chart says and refuses of them follows."""

import re
from pathlib import Path
from typing import Any

import pytest

from generator.base.files import write_tree
from generator.chart.build import Build
from generator.tools import helm
from tests import upstream
from tests.chart.test_notes import notes
from tests.notes import SHOWN
from tests.rendering import Values, by_identity_of
from tests.upstream import ALL, Manifests, document

NETWORK = "10.99.0.0/16"


def replace_text(tree: Any, old: str, new: str) -> Any:
    """The tree with another text in the place of one, wherever it stands."""
    if isinstance(tree, dict):
        return {key: replace_text(value, old, new) for key, value in tree.items()}
    if isinstance(tree, list):
        return [replace_text(value, old, new) for value in tree]
    return tree.replace(old, new) if isinstance(tree, str) else tree


def change_everywhere(changed: Manifests, old: str, new: str) -> None:
    """Another text in the place of one, in every manifest."""
    for stem, documents in changed.items():
        changed[stem] = replace_text(documents, old, new)


def change_defaults(changed: Manifests) -> None:
    """Typha with three replicas, an MTU of 1440 in one variant, IPIP across subnets, host-gw, another network."""
    for stem in ("calico-typha", "calico-policy-only"):
        document(changed, stem, "Deployment/calico-typha")["spec"]["replicas"] = 3
    changed["calico-policy-only"] = replace_text(changed["calico-policy-only"], '"mtu": 1500', '"mtu": 1440')
    for stem in ALL:
        for variable in upstream.node(changed, stem)["env"]:
            if variable["name"] == "CALICO_IPV4POOL_IPIP" and variable["value"] == "Always":
                variable["value"] = "CrossSubnet"
    change_everywhere(changed, "10.244.0.0/16", NETWORK)
    change_everywhere(changed, '"Type": "vxlan"', '"Type": "host-gw"')


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The build of that release."""
    return upstream.built(change_defaults, tmp_path_factory.mktemp("other"))


@pytest.fixture(scope="module")
def chart(other: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its chart, with its notes as one more object."""
    folder = tmp_path_factory.mktemp("chart") / "cni"
    write_tree(folder, {**other.chart.files, "templates/notes.yaml": SHOWN})
    return folder


def test_it_renders_equal(other: Build, tmp_path: Path) -> None:
    assert upstream.parity_faults(other, tmp_path) == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"plugin": "flannel"}, f"  pod CIDR       {NETWORK} (upstream's default)"),
        ({"plugin": "flannel"}, "  encapsulation  host-gw (flannel)"),
        ({"plugin": "canal"}, f"  pod CIDR       {NETWORK} (upstream's default)"),
        ({"plugin": "calico"}, "  encapsulation  IPIP CrossSubnet, VXLAN Never"),
    ],
    ids=["flannel's network", "flannel's backend", "canal's network", "Calico's encapsulation"],
)
def test_the_notes_follow(values: Values, line: str, chart: Path) -> None:
    assert line in notes(chart, values)


def test_the_rule_on_encapsulation_follows(chart: Path) -> None:
    values: Values = {"plugin": "calico", "calico": {"vxlan": "CrossSubnet", "ipip": "CrossSubnet"}}
    with pytest.raises(helm.HelmError, match=r"calico\.ipip: CrossSubnet and calico\.vxlan: CrossSubnet exclude"):
        by_identity_of(values, chart)


def test_values_still_win_over_the_other_defaults(chart: Path) -> None:
    values: Values = {"plugin": "calico", "calico": {"typha": {"enabled": True, "replicas": 5}}}
    assert by_identity_of(values, chart)["Deployment/calico-typha"]["spec"] == {
        **by_identity_of({"plugin": "calico", "calico": {"typha": {"enabled": True}}}, chart)[
            "Deployment/calico-typha"
        ]["spec"],  # type: ignore[dict-item]  # the spec of a Deployment is a mapping
        "replicas": 5,
    }


def test_the_documentation_follows(other: Build) -> None:
    values = other.chart.files["values.yaml"]
    assert NETWORK in values
    assert "10.244.0.0/16" not in values
    assert re.search(r"Default: 3\.\n *replicas: null", values)
