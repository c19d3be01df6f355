"""Upstream's defaults that the chart's own texts need: each becomes a named template, learned from the manifests."""

from collections.abc import Mapping

from generator.settings.tables.addresses import CALICO_NODE_ENV, ETCD_NET_CONF, NET_CONF

# The name of the template, and the addresses whose values it prints.
LEARNED: Mapping[str, tuple[str, ...]] = {
    "cni.upstream.namespace": ("DaemonSet/* metadata.namespace",),
    "cni.upstream.podCIDR": (f"{NET_CONF}.Network", f"{ETCD_NET_CONF}.Network"),
    "cni.upstream.flannel.backend": (f"{NET_CONF}.Backend.Type", f"{ETCD_NET_CONF}.Backend.Type"),
    "cni.upstream.calico.ipip": (f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_IPIP].value",),
    "cni.upstream.calico.vxlan": (f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_VXLAN].value",),
}
