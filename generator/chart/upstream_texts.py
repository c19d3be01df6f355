"""Names upstream's values that templates, notes and refusals include."""

from generator.rows.locations import BOTH_CONFIGS, CALICO_CONFIG, CALICO_NODE_ENV, ETCD_NET_CONF, NET_CONF
from generator.template.named_texts import NamedText

_CONTROLLERS_ENV = "Deployment/calico-kube-controllers spec.template.spec.containers[calico-kube-controllers].env"
_API_SERVER = "Deployment/calico-apiserver"

UPSTREAM_TEXTS: tuple[NamedText, ...] = (
    NamedText(name="cni.canal.name", at=("DaemonSet/canal metadata.name",), replaces=True, in_all_releases=False),
    NamedText(
        name="cni.calico.configName",
        at=(f"{_CONTROLLERS_ENV}[ETCD_ENDPOINTS].valueFrom.configMapKeyRef.name",),
        replaces=True,
        in_all_releases=False,
    ),
    NamedText(name="cni.upstream.namespace", at=("DaemonSet/* metadata.namespace",)),
    NamedText(name="cni.upstream.podCIDR", at=(f"{NET_CONF}.Network", f"{ETCD_NET_CONF}.Network")),
    NamedText(name="cni.upstream.flannelBackend", at=(f"{NET_CONF}.Backend.Type", f"{ETCD_NET_CONF}.Backend.Type")),
    NamedText(name="cni.upstream.apiServerNamespace", at=(f"{_API_SERVER} metadata.namespace",), in_all_releases=False),
    NamedText(
        name="cni.upstream.apiServerSecret",
        at=(f"{_API_SERVER} spec.template.spec.volumes[calico-apiserver-certs].secret.secretName",),
        in_all_releases=False,
    ),
    # The MTU of pods' links, which the CNI configuration of policy-only Calico has itself, in a line of its text.
    NamedText(name="cni.upstream.mtu", at=(f"{BOTH_CONFIGS}.veth_mtu",)),
    NamedText(
        name="cni.upstream.policyOnlyMTU",
        at=(f'{CALICO_CONFIG}[cni_network_config]["mtu": ???,|"mtu": ????,|"mtu": ?????,]',),
        in_all_releases=False,
    ),
    NamedText(name="cni.upstream.calicoIpip", at=(f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_IPIP].value",)),
    NamedText(name="cni.upstream.calicoVxlan", at=(f"{CALICO_NODE_ENV}[CALICO_IPV4POOL_VXLAN].value",)),
    NamedText(
        name="cni.upstream.calicoVxlanV6",
        at=(f"{CALICO_NODE_ENV}[CALICO_IPV6POOL_VXLAN].value",),
        in_all_releases=False,
    ),
)
