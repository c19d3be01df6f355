"""Which values only the first install reads, where what they made lives afterwards, and what shows it."""

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
        sentence="Nodes of two backends do not reach each other until all pods of flannel have restarted.",
    ),
)
