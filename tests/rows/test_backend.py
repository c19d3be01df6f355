"""With calico.backend: none Calico makes no routes: upstream's manifest without BGP and without encapsulation."""

import pytest

from generator.base.trees import Tree, canonical
from generator.releases.release import identity
from tests.checks.test_scenarios import environment
from tests.rendering import HELMS, at, overlay, rendered, scenario

NONE: Tree = {"calico": {"backend": "none"}}
BOTH: Tree = {"podCIDR": "172.20.0.0/16", "podCIDRv6": "fd00:10:42::/56"}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("name", ["calico", "calico-typha", "calico-etcd"])
def test_nothing_makes_routes_and_no_probe_asks_for_bird(name: str, helm: str) -> None:
    objects = {identity(one): one for one in rendered(overlay(overlay(scenario(name), NONE), BOTH), helm)}
    node = objects["DaemonSet/calico-node"]
    told = environment(node)
    encapsulations = ("CALICO_IPV4POOL_IPIP", "CALICO_IPV4POOL_VXLAN")
    assert [told[one] for one in encapsulations] == ["Never", "Never"]
    assert told.get("CALICO_IPV6POOL_VXLAN", "Never") == "Never"
    assert at(objects["ConfigMap/calico-config"], "data.calico_backend") == "none"
    assert "bird-" not in canonical(node)
    assert "felix-ready" in canonical(node)


@pytest.mark.parametrize("helm", HELMS)
def test_all_else_is_as_upstream_has_it_without_bgp(helm: str) -> None:
    made = {identity(one): canonical(one) for one in rendered(overlay(scenario("calico"), NONE), helm)}
    other = {identity(one): canonical(one) for one in rendered(scenario("calico-vxlan"), helm)}
    differing = {key for key in made.keys() | other.keys() if made.get(key) != other.get(key)}
    assert differing == {"ConfigMap/calico-config", "DaemonSet/calico-node"}
