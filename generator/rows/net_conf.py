"""Settings of flannel's network, members of its net-conf.json in ConfigMaps and in what canal's Job writes into etcd."""

from collections.abc import Mapping

from generator.rows import kinds, patterns
from generator.rows.flannel_releases import known_since
from generator.rows.locations import DUAL_STACK_SINCE, ETCD_NET_CONF, NET_CONF
from generator.settings.kind import Kind, Versions, one_of, text, whole
from generator.settings.setting import Row, Setting, setting
from generator.settings.targets import adds_member

_WIREGUARD: Versions = {"flannel": "v0.16.0"}
_ADDRESS = text(
    "an IPv4 network's address",
    patterns.IPV4,
    longest=15,
    legal=["10.244.16.0"],
    illegal=["10.244.16", "10.244.16.256", "fd00::", "10.244.16.0/24"],
)
_ADDRESS_V6 = text(
    "an IPv6 network's address",
    patterns.IPV6,
    longest=39,
    legal=["fd00:10:42:1::"],
    illegal=["10.244.16.0", "fd00::1::2", "fd00::/64"],
)
_MAC_PREFIX = text(
    "two bytes in hexadecimal digits with a hyphen between them",
    "[0-9A-Fa-f]{2}-[0-9A-Fa-f]{2}",
    longest=5,
    legal=["0E-2A"],
    illegal=["0E:2A", "0E2A", "0G-2A", "0E-2A-00"],
)
_PROPOSAL = text(
    "an ESP proposal of strongSwan",
    "[a-z0-9]+(-[a-z0-9]+)*",
    longest=128,
    legal=["aes128gcm16-sha256-prfsha256-ecp256"],
    illegal=["AES", "aes--sha", "aes sha", "-aes"],
)

# Which backend reads what; one that is not named reads none of them.
BACKENDS: Mapping[str, tuple[str, ...]] = {
    "flannel.mtu": ("vxlan", "wireguard"),
    "flannel.backend.vni": ("vxlan",),
    "flannel.backend.port": ("vxlan", "udp"),
    "flannel.backend.directRouting": ("vxlan", "ipip"),
    "flannel.backend.gbp": ("vxlan",),
    "flannel.backend.learning": ("vxlan",),
    "flannel.backend.macPrefix": ("vxlan",),
    "flannel.backend.listenPort": ("wireguard",),
    "flannel.backend.listenPortV6": ("wireguard",),
    "flannel.backend.mode": ("wireguard",),
    "flannel.backend.persistentKeepaliveInterval": ("wireguard",),
    "flannel.backend.udpEncap": ("ipsec",),
    "flannel.backend.espProposal": ("ipsec",),
    "flannel.backend.psk.existingSecret": ("wireguard", "ipsec"),
}

# How many bytes of a packet each backend takes for its tunnel over IPv4, as flannel reckons; the others take none.
OVERHEADS: Mapping[str, int] = {"vxlan": 50, "wireguard": 80, "udp": 28, "ipip": 20, "ipsec": 77}


def _member(name: str, member: str, kind: Kind, doc: str, since: Versions | None = None) -> Setting:
    """A member of the backend's object, in every place that has one."""
    return setting(
        f"flannel.backend.{name}",
        kind,
        doc,
        adds_member(f"{NET_CONF}.Backend", member, before="Type", places=2),
        adds_member(f"{ETCD_NET_CONF}.Backend", member, before="Type"),
        since=since,
    )


def _subnets(name: str, member: str, kind: Kind, doc: str, since: Versions | None = None) -> Setting:
    """A member that only flannel reads which takes its networks from etcd."""
    return setting(f"flannel.{name}", kind, doc, adds_member(ETCD_NET_CONF, member, before="Backend"), since=since)


BACKEND_ROWS: tuple[Row, ...] = (
    _member(
        "vni",
        "VNI",
        whole("a VXLAN network identifier, 1 to 16777215", 1, 16777215),
        "The VXLAN network identifier, 1 to 16777215; Windows nodes need 4096 or more. Default: null, flannel's own "
        "default, 1. The interface is called flannel.VNI.",
    ),
    _member(
        "port",
        "Port",
        kinds.PORT,
        "The UDP port of vxlan and udp, 1 to 65535; Windows nodes need 4789. Default: null, flannel's own default, 8472 for "
        "vxlan and 8285 for udp. It must be the same on all nodes.",
    ),
    _member(
        "directRouting",
        "DirectRouting",
        kinds.SWITCH,
        "Whether vxlan and ipip route to nodes in the same subnet without encapsulation. Default: null, flannel's own "
        "default, false.",
    ),
    _member(
        "gbp",
        "GBP",
        kinds.SWITCH,
        "Whether vxlan carries group-based policy marks; Windows nodes cannot. Default: null, flannel's own default, false.",
    ),
    _member(
        "learning",
        "Learning",
        kinds.SWITCH,
        "Whether the vxlan interface learns addresses from what it receives. Default: null, flannel's own default, false.",
    ),
    _member(
        "macPrefix",
        "MacPrefix",
        _MAC_PREFIX,
        "The first two bytes of the MAC addresses that vxlan gives on Windows nodes. Default: flannel's own default, 0E-2A.",
    ),
    _member(
        "listenPort",
        "ListenPort",
        kinds.PORT,
        "The UDP port of wireguard, 1 to 65535. Default: null, flannel's own default, 51820.",
        _WIREGUARD,
    ),
    _member(
        "listenPortV6",
        "ListenPortV6",
        kinds.PORT,
        "The UDP port of wireguard for its IPv6 tunnels, 1 to 65535. Default: null, flannel's own default, 51821. Only "
        "mode separate uses it.",
        _WIREGUARD,
    ),
    _member(
        "mode",
        "Mode",
        one_of("separate", "auto", "ipv4", "ipv6"),
        "Which tunnels wireguard makes: {choices}. With separate each address family has its own; with the others one "
        "tunnel carries both, over the family that is named or that auto finds. Default: flannel's own default, separate.",
        _WIREGUARD,
    ),
    _member(
        "persistentKeepaliveInterval",
        "PersistentKeepaliveInterval",
        whole("a number of seconds, 0 to 65535", 0, 65535),
        "How many seconds lie between wireguard's keepalive packets, 0 to 65535; 0 sends none. Default: null, flannel's "
        "own default, 0.",
        _WIREGUARD,
    ),
    _member(
        "udpEncap",
        "UDPEncap",
        kinds.SWITCH,
        "Whether ipsec puts its packets into UDP, as NAT between nodes needs it. Default: null, flannel's own default, false.",
        _WIREGUARD,
    ),
    _member(
        "espProposal",
        "ESPProposal",
        _PROPOSAL,
        "The ESP proposal of ipsec, as strongSwan writes it. Default: flannel's own default, "
        "aes128gcm16-sha256-prfsha256-ecp256.",
        _WIREGUARD,
    ),
)

ROWS: tuple[Row, ...] = (
    setting(
        "flannel.enableNFTables",
        kinds.SWITCH,
        "Whether flannel writes nftables rules instead of iptables rules. An accept in a table of nftables does not overrule a "
        "drop in iptables' chain FORWARD, as Docker makes it: there, let that chain accept the pods' network, too. Default: "
        "{upstream else flannel's own default, false}.",
        adds_member(NET_CONF, "EnableNFTables", before="Backend", places=2),
        adds_member(ETCD_NET_CONF, "EnableNFTables", before="Backend"),
        since=known_since("flannel.enableNFTables"),
    ),
    _subnets(
        "subnetLen",
        "SubnetLen",
        whole("a prefix length, 10 to 30", 10, 30),
        "The prefix length of the nodes' IPv4 networks, 10 to 30 and at least 2 more than that of podCIDR. Default: null, "
        "flannel's own default, 24. Only canal with datastore etcd uses it; elsewhere Kubernetes gives nodes their networks.",
    ),
    _subnets(
        "subnetMin",
        "SubnetMin",
        _ADDRESS,
        "The first of the networks that nodes get, an address in podCIDR at a boundary of flannel.subnetLen. Default: "
        "flannel's own default, the second. Only canal with datastore etcd uses it.",
    ),
    _subnets(
        "subnetMax",
        "SubnetMax",
        _ADDRESS,
        "The last of the networks that nodes get, an address in podCIDR at a boundary of flannel.subnetLen. Default: "
        "flannel's own default, the last. Only canal with datastore etcd uses it.",
    ),
    _subnets(
        "ipv6SubnetLen",
        "IPv6SubnetLen",
        whole("a prefix length, 18 to 126", 18, 126),
        "The prefix length of the nodes' IPv6 networks, 18 to 126 and at least 2 more than that of podCIDRv6. Default: null, "
        "flannel's own default, 64. Only canal with datastore etcd uses it.",
        DUAL_STACK_SINCE,
    ),
    _subnets(
        "ipv6SubnetMin",
        "IPv6SubnetMin",
        _ADDRESS_V6,
        "The first of the IPv6 networks that nodes get, an address in podCIDRv6. Default: flannel's own default, the second. "
        "Only canal with datastore etcd uses it.",
        DUAL_STACK_SINCE,
    ),
    _subnets(
        "ipv6SubnetMax",
        "IPv6SubnetMax",
        _ADDRESS_V6,
        "The last of the IPv6 networks that nodes get, an address in podCIDRv6. Default: flannel's own default, the last. "
        "Only canal with datastore etcd uses it.",
        DUAL_STACK_SINCE,
    ),
)
