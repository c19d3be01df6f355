"""What every plugin shares: namespace, labels, RBAC, pull secrets, the roll-out on a changed configuration."""

from generator.features.conditions import given, when
from generator.settings.knob import ANY, SOME, Ensure, Guard, Insert, Knob, Replace, Spread
from generator.template.nodes import Block, Expression

_NAMESPACE = Replace(text=".Values.namespaceOverride | default {upstream} | quote")

# The Namespace object is upstream's own; a namespace that is there before the release cannot be created by it.
_NOT_THERE_YET = given(
    'not (has (include "cni.namespace" .) (list .Release.Namespace "default" "kube-system" "kube-public"))'
)
_CHECKSUM = Insert(
    key="checksum/config",
    node=Expression('include "cni.configChecksum" . | quote'),
    condition=given(".Values.rolloutOnConfigChange"),
)
_POD_SPECS = "DaemonSet/*|Deployment/*|Job/* spec.template.spec"

ROWS = (
    Knob(values=("namespaceOverride",), at="* metadata.namespace", do=_NAMESPACE, expect=SOME),
    Knob(values=("namespaceOverride",), at="* subjects[*].namespace", do=_NAMESPACE, expect=SOME),
    Knob(values=("namespaceOverride",), at="* spec.template.metadata.namespace", do=_NAMESPACE, expect=ANY),
    Knob(values=("namespaceOverride",), at="Namespace/* metadata.name", do=_NAMESPACE, expect=ANY),
    Knob(values=("namespaceOverride",), at="Namespace/*", do=Guard(condition=_NOT_THERE_YET), expect=ANY),
    Knob(
        values=("rbac.create",),
        at="ClusterRole/*|ClusterRoleBinding/*|Role/*|RoleBinding/*",
        do=Guard(condition=given(".Values.rbac.create")),
        expect=SOME,
    ),
    Knob(
        values=("imagePullSecrets",),
        at=_POD_SPECS,
        do=Insert(
            key="imagePullSecrets",
            node=Block('include "cni.imagePullSecrets" .'),
            condition=given(".Values.imagePullSecrets"),
        ),
        expect=SOME,
    ),
    Knob(
        values=("rolloutOnConfigChange",),
        at="DaemonSet/* spec.template.metadata",
        do=Ensure(parent="annotations", insert=_CHECKSUM),
        expect=SOME,
    ),
    Knob(
        values=("rolloutOnConfigChange",),
        at="Deployment/calico-kube-controllers spec.template.metadata",
        do=Ensure(
            parent="annotations",
            insert=Insert(
                key=_CHECKSUM.key, node=_CHECKSUM.node, condition=_CHECKSUM.condition & when(datastore="etcd")
            ),
        ),
    ),
    Knob(values=(), at="* metadata", do=Spread(parent="labels", text='include "cni.labels" .'), expect=SOME),
)
