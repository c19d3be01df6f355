"""No pool is made where none is wanted: calico-node is then told no network, with which it would not start."""

import pytest

from generator.base.trees import Tree
from tests.checks.test_scenarios import node_environment

NONE: dict[str, Tree] = {"calico": {"createPools": False}}
V6: dict[str, Tree] = {"podCIDRv6": "fd00:10:42::/56"}
NETWORKS = {"CALICO_IPV4POOL_CIDR", "CALICO_IPV6POOL_CIDR"}


@pytest.mark.parametrize(
    ("change", "families"),
    [
        pytest.param({}, ("autodetect", None), id="IPv4"),
        pytest.param({**V6, "podCIDR": "172.20.0.0/16"}, ("autodetect", "autodetect"), id="both"),
        pytest.param(V6, ("none", "autodetect"), id="IPv6"),
    ],
)
@pytest.mark.parametrize("name", ["calico", "calico-vxlan", "calico-etcd"])
def test_no_pool_is_made(name: str, change: dict[str, Tree], families: tuple[str, str | None]) -> None:
    told = node_environment(name, {**NONE, **change})
    assert told["NO_DEFAULT_POOLS"] == "true"
    assert not told.keys() & NETWORKS
    assert (told["IP"], told.get("IP6")) == families


def test_pools_are_made_as_upstream_makes_them() -> None:
    assert "NO_DEFAULT_POOLS" not in node_environment("calico", {"calico": {"createPools": True}})
