"""Settings of Calico's resources: objects as they are, and short forms of pools, of BGP and of route reflectors."""

from collections.abc import Mapping, Sequence

from generator.base.trees import Tree
from generator.rows import kinds, patterns
from generator.rows.locations import BOTH_CONFIGS, CALICO_NODE_ENV
from generator.rows.resource_schemas import envelope, named_envelope, named_spec, resource_schema
from generator.rows.resources import GROUP_VERSION
from generator.settings.actions.uses_image import PARTS
from generator.settings.catalogue import ResourceKind
from generator.settings.kind import Kind, Schema, Shape, several, text
from generator.settings.setting import Row, Section, Setting, setting
from generator.settings.targets import affects, reads

_MOST = 256
_FILTERS_SINCE = {"calico": "v3.26.0"}
_BALANCERS_SINCE = {"calico": "v3.18.0"}

# Where Calico makes pools of its own, and where it speaks BGP.
_JOB = "calico/resources/job.yaml"
_POOLS = affects(f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_IPIP]", file=_JOB)
_BGP = affects(
    "DaemonSet/calico-node spec.template.spec.containers[calico-node].readinessProbe.exec.command[-bird-ready|--bird-ready]",
    file=_JOB,
)

_NETWORKS = several(
    text(
        "a network of IPv4 or IPv6 with its prefix",
        f"{patterns.IPV4}/([1-2]?[0-9]|3[0-2])|{patterns.IPV6}/([1-9]?[0-9]|1[01][0-9]|12[0-8])",
        longest=43,
        legal=["10.96.0.0/12", "203.0.113.7/32", "fd00:10:96::/108"],
        illegal=["10.96.0.0", "10.96.0.0/33", "fd00::/129", "all"],
    ),
    most=64,
)
_CLUSTER_ID = text(
    "a cluster ID in the form of an IPv4 address, in IPv6 networks, too",
    patterns.IPV4,
    longest=15,
    legal=["244.0.0.1"],
    illegal=["fd00::1", "244.0.0", "244.0.0.1/32", "244.0.0.256"],
)
_NODES = several(
    text(
        "the name of a node",
        patterns.OBJECT_NAME,
        legal=["node-a", "node-b.example.com"],
        illegal=["Node-a", "node_a", "node-a.", "has(a)"],
    ),
    most=32,
)

_PEER: Schema = {"name": "rack-1", "peerIP": "192.0.2.1", "asNumber": 64512}
_FILTER: Schema = {
    "name": "no-default",
    "exportV4": [{"action": "Reject", "matchOperator": "Equal", "cidr": "0.0.0.0/0"}],
}
_POOL: Schema = {"name": "rack-1", "cidr": "172.20.0.0/16", "ipipMode": "CrossSubnet", "natOutgoing": True}
_RESERVED: Schema = {
    "apiVersion": GROUP_VERSION,
    "kind": "GlobalNetworkSet",
    "metadata": {"name": "offices", "labels": {"role": "office"}},
    "spec": {"nets": ["198.51.100.0/24"]},
}


def _described(wrong: Sequence[tuple[str, Tree]], sample: Schema) -> list[Tree]:
    """Samples that are wrong in one field each."""
    return [[{**sample, key: value}] for key, value in wrong]


def _resources(known: Sequence[ResourceKind], specs: Mapping[str, Schema]) -> Kind:
    return Kind(
        what="a list of Calico's resources",
        schema={"type": "array", "maxItems": _MOST, "items": resource_schema(known, specs)},
        strict={"type": "array", "maxItems": _MOST, "items": envelope(known)},
        unset=[],
        shape=Shape.TREE,
        legal=([_RESERVED], [{**_RESERVED, "metadata": {"name": "offices"}}]),
        illegal=(
            "x",
            _RESERVED,
            ["x"],
            [{}],
            *_described(
                [
                    ("apiVersion", "crd.projectcalico.org/v1"),
                    ("kind", "IPAMBlock"),
                    ("kind", "globalnetworkset"),
                    ("metadata", {}),
                    ("metadata", {"name": "offices", "resourceVersion": "1"}),
                    ("spec", ["x"]),
                    ("status", {}),
                ],
                _RESERVED,
            ),
        ),
    )


def _named(what: str, spec: Schema, sample: Schema, most: int = 64) -> Kind:
    """A list of specs with the names of their objects."""
    return Kind(
        what=f"a list of {what}",
        schema={"type": "array", "maxItems": most, "items": named_spec(spec)},
        strict={"type": "array", "maxItems": most, "items": named_envelope()},
        unset=[],
        shape=Shape.TREE,
        legal=([sample],),
        illegal=("x", {"a": sample}, ["x"], [{key: one for key, one in sample.items() if key != "name"}]),
    )


def _bgp(specs: Mapping[str, Schema]) -> tuple[Row, ...]:
    """The rows of BGP, which stand behind the node's own."""
    services = {
        "ClusterIPs": ("cluster addresses", {}),
        "ExternalIPs": ("external addresses", {}),
        "LoadBalancerIPs": ("load balancers", _BALANCERS_SINCE),
    }
    path = "calico.bgp"
    return (
        setting(
            f"{path}.nodeToNodeMesh",
            kinds.SWITCH,
            "Whether each node peers with each other node. Default: null, that of the BGPConfiguration, else true.",
            _BGP,
        ),
        *(
            setting(
                f"{path}.service{name}",
                _NETWORKS,
                f"The networks of Services' {what} that BGP makes known. Default: none.",
                _BGP,
                since=since,
            )
            for name, (what, since) in services.items()
        ),
        setting(
            f"{path}.peers",
            _named("BGP peers", specs.get("BGPPeer", {}), _PEER),
            "Further BGP peers: a name, and the fields of a BGPPeer's spec, for example {name: rack-1, peerIP: 192.0.2.1, "
            "asNumber: 64512}. Default: none.",
            _BGP,
        ),
        setting(
            f"{path}.filters",
            _named("BGP filters", specs.get("BGPFilter", {}), _FILTER),
            "Filters of routes that peers name: a name, and the fields of a BGPFilter's spec. Default: none.",
            _BGP,
            since=_FILTERS_SINCE,
        ),
        *_reflectors(f"{path}.routeReflectors"),
    )


def _reflectors(path: str) -> tuple[Row, ...]:
    return (
        Section(
            path=path,
            doc="Nodes that hand routes on to all others, in place of the mesh. They need calico.bgp.nodeToNodeMesh: false.",
        ),
        setting(
            f"{path}.clusterID",
            _CLUSTER_ID,
            "Their cluster ID, in the form of an IPv4 address that nothing else uses, for example 244.0.0.1. Default: none.",
            _BGP,
        ),
        setting(
            f"{path}.nodes",
            _NODES,
            "The nodes that reflect routes, by name. calicoctl sets the cluster ID and the label cni.route-reflector of their "
            "Calico Node. A node that you take out of the list keeps both until you remove them. Default: none.",
            _BGP,
        ),
        setting(
            f"{path}.nodeSelector",
            kinds.SELECTOR,
            "A Calico selector of the nodes that reflect routes, in place of nodes. Set the cluster ID of each yourself; the "
            "notes of the release say how. Default: none.",
            _BGP,
        ),
        setting(
            f"{path}.peerSelector",
            kinds.SELECTOR,
            "A Calico selector of the nodes that peer with them, all() for all. Default: none.",
            _BGP,
        ),
    )


def _pools(specs: Mapping[str, Schema]) -> Setting:
    return setting(
        "calico.ipPools",
        _named("IP pools", specs.get("IPPool", {}), _POOL),
        "IP pools: a name, and the fields of an IPPool's spec, for example {name: rack-1, cidr: 172.20.0.0/16, natOutgoing: "
        "true}. They need calico.createPools: false, so that calico-node makes no others. calicoctl makes and changes them, "
        "except for cidr and blockSize. Default: none.",
        _POOLS,
    )


def _objects(known: Sequence[ResourceKind], specs: Mapping[str, Schema]) -> Setting:
    told = " The CRDs of this release have no schemas: a misspelt field is found by calicoctl alone, in the Job."
    unchecked = "" if any(specs.values()) else told
    return setting(
        "calico.resources",
        _resources(known, specs),
        f"Objects of {GROUP_VERSION}, as calicoctl takes them: {', '.join(one.name for one in known)}. A Job applies them with "
        "calicoctl, those of calico.ipPools and calico.bgp among them, again when they have changed, and never deletes one. Of "
        f"an IPAMConfiguration it sets strictAffinity.{unchecked} Default: none.",
        reads(affects(BOTH_CONFIGS, places=2, file=_JOB), *(f"images.calicoctl.{part}" for part in PARTS)),
    )


def bgp_rows(specs: Mapping[str, Schema]) -> tuple[Row, ...]:
    """The short forms of BGP's resources."""
    return _bgp(specs)


def resource_rows(known: Sequence[ResourceKind], specs: Mapping[str, Schema]) -> tuple[Row, ...]:
    """The short form of pools, and the objects as they are."""
    return (_pools(specs), _objects(known, specs))
