"""podCIDRv6 without podCIDR is IPv6 only: no IPv4 network is left in the network's configuration, in any plugin."""

import json
import re

import pytest

from generator.base.trees import Tree
from tests.checks.test_scenarios import cni_config, network, node_environment
from tests.rendering import at, by_identity, mapping, overlay, scenario, strings

CIDR, CIDR_V6 = "172.20.0.0/16", "fd00:10:42::/56"
ONLY: dict[str, Tree] = {"podCIDRv6": CIDR_V6}
BOTH: dict[str, Tree] = {"podCIDR": CIDR, "podCIDRv6": CIDR_V6}
OWN_POOL = ("calico", "calico-typha", "calico-bpf", "calico-etcd")
NO_POOL = ("canal", "canal-etcd", "calico-policy-only")
_IPV4_NETWORK = re.compile(r"([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]")


@pytest.mark.parametrize("name", ["kube-flannel", *OWN_POOL, *NO_POOL])
def test_no_ipv4_network_is_left_in(name: str) -> None:
    objects = by_identity(overlay(scenario(name), ONLY))
    network_objects = [one for key, one in objects.items() if not key.startswith("CustomResourceDefinition/")]
    assert [place for place, text in strings(tuple(network_objects)) if _IPV4_NETWORK.search(text)] == []
    assert [place for place, text in strings(tuple(network_objects)) if CIDR_V6 in text] != [] or (
        name == "calico-policy-only"
    )


@pytest.mark.parametrize("name", ["kube-flannel", "canal", "canal-etcd"])
def test_flannel_gets_no_ipv4_network(name: str) -> None:
    told = network(name, ONLY)
    told.pop("EnableNFTables", None)
    expected = {"EnableIPv4": False, "EnableIPv6": True, "IPv6Network": CIDR_V6, "Backend": {"Type": "vxlan"}}
    assert told == expected
    assert network(name, BOTH)["Network"] == CIDR
    assert "EnableIPv4" not in network(name, BOTH)


@pytest.mark.parametrize("name", OWN_POOL)
def test_calico_detects_no_ipv4_address_and_makes_no_ipv4_pool(name: str) -> None:
    told = node_environment(name, ONLY)
    names = ("IP", "IP6", "CALICO_IPV4POOL_CIDR", "CALICO_IPV6POOL_CIDR", "CALICO_ROUTER_ID", "FELIX_IPV6SUPPORT")
    assert [told[one] for one in names] == ["none", "autodetect", "none", CIDR_V6, "hash", "true"]
    ipam = at(cni_config(name, ONLY), "plugins.0.ipam")
    assert ipam == {"assign_ipv4": "false", "assign_ipv6": "true", "type": "calico-ipam"}


@pytest.mark.parametrize("name", OWN_POOL)
def test_a_dual_stack_keeps_ipv4(name: str) -> None:
    told = node_environment(name, BOTH)
    assert (told["IP"], told["CALICO_IPV4POOL_CIDR"]) == ("autodetect", CIDR)
    assert "CALICO_ROUTER_ID" not in told


@pytest.mark.parametrize("name", NO_POOL)
def test_pods_get_ipv6_addresses_alone_where_another_network_gives_them(name: str) -> None:
    told = node_environment(name, ONLY)
    assert (told["CALICO_IPV4POOL_CIDR"], told["FELIX_IPV6SUPPORT"]) == ("none", "true")
    config = cni_config(name, ONLY)
    if name == "canal-etcd":  # flannel's own plugin gives addresses of the subnets that flannel has
        assert at(config, "plugins.0.type") == "flannel"
        return
    ipam = at(config, "plugins.0.ipam")
    assert ipam == {"type": "host-local", "ranges": [[{"subnet": "usePodCidrIPv6"}]]}


def test_the_text_of_the_network_is_json_with_either() -> None:
    for change in (ONLY, BOTH):
        objects = by_identity(overlay(scenario("kube-flannel"), change))
        assert json.loads(str(mapping(objects["ConfigMap/kube-flannel-cfg"], "data")["net-conf.json"]))
