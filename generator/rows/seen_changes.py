"""Says what running networks showed when values were changed: one sentence a change, which a change of the data path proves.

`tests/datapath` has the changes themselves by the same names. `docs/changing-values` tells the sentences at the values.
"""

from collections.abc import Iterator

from msgspec import Struct


class SeenChange(Struct, frozen=True, kw_only=True):
    """A change of values by their paths, whether it is safe on a live cluster, and what was seen."""

    name: str
    paths: tuple[str, ...]
    is_safe: bool
    sentence: str


def _safe(name: str, *paths: str, seen: str) -> SeenChange:
    return SeenChange(name=name, paths=paths, is_safe=True, sentence=seen)


def _unsafe(name: str, *paths: str, seen: str) -> SeenChange:
    return SeenChange(name=name, paths=paths, is_safe=False, sentence=seen)


_UNTIL_ALL = "until all pods of flannel have restarted"

SEEN_CHANGES: tuple[SeenChange, ...] = (
    _unsafe(
        "backend vxlan to host-gw",
        "flannel.backend.type",
        seen="From vxlan to host-gw, nodes that are there go on by their old routes, and no ping is lost; a node that joins "
        f"midway does not reach those of the other backend {_UNTIL_ALL}. The link flannel.1 stays.",
    ),
    _unsafe(
        "backend host-gw to vxlan",
        "flannel.backend.type",
        seen="From host-gw to vxlan it is the same.",
    ),
    _unsafe(
        "annotations of another prefix",
        "flannel.kubeAnnotationPrefix",
        seen="Nodes that are there go on by their old routes, and no ping is lost; a node that joins midway does not reach those "
        f"that have the other prefix {_UNTIL_ALL}.",
    ),
    _safe("direct routing", "flannel.backend.directRouting", seen="No ping is lost where rp_filter is not strict."),
    _unsafe(
        "direct routing taken out again, with strict rp_filter",
        "flannel.backend.directRouting",
        seen="With strict rp_filter, a node that has restarted and one that has not do not reach each other, 0 of 10 pings, "
        "whether the value is set or taken out.",
    ),
    _unsafe(
        "direct routing, with strict rp_filter",
        "flannel.backend.directRouting",
        seen="Set the value at the first installation there, or let all pods of flannel restart at once.",
    ),
    _unsafe(
        "backend vxlan to host-gw, with strict rp_filter",
        "flannel.backend.type",
        seen="With strict rp_filter, some pings can be lost at the moment when the second of two nodes restarts.",
    ),
    _unsafe(
        "another port",
        "flannel.backend.port",
        seen="Nodes with different ports do not reach each other, 0 of 5 pings, until all have restarted.",
    ),
    _unsafe(
        "the port taken out again",
        "flannel.backend.port",
        seen="Taken out again, the old port stays on links that are there, and a node that joins has 8472 and reaches nobody, even "
        "when all have restarted: write 8472 instead.",
    ),
    _unsafe(
        "the port written as 8472",
        "flannel.backend.port",
        seen="Written as 8472, all nodes have it when all have restarted.",
    ),
    _safe(
        "learning",
        "flannel.backend.learning",
        seen="No ping is lost, but a link that is there keeps its setting: `ip link delete flannel.1` and a restart of flanneld "
        "change it.",
    ),
    _safe(
        "a smaller MTU for a smaller network",
        "flannel.mtu",
        seen="flannel.1 and pods that run keep the old MTU, so that in a network that has become smaller large transfers stand "
        "still. `ip link delete flannel.1` and a restart of flanneld on each node mend it, for pods that run, too.",
    ),
    _unsafe(
        "another VNI",
        "flannel.backend.vni",
        seen="Nodes with different VNIs do not reach each other, 0 of 5 pings, until all have restarted.",
    ),
    _unsafe(
        "no masquerade",
        "flannel.ipMasq",
        seen="Set to false, the rules of iptables that are there stay, so that all pods of the node are still masqueraded, until "
        "the node is rebooted or its rules are flushed.",
    ),
    _safe("nftables", "flannel.enableNFTables", seen="No ping is lost."),
    _safe("iptables again", "flannel.enableNFTables", seen="Nor is one when the value is taken out again."),
    _unsafe(
        "no rules in FORWARD, which drops",
        "flannel.iptablesForwardRules",
        seen="Set to false where the chain FORWARD drops, old rules go on to accept; after the next reboot pods reach no other "
        "node, 0 of 5 pings.",
    ),
    _safe(
        "rules in FORWARD, which accepts",
        "flannel.iptablesForwardRules",
        seen="Set to true, no ping is lost.",
    ),
    _safe(
        "a larger network that holds the old one",
        "podCIDR",
        seen="flannel takes a larger network that holds the old one, and no ping is lost.",
    ),
    _unsafe(
        "another network of pods",
        "podCIDR",
        seen="With another network flanneld ends with an error on every node; pods that run go on, and later ones get a network "
        "until the node is rebooted, then none.",
    ),
    _safe(
        "options of flanneld",
        "flannel.healthz.enabled",
        "flannel.healthz.port",
        "flannel.logVerbosity",
        "flannel.ipMasqFullyRandomDisable",
        "flannel.iptablesResync",
        "flannel.eventQueueDepth",
        "flannel.setNodeNetworkUnavailable",
        seen="No ping is lost.",
    ),
    _safe(
        "the CNI configuration",
        "cni.tuning",
        "cni.portmap",
        seen="No ping is lost, and only pods that come later have the change.",
    ),
    _unsafe(
        "another name of the CNI configuration",
        "cni.confName",
        seen="The conflist of the old name stays on the nodes, and the first name in the alphabet counts.",
    ),
    _unsafe(
        "another interface",
        "flannel.iface",
        seen="flannel.1 is made again on the other interface: some pings are lost while a node restarts, 23 of 452.",
    ),
    _unsafe(
        "the other manifest",
        "flannel.manifest",
        seen="The chart refuses the change, since the selector of the DaemonSet that is there is the other manifest's; nothing changes.",
    ),
    _safe("Typha begins", "calico.typha.enabled", seen="Set to true, no ping is lost."),
    _unsafe(
        "Typha ends",
        "calico.typha.enabled",
        seen="Set to false, Typha goes at once: calico-node of nodes that have not restarted is not ready, and their new pods reach "
        "nobody and new policies do not act, until it has.",
    ),
    _safe("a smaller MTU of Calico", "calico.mtu", seen="No ping is lost, and pods that run keep the old MTU."),
    _safe("a smaller MTU of canal", "calico.mtu", seen="So it is with canal."),
    _unsafe(
        "another port of VXLAN",
        "calico.felix.vxlanPort",
        seen="vxlanPort: nodes with different ports do not reach each other, 0 of 5 pings, until all have restarted.",
    ),
    _unsafe(
        "rules of iptables by nftables",
        "calico.felix.iptablesBackend",
        seen="iptablesBackend from Legacy to NFT: the old rules stay beside the new and cut every new pod off, while all probes "
        "succeed, until the node is rebooted or the rules of iptables-legacy are flushed.",
    ),
    _safe(
        "options of Calico",
        "calico.felix.logSeverityScreen",
        "calico.metrics.felix.enabled",
        "calico.startupLogLevel",
        "calico.autodetectPollInterval",
        "calico.ipAutodetectionMethod",
        "calico.kubeControllers.logLevel",
        "calico.bgp.logSeverity",
        seen="No ping is lost.",
    ),
    _safe(
        "routes that are looked at more often",
        "calico.felix.routeRefreshInterval",
        seen="routeRefreshInterval: no ping is lost, and a route that somebody deletes comes back in that time.",
    ),
    _unsafe(
        "another AS number",
        "calico.bgp.asNumber",
        seen="All sessions begin anew, and pods of different nodes do not reach each other for some seconds, 378 of 1301 pings.",
    ),
    _unsafe(
        "another CIDR of pods",
        "podCIDR",
        seen="With Calico no ping is lost, and pods go on to get addresses of the old pool.",
    ),
    _unsafe(
        "backend bird to vxlan",
        "calico.backend",
        "calico.vxlan",
        seen="From bird to vxlan no ping is lost, but the pool keeps `vxlanMode: Never`: a node that joins gets no route, though it "
        "is ready, until the pool is patched.",
    ),
    _unsafe(
        "backend vxlan to bird",
        "calico.backend",
        "calico.vxlan",
        seen="From vxlan to bird, the first node is not ready until the next runs BIRD, so that a roll-out with maxUnavailable 1 "
        "stands still.",
    ),
    _unsafe(
        "block size of a pool",
        "calico.ipPools",
        seen="With another blockSize of a pool the upgrade succeeds and its Job fails; the pool and its pods stay as they are.",
    ),
    _unsafe(
        "CIDR of a pool",
        "calico.ipPools",
        seen="With another cidr it is the same.",
    ),
    _unsafe(
        "the plugin, by mistake",
        "plugin",
        seen="From calico to flannel by an upgrade, pods that run go on, and no new pod gets a network.",
    ),
    _unsafe(
        "the plugin, rolled back",
        "plugin",
        seen="After `helm rollback`, what flannel left changes the source addresses of pods: `cleanup --plugin flannel --yes` on each "
        "node mends it, and no ping is lost.",
    ),
)


def seen_of(path: str) -> Iterator[SeenChange]:
    """Yield the changes of a value, or of its members."""
    for one in SEEN_CHANGES:
        if any(f"{each}.".startswith(f"{path}.") for each in one.paths):
            yield one
