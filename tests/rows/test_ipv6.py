"""podCIDRv6 without podCIDR is IPv6 only: no IPv4 network is left in the network's configuration, in any plugin."""

import json
import re
from pathlib import Path

import pytest

from generator.base.files import write_tree
from generator.base.trees import Tree
from generator.releases.release import identity
from generator.tools.helm import HelmError
from tests.builds import built
from tests.checks.test_scenarios import cni_config, environment, network, node_environment
from tests.rendering import HELMS, at, by_identity, mapping, overlay, rendered, scenario, strings

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


@pytest.mark.parametrize("helm", HELMS)
def test_the_ipv6_pool_has_an_encapsulation_of_its_own(helm: str) -> None:
    cases: list[tuple[Tree, tuple[str, str]]] = [
        ({"vxlan": "Always"}, ("Always", "Always")),
        ({"vxlan": "Always", "poolv6": {"vxlan": "CrossSubnet"}}, ("Always", "CrossSubnet")),
        ({"poolv6": {"vxlan": "Always"}}, ("Never", "Always")),
        ({"backend": "vxlan", "poolv6": {"vxlan": "Always"}}, ("CrossSubnet", "Always")),
    ]
    for given, expected in cases:
        objects = {identity(one): one for one in rendered({"plugin": "calico", **BOTH, "calico": given}, helm)}
        told = environment(objects["DaemonSet/calico-node"])
        assert (told["CALICO_IPV4POOL_VXLAN"], told["CALICO_IPV6POOL_VXLAN"]) == expected


# Of each line: whether calico-node makes an IPv6 pool alone, and one with VXLAN: what startup.go of its release reads
# with CALICO_IPV4POOL_CIDR: none.
MADE = {"0.0.2": (False, False), "0.0.3": (True, False), "0.0.4": (True, True), "0.1.0": (True, False)}
_OWN: Tree = [{"name": "own", "cidr": CIDR_V6, "vxlanMode": "Always"}]


@pytest.mark.parametrize(("version", "made"), MADE.items())
def test_an_ipv6_pool_alone_is_refused_only_where_no_such_pool_is_made(
    version: str, made: tuple[bool, bool], tmp_path: Path
) -> None:
    write_tree(tmp_path / "cni", built(version).chart.files)
    asked: dict[str, tuple[dict[str, Tree], bool, str]] = {
        "none": ({}, made[0], "podCIDR: empty, but calico-node of this release makes no IPv6 pool alone"),
        "backend": ({"backend": "vxlan"}, made[1], "calico.backend: vxlan, but calico-node"),
        "both": ({"vxlan": "Always"}, made[1], "calico.vxlan: Always, but calico-node"),
        "own": ({"poolv6": {"vxlan": "CrossSubnet"}}, made[1], "calico.poolv6.vxlan: CrossSubnet, but calico-node"),
        "by hand": ({"backend": "vxlan", "createPools": False, "ipPools": _OWN}, True, ""),
    }
    for given, taken, told in asked.values():
        values: dict[str, Tree] = {"plugin": "calico", **ONLY, "calico": {"mtu": 1400, **given}}
        if taken:
            assert rendered(values, "helm4", tmp_path / "cni")
            continue
        with pytest.raises(HelmError) as error:
            rendered(values, "helm4", tmp_path / "cni")
        assert (told if made[0] else asked["none"][2]) in error.value.text
        assert error.value.text.count("calico-node of this release") == 1
