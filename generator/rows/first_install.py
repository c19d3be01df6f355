"""Which values only the first install reads, where what they made lives afterwards, and which others a change interrupts."""

from collections.abc import Mapping

from generator.settings.setting import FirstInstall

_BACKENDS = (
    r"kubectl get nodes -o custom-columns='NODE:.metadata.name,"
    r"BACKEND:.metadata.annotations.flannel\.alpha\.coreos\.com/backend-type'"
)

FIRST_INSTALL: tuple[FirstInstall, ...] = (
    FirstInstall(
        paths=("plugin",),
        lives="in the release's values",
        shown="helm get values RELEASE --all",
        sentence="An upgrade does not move a cluster from one plugin to another: uninstall the release, clean the nodes, and "
        "install again.",
    ),
    FirstInstall(
        paths=("podCIDR", "podCIDRv6"),
        lives="in Calico's IP pools and the nodes' spec.podCIDRs",
        shown="kubectl get ippools.crd.projectcalico.org -o yaml; kubectl get nodes -o yaml",
        sentence="A later change alters no IP pool of Calico's and no node's pod CIDR.",
    ),
    FirstInstall(
        paths=("calico.ipip", "calico.vxlan", "calico.pool*.*"),
        lives="in Calico's IP pools",
        shown="kubectl get ippools.crd.projectcalico.org -o yaml",
        sentence="Only the first install reads the value: a later change alters no pool. With the etcd datastore, calicoctl get "
        "ippools -o yaml shows the pools.",
    ),
    FirstInstall(
        paths=("flannel.backend.type",),
        lives="in the annotations of the nodes",
        shown=_BACKENDS,
        sentence="A node that joins does not reach those of another backend until all pods of flannel have restarted.",
    ),
)

# What a later change of further values interrupts or loses, by path.
INTERRUPTS: Mapping[str, str] = {
    "namespaceOverride": "all objects are made anew in the other namespace, and the network is interrupted",
    "calico.datastore": "Calico starts with an empty datastore: its pools, policies and addresses are lost",
    "calico.dataplane": "connections of pods break while nodes change their dataplane",
    "calico.policyOnly": "Calico stops or begins to give pods their addresses",
    "calico.bgp.nodeToNodeMesh": "nodes lose the routes of all that they no longer peer with",
    "calico.bgp.routeReflectors.nodes": "a node that becomes a route reflector leaves the mesh, and its sessions start anew",
    "calico.ipam.type": "pods keep addresses that the other IPAM does not know; restart all of them",
    "calico.etcd.endpoints": "another etcd cluster has other data",
    "flannel.backend.listenPort": "nodes with different ports do not reach each other until all have restarted",
    "flannel.backend.listenPortV6": "nodes with different ports do not reach each other until all have restarted",
    "cni.install": "a conflist and binaries that are on the nodes stay there",
    "cni.confDir": "the conflist in the old folder stays there",
    "rbac.create": "without ClusterRoles and ClusterRoleBindings of your own, the pods may no longer read the API",
    "calico.crds.install": "CRDs stay where they are, but no upgrade changes them any more",
}
