"""Values that every plugin shares."""

from generator.settings.value import Row, Section, Value
from generator.settings.values.patterns import (
    BOOLEAN,
    CIDR_V4,
    CIDR_V6,
    HOST,
    NAMESPACE,
    REGISTRY,
    SECRET_NAME,
    several,
)

ROWS: tuple[Row, ...] = (
    Value(
        path="plugin",
        default="flannel",
        doc="The network plugin. flannel is a simple overlay, calico does routing and network policy, canal is flannel's "
        "network with Calico's policy. One release installs one plugin; do not change it on upgrade.",
        schema={"type": "string", "enum": ["flannel", "calico", "canal"]},
    ),
    Value(
        path="podCIDR",
        default="",
        doc="The pods' IPv4 network. As the cluster was made with (kubeadm's --pod-network-cidr): flannel's Network, "
        "Calico's first pool, in canal both. Empty: upstream's choice, 10.244.0.0/16 for flannel and canal, detected "
        "by Calico. Calico reads it at its first start only.",
        schema=CIDR_V4,
    ),
    Value(
        path="podCIDRv6",
        default="",
        doc="The pods' IPv6 network, in a dual-stack cluster. Beside podCIDR; it turns IPv6 on everywhere it has to be on.",
        schema=CIDR_V6,
    ),
    Value(
        path="namespaceOverride",
        default="",
        doc="The namespace of all objects that have one. RBAC subjects and Typha's settings follow. Empty: upstream's, kube-flannel for "
        "flannel and kube-system for calico and canal, whatever namespace the release is in. flannel's own Namespace "
        "object is rendered unless the namespace is the release's or one of Kubernetes' own.",
        schema=NAMESPACE,
    ),
    Section(path="imageMirror", doc="Where images come from when upstream's registries are out of reach."),
    Value(
        path="imageMirror.mode",
        default="none",
        doc="How upstream's image references are rewritten. quay.io/calico/node for example, none: not at all. "
        "replace: another host, mirror/calico/node. prefix: behind a prefix, mirror/quay.io/calico/node. "
        "flat: by name only, mirror/node, as Aliyun's registries want it.",
        schema={"type": "string", "enum": ["none", "replace", "prefix", "flat"]},
    ),
    Value(
        path="imageMirror.registry",
        default="",
        doc="The mirror, host[:port][/path]. Without a scheme, for example registry.cn-shanghai.aliyuncs.com/gcr-k8s.",
        schema=REGISTRY,
    ),
    Value(
        path="imageMirror.hosts",
        default={},
        doc="With mode replace, a mirror for each upstream host. {quay.io: quay.m.daocloud.io} for example; "
        "a host that is not named here goes to registry.",
        schema={
            "type": "object",
            "patternProperties": {HOST: REGISTRY},
            "additionalProperties": False,
            "maxProperties": 32,
        },
    ),
    Value(
        path="imagePullSecrets",
        default=[],
        doc="Pull secrets for all pods. By name or as {name: ...}; they must exist in the plugin's namespace.",
        schema=several(
            {
                "anyOf": [
                    {**SECRET_NAME, "minLength": 1},
                    {
                        "type": "object",
                        "properties": {"name": {**SECRET_NAME, "minLength": 1}},
                        "required": ["name"],
                        "additionalProperties": False,
                    },
                ]
            }
        ),
    ),
    Value(
        path="rbac.create",
        default=True,
        doc="Install ClusterRoles and ClusterRoleBindings.",
        schema=BOOLEAN,
    ),
    Value(
        path="rolloutOnConfigChange",
        default=True,
        doc="Replace pods when their configuration changes. They read it at their start only; a checksum of it stands "
        "in their annotations.",
        schema=BOOLEAN,
    ),
)
