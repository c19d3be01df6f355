"""What the network's values do in each plugin: every place that has to know is told, and no other value is lost."""

import json
import re

import pytest

from generator.base.trees import Tree, is_json
from generator.releases.release import Document
from tests.rendering import SCENARIOS, Values, at, by_identity, items, mapping, overlay, rendered, scenario, strings

CIDR, CIDR_V6 = "172.20.0.0/16", "fd00:10:42::/56"
FLANNELD = {"canal": ("DaemonSet/canal", "kube-flannel"), "canal-etcd": ("DaemonSet/canal-node", "flannel")}

# Variant, calico.ipip and calico.vxlan; what the pool gets of both.
ENCAPSULATION = {
    "upstream's choice": ("calico", "", "", ("Always", "Never")),
    "Off is Never": ("calico", "Off", "", ("Never", "Never")),
    "no IPIP": ("calico", "Never", "", ("Never", "Never")),
    "IPIP across subnets": ("calico", "CrossSubnet", "", ("CrossSubnet", "Never")),
    "IPIP and no VXLAN": ("calico", "Always", "Never", ("Always", "Never")),
    "IPIP gives way to VXLAN": ("calico", "", "CrossSubnet", ("Never", "CrossSubnet")),
    "Off and VXLAN": ("calico", "Off", "Always", ("Never", "Always")),
    "upstream's choice without BGP": ("calico-vxlan", "", "", ("Never", "CrossSubnet")),
    "VXLAN everywhere without BGP": ("calico-vxlan", "Never", "Always", ("Never", "Always")),
    "upstream's choice with bpf": ("calico-bpf", "", "", ("Never", "Never")),
    "IPIP with bpf": ("calico-bpf", "Always", "", ("Always", "Never")),
}


def environment(document: Document, container: str = "calico-node") -> dict[str, Tree]:
    """The environment of a container: name to value, or to where the value comes from."""
    found = items(document, f"spec.template.spec.containers.{container}.env")
    return {str(at(item, "name")): item.get("value", item.get("valueFrom")) for item in found if isinstance(item, dict)}


def node_environment(name: str, change: Values) -> dict[str, Tree]:
    """The environment of calico-node in a variant with a change."""
    return environment(
        by_identity(overlay(scenario(name), dict(change)))[FLANNELD.get(name, ("DaemonSet/calico-node", ""))[0]]
    )


def network(name: str, change: Values) -> dict[str, Tree]:
    """flannel's network in a variant with a change, wherever the variant keeps it."""
    objects = by_identity(overlay(scenario(name), dict(change)))
    if name == "canal-etcd":
        [job] = [document for key, document in objects.items() if key.startswith("Job/")]
        text = at(job, "spec.template.spec.containers.configure-flannel.command.4")
    else:
        config = "kube-flannel-cfg" if name == "kube-flannel" else "canal-config"
        text = mapping(objects[f"ConfigMap/{config}"], "data")["net-conf.json"]
    loaded: dict[str, Tree] = json.loads(str(text))
    return loaded


def cni_config(name: str, change: Values) -> Tree:
    """The CNI configuration of Calico in a variant with a change, the number that calico fills in set to 1."""
    objects = by_identity(overlay(scenario(name), dict(change)))
    config = "canal-config" if name.startswith("canal") else "calico-config"
    text = str(at(objects[f"ConfigMap/{config}"], "data.cni_network_config"))
    loaded: Tree = json.loads(text.replace("__CNI_MTU__", "1"))
    return loaded


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_json_payload_is_json(name: str) -> None:
    payloads = {place: text for place, text in strings(rendered(scenario(name))) if text.lstrip().startswith("{")}
    assert payloads != {}
    assert [place for place, text in payloads.items() if not is_json(text.replace("__CNI_MTU__", "1"))] == []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("kube-flannel", {"ConfigMap/kube-flannel-cfg data.net-conf.json"}),
        ("calico", {"DaemonSet/calico-node"}),
        ("calico-vxlan", {"DaemonSet/calico-node"}),
        ("calico-etcd", {"DaemonSet/calico-node"}),
        ("canal", {"ConfigMap/canal-config data.net-conf.json", "DaemonSet/canal"}),
        ("canal-etcd", {"Job/configure-canal", "DaemonSet/canal-node"}),
    ],
)
def test_the_pod_network_stands_in_every_place(name: str, places: set[str]) -> None:
    told = list(strings(rendered({**scenario(name), "podCIDR": CIDR})))
    found = {re.sub(r"-[0-9a-f]{8} .*| spec.*", "", place) for place, text in told if CIDR in text}
    assert found == places
    assert [place for place, text in told if "10.244.0.0" in text] == []


@pytest.mark.parametrize("name", ["kube-flannel", "canal", "canal-etcd"])
def test_flannel_is_told_its_network(name: str) -> None:
    change: Values = {"podCIDR": CIDR, "podCIDRv6": CIDR_V6, "flannel": {"mtu": 1400, "backend": {"type": "wireguard"}}}
    told = network(name, change)
    told.pop("EnableNFTables", None)
    assert told == {
        "Network": CIDR,
        "EnableIPv6": True,
        "IPv6Network": CIDR_V6,
        "Backend": {"MTU": 1400, "Type": "wireguard"},
    }


@pytest.mark.parametrize("name", ["kube-flannel", "canal", "canal-etcd"])
def test_flannel_keeps_upstreams_network(name: str) -> None:
    told = network(name, {})
    told.pop("EnableNFTables", None)
    assert told == {"Network": "10.244.0.0/16", "Backend": {"Type": "vxlan"}}


@pytest.mark.parametrize("name", ["calico", "calico-etcd"])
def test_dual_stack_is_on_wherever_calico_has_it(name: str) -> None:
    told = node_environment(name, {"podCIDR": CIDR, "podCIDRv6": CIDR_V6})
    names = ("IP6", "CALICO_IPV4POOL_CIDR", "CALICO_IPV6POOL_CIDR", "FELIX_IPV6SUPPORT")
    assert [told[each] for each in names] == ["autodetect", CIDR, CIDR_V6, "true"]
    ipam = at(cni_config(name, {"podCIDR": CIDR, "podCIDRv6": CIDR_V6}), "plugins.0.ipam")
    assert ipam == {"assign_ipv4": "true", "assign_ipv6": "true", "type": "calico-ipam"}


@pytest.mark.parametrize("name", ["canal", "calico-policy-only"])
def test_dual_stack_is_on_where_another_network_gives_the_addresses(name: str) -> None:
    told = node_environment(name, {"podCIDR": CIDR, "podCIDRv6": CIDR_V6})
    assert told["FELIX_IPV6SUPPORT"] == "true"
    assert not told.keys() & {"IP6", "CALICO_IPV6POOL_CIDR"}
    ipam = at(cni_config(name, {"podCIDR": CIDR, "podCIDRv6": CIDR_V6}), "plugins.0.ipam")
    assert ipam == {"type": "host-local", "ranges": [[{"subnet": "usePodCidr"}], [{"subnet": "usePodCidrIPv6"}]]}


def test_a_support_of_ipv6_that_is_given_wins() -> None:
    change: Values = {"calico": {"felix": {"ipv6Support": True}}}
    assert node_environment("calico", change)["FELIX_IPV6SUPPORT"] == "true"


@pytest.mark.parametrize(("name", "ipip", "vxlan", "expected"), ENCAPSULATION.values(), ids=ENCAPSULATION)
def test_the_encapsulation_of_the_pool(name: str, ipip: str, vxlan: str, expected: tuple[str, str]) -> None:
    told = node_environment(name, {"calico": {"ipip": ipip, "vxlan": vxlan}})
    assert (told["CALICO_IPV4POOL_IPIP"], told["CALICO_IPV4POOL_VXLAN"]) == expected
    assert told["CALICO_IPV6POOL_VXLAN"] == expected[1]


def test_the_pool_and_felix_are_told_their_values() -> None:
    told = environment(by_identity(scenario("ipip-off"))["DaemonSet/calico-node"])
    assert {
        name: value for name, value in told.items() if name.startswith(("CALICO_IPV4POOL", "FELIX_D", "FELIX_L"))
    } == {
        "CALICO_IPV4POOL_IPIP": "Never",
        "CALICO_IPV4POOL_VXLAN": "Never",
        "CALICO_IPV4POOL_CIDR": "172.20.0.0/16",
        "CALICO_IPV4POOL_BLOCK_SIZE": "24",
        "CALICO_IPV4POOL_NAT_OUTGOING": "false",
        "CALICO_IPV4POOL_NODE_SELECTOR": "!has(edge)",
        "FELIX_LOGSEVERITYSCREEN": "Warning",
        "FELIX_DEFAULTENDPOINTTOHOSTACTION": "Return",
    }


def test_flannel_gets_its_interfaces_as_flags_in_order() -> None:
    arguments = at(
        by_identity(scenario("iface"))["DaemonSet/kube-flannel-ds"], "spec.template.spec.containers.kube-flannel.args"
    )
    assert isinstance(arguments, list)
    assert arguments[:2] == ["--ip-masq", "--kube-subnet-mgr"]
    assert arguments[-3:] == ["--iface=eth1", "--iface=192.168.10.2", "--iface-regex=^(bond|team)[0-9]+$"]


@pytest.mark.parametrize("name", FLANNELD)
def test_canal_gets_one_interface_from_its_configuration(name: str) -> None:
    objects = by_identity(overlay(scenario(name), {"flannel": {"iface": ["eth1"]}}))
    node, container = FLANNELD[name]
    assert at(objects["ConfigMap/canal-config"], "data.canal_iface") == "eth1"
    assert "args" not in mapping(objects[node], f"spec.template.spec.containers.{container}")


@pytest.mark.parametrize("name", FLANNELD)
def test_canal_gets_several_interfaces_as_flags(name: str) -> None:
    change: Tree = {"flannel": {"iface": ["eth1", "eth2"], "ifaceRegex": ["^bond.*"]}}
    objects = by_identity(overlay(scenario(name), change))
    node, container = FLANNELD[name]
    flags = at(objects[node], f"spec.template.spec.containers.{container}.args")
    assert flags == ["--iface=eth1", "--iface=eth2", "--iface-regex=^bond.*"]
    assert at(objects["ConfigMap/canal-config"], "data.canal_iface") == "eth1"


def test_bpf_reaches_the_api_server_without_kube_proxy() -> None:
    data = mapping(by_identity(scenario("bpf-vxlan"))["ConfigMap/calico-config"], "data")
    assert (data["kubernetes_service_host"], data["kubernetes_service_port"]) == ("192.168.10.100", "6443")
