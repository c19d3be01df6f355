"""Values that every plugin shares."""

from generator.value import Row, Section, Value
from generator.values.patterns import (
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
        doc="The network plugin: flannel (a simple overlay), calico (routing and network policy) or canal (flannel's "
        "network with Calico's policy). One release installs one plugin; do not change it on upgrade.",
        schema={"type": "string", "enum": ["flannel", "calico", "canal"]},
    ),
    Value(
        path="podCIDR",
        default="",
        doc="The IPv4 network that pods get their addresses from, as the cluster was made with "
        "(kubeadm's --pod-network-cidr). flannel's Network, Calico's first pool, in canal both. Empty: upstream's "
        "choice, 10.244.0.0/16 for flannel and canal, detected by Calico. Calico reads it at its first start only.",
        schema=CIDR_V4,
    ),
    Value(
        path="podCIDRv6",
        default="",
        doc="The IPv6 network of a dual-stack cluster, beside podCIDR. Turns IPv6 on everywhere it has to be on.",
        schema=CIDR_V6,
    ),
    Value(
        path="namespaceOverride",
        default="",
        doc="The namespace of all namespaced objects, RBAC subjects included. Empty: upstream's, kube-flannel for "
        "flannel and kube-system for calico and canal, whatever namespace the release is in. flannel's own Namespace "
        "object is rendered unless the namespace is the release's or one of Kubernetes' own.",
        schema=NAMESPACE,
    ),
    Section(path="imageMirror", doc="Where images come from when upstream's registries are out of reach."),
    Value(
        path="imageMirror.mode",
        default="none",
        doc="How upstream's references are rewritten, quay.io/calico/node for example. none: not at all. "
        "replace: another host, mirror/calico/node. prefix: behind a prefix, mirror/quay.io/calico/node. "
        "flat: by name only, mirror/node, as Aliyun's registries want it.",
        schema={"type": "string", "enum": ["none", "replace", "prefix", "flat"]},
    ),
    Value(
        path="imageMirror.registry",
        default="",
        doc="The mirror: a host, with a port and a path where it has them, without a scheme. "
        "For example registry.cn-shanghai.aliyuncs.com/gcr-k8s.",
        schema=REGISTRY,
    ),
    Value(
        path="imageMirror.hosts",
        default={},
        doc="With mode replace, the mirror of each upstream host: {quay.io: quay.m.daocloud.io}. "
        "A host that is not named here goes to registry.",
        schema={
            "type": "object",
            "propertyNames": {"pattern": HOST, "maxLength": 253},
            "additionalProperties": REGISTRY,
            "maxProperties": 32,
        },
    ),
    Value(
        path="imagePullSecrets",
        default=[],
        doc="Pull secrets for all pods, by name or as {name: ...}. They must exist in the plugin's namespace.",
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
        doc="Whether ClusterRoles and ClusterRoleBindings are part of the release.",
        schema=BOOLEAN,
    ),
    Value(
        path="rolloutOnConfigChange",
        default=True,
        doc="Whether pods are replaced when the configuration that they read at their start changes, by a checksum "
        "of it in their annotations.",
        schema=BOOLEAN,
    ),
)
