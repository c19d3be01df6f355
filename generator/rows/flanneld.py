"""Settings of flanneld itself, as flags and as environment variables, on its own and in canal."""

from generator.rows import kinds
from generator.rows.flannel_releases import known_since
from generator.rows.locations import CANAL_ETCD_FLANNELD, CANAL_FLANNELD, CANAL_KUBE_FLANNELD, FLANNELD
from generator.settings.kind import Kind, text, whole
from generator.settings.setting import Row, Setting, Target, setting
from generator.settings.targets import SOME, adds_member, in_some, overrides, sets_env, sets_flag
from generator.template.nodes import Scalar

_PREFIX = text(
    "a domain name, and behind a slash small letters, digits, hyphens and underscores",
    r"([a-z0-9_-]+\.)+[a-z0-9_-]+(/[a-z0-9_-]*)?",
    longest=200,
    legal=["net.example.com/blue", "net.example.com"],
    illegal=["example", "net.example.com/a/b", "Net.example.com/x", "net.example.com/A"],
)
# What flannel's CNI plugin hands the plugin bridge.
_DELEGATE = "ConfigMap/kube-flannel-cfg data[cni-conf.json].plugins[*].delegate"
# Flags without effect on flannel that takes its networks from etcd.
_OF_THE_API_SERVER = ("set-node-network-unavailable", "kube-annotation-prefix")


def _variable(flag: str) -> str:
    return f"FLANNELD_{flag.upper().replace('-', '_')}"


def _env(variable: str, *, kube: bool = False) -> tuple[Target, Target]:
    """A variable of flanneld, and of canal's, there perhaps only if it asks the API server."""
    canal = sets_env(
        f"{CANAL_KUBE_FLANNELD if kube else CANAL_FLANNELD}.env",
        variable,
        before="FLANNELD_IFACE",
        places=1 if kube else 2,
    )
    return (
        sets_env(f"{FLANNELD}.env", variable, before="POD_NAME", places=SOME),
        in_some(canal),
    )


def _row(name: str, flag: str, kind: Kind, doc: str) -> Setting:
    """A flag of flanneld by its environment variable."""
    path, targets = f"flannel.{name}", _env(_variable(flag), kube=flag in _OF_THE_API_SERVER)
    return setting(path, kind, doc, *targets, since=known_since(path))


ROWS: tuple[Row, ...] = (
    setting(
        "flannel.ipMasq",
        kinds.SWITCH,
        "Whether flannel masquerades what pods send to addresses outside of their network. Default: {upstream}.",
        overrides("ConfigMap/canal-config data.masquerade"),
        # Where flanneld does not masquerade, flannel's CNI plugin lets the bridge do it unless it is told not to: then
        # pods of other nodes would see the node's address.
        adds_member(_DELEGATE, "ipMasq", before="hairpinMode", node=Scalar(value=False)),
        sets_flag(f"{FLANNELD}.args", "ip-masq", places=SOME),
        sets_flag(f"{CANAL_KUBE_FLANNELD}.command", "ip-masq"),
    ),
    _row(
        "ipMasqFullyRandomDisable",
        "ip-masq-fully-random-disable",
        kinds.SWITCH,
        "Whether masquerading chooses source ports without full randomness. Default: null, flannel's own default, false.",
    ),
    _row(
        "ifaceCanReach",
        "iface-can-reach",
        kinds.ADDRESS,
        "An IP address: flannel takes the interface that the node reaches it by, if none of flannel.iface and "
        "flannel.ifaceRegex exists. Default: none.",
    ),
    _row(
        "iptablesResync",
        "iptables-resync",
        whole("a number of seconds, 1 to 86400", 1, 86400),
        "After how many seconds flannel restores its packet filter rules, 1 to 86400. Default: null, flannel's own default, 5.",
    ),
    _row(
        "iptablesForwardRules",
        "iptables-forward-rules",
        kinds.SWITCH,
        "Whether flannel adds rules that accept forwarded traffic of pods. Where another program drops in iptables' chain FORWARD, "
        "as Docker does, pods reach no other node without them; rules that are there stay until the next reboot. Default: null, "
        "flannel's own default, true.",
    ),
    _row(
        "ipBlackholeRoute",
        "ip-blackhole-route",
        kinds.SWITCH,
        "Whether each node drops what is sent to addresses of its pod network that no pod has. Only canal takes true. "
        "Default: null, flannel's own default, false.",
    ),
    _row(
        "setNodeNetworkUnavailable",
        "set-node-network-unavailable",
        kinds.SWITCH,
        "Whether flannel clears the condition NetworkUnavailable of its node when it is ready. Default: null, flannel's own "
        "default, true.",
    ),
    _row(
        "kubeAnnotationPrefix",
        "kube-annotation-prefix",
        _PREFIX,
        "The prefix of the annotations of nodes in which flannel keeps its data. Default: flannel's own default, "
        "flannel.alpha.coreos.com. Nodes with another prefix are not seen, so it must not change while the network is in use.",
    ),
    _row(
        "logVerbosity",
        "v",
        whole("a number, 0 to 10", 0, 10),
        "How much flannel logs, 0 to 10. Default: null, flannel's own default, 0.",
    ),
    setting(
        "flannel.eventQueueDepth",
        whole("a number, 100 to 1000000", 100, 1000000),
        "How many events of nodes flannel can queue, 100 to 1000000; it should be more than there are nodes. Default: "
        "{upstream else flannel's own default, 5000}.",
        *_env("EVENT_QUEUE_DEPTH", kube=True),
        since=known_since("flannel.eventQueueDepth"),
    ),
    setting(
        "flannel.contWhenCacheNotReady",
        kinds.SWITCH,
        "Whether flannel goes on when it could not read the nodes from the API server in time. Default: {upstream}.",
        *_env("CONT_WHEN_CACHE_NOT_READY", kube=True),
        since=known_since("flannel.contWhenCacheNotReady"),
    ),
    setting(
        "flannel.subnetLeaseRenewMargin",
        whole("a number of minutes, 1 to 1439", 1, 1439),
        "How many minutes before its end a node renews the lease of its network, 1 to 1439. Default: null, flannel's own "
        "default, 60. Only canal with datastore etcd has leases.",
        in_some(
            sets_env(f"{CANAL_ETCD_FLANNELD}.env", _variable("subnet-lease-renew-margin"), before="FLANNELD_IFACE")
        ),
    ),
)
