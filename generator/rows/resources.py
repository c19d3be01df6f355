"""Calico's own resources: the kinds that calicoctl applies, and what it asks of the API server beside each."""

from msgspec.structs import replace

from generator.settings.catalogue import ResourceKind
from generator.settings.kind import Versions
from generator.settings.setting import at_least

# From this release on calicoctl no longer turns IPIP on in a FelixConfiguration when it makes a pool with it.
POOLS_ALONE_SINCE: Versions = {"calico": "v3.24.0"}
# The API group of the resources, and that of the CRDs that hold them.
GROUP_VERSION = "projectcalico.org/v3"
CRD_GROUP = "crd.projectcalico.org"
# The label that identifies the route reflectors if values name their nodes.
REFLECTOR_LABEL = "cni.route-reflector"


_TIERED: tuple[str, ...] = ("tiers",)
_NODE_NAME = r"^(default|node[.].+)$"

# In the order in which they are applied: what others name comes before them, and the mesh goes last.
KINDS: tuple[ResourceKind, ...] = (
    ResourceKind(name="Tier", plural="tiers"),
    ResourceKind(
        name="IPPool",
        plural="ippools",
        lists=("ippools", "ipamblocks"),
        before={"felixconfigurations": POOLS_ALONE_SINCE},
    ),
    ResourceKind(name="IPReservation", plural="ipreservations"),
    ResourceKind(name="GlobalNetworkSet", plural="globalnetworksets"),
    ResourceKind(name="NetworkSet", plural="networksets", namespaced=True),
    ResourceKind(name="HostEndpoint", plural="hostendpoints"),
    ResourceKind(name="GlobalNetworkPolicy", plural="globalnetworkpolicies", gets=_TIERED),
    ResourceKind(name="NetworkPolicy", plural="networkpolicies", namespaced=True, gets=_TIERED),
    ResourceKind(name="StagedGlobalNetworkPolicy", plural="stagedglobalnetworkpolicies", gets=_TIERED),
    ResourceKind(name="StagedNetworkPolicy", plural="stagednetworkpolicies", namespaced=True, gets=_TIERED),
    ResourceKind(name="StagedKubernetesNetworkPolicy", plural="stagedkubernetesnetworkpolicies", namespaced=True),
    ResourceKind(name="KubeControllersConfiguration", plural="kubecontrollersconfigurations", named="^default$"),
    ResourceKind(name="FelixConfiguration", plural="felixconfigurations", named=_NODE_NAME),
    ResourceKind(name="IPAMConfiguration", plural="ipamconfigs", named="^default$"),
    ResourceKind(name="BGPFilter", plural="bgpfilters"),
    ResourceKind(name="BGPPeer", plural="bgppeers", lists=("bgpfilters",)),
    ResourceKind(name="BGPConfiguration", plural="bgpconfigurations", named=_NODE_NAME),
)


def known_kinds(plurals: frozenset[str], versions: Versions) -> tuple[ResourceKind, ...]:
    """The kinds whose CRDs a release has, with what its calicoctl asks for beside them."""
    return tuple(
        replace(
            kind,
            lists=tuple(name for name in kind.lists if name in plurals),
            gets=tuple(name for name in kind.gets if name in plurals),
            before={name: since for name, since in kind.before.items() if not at_least(since, versions)},
        )
        for kind in KINDS
        if kind.plural in plurals
    )
