"""What is refused of the CNI plugins' values: rules across them, and values that others leave without an effect."""

from collections.abc import Mapping

from generator.features.combinations import TemplateRule
from generator.settings.actions.uses_image import PARTS

CNI: tuple[TemplateRule, ...] = (
    TemplateRule(
        test="and .Values.cni.tuning "
        '(not (regexMatch `^((^| )net[./][A-Za-z0-9_./:-]*[A-Za-z0-9_])*$` (keys .Values.cni.tuning | join " ")))',
        message='cni.tuning: {keys .Values.cni.tuning | sortAlpha | join " " | include "cni.shown"} are not all sysctls of the '
        "network; name those that begin with net., for example net.core.somaxconn",
    ),
    TemplateRule(
        test='and .Values.cni.tuning (not .Values.cni.allowOtherSysctls) (include "cni.otherSysctls" .)',
        message='cni.tuning: {include "cni.otherSysctls" . | include "cni.shown"} cannot be set in the network of a pod, so that no '
        "new pod would start; correct the name, or set it on the nodes; cni.allowOtherSysctls: true takes it for kernels that can",
    ),
    TemplateRule(
        test="and .Values.cni.allowOtherSysctls (not .Values.cni.tuning)",
        message="cni.allowOtherSysctls: has no effect without cni.tuning; remove it",
    ),
    TemplateRule(
        test='and (eq .Values.plugin "flannel") (regexMatch `"__[A-Z_]+__` (toJson .Values.cni.config))',
        message="cni.config: has placeholders such as __CNI_MTU__, which flannel fills in none of; write what they stand for",
    ),
    TemplateRule(
        test='and $etcd (eq .Values.calico.ipam.type "host-local")',
        message="calico.ipam.type: host-local with calico.datastore: etcd does not work, as Calico then does not route the "
        "nodes' pod CIDRs; set calico-ipam",
    ),
    TemplateRule(
        test='and $pool (not $etcd) (eq .Values.calico.ipam.type "host-local") (ne $vxlan "Never")',
        message="calico.ipam.type: host-local with calico.vxlan: {$vxlan} does not work, as Calico then does not route the nodes' "
        "pod CIDRs through its tunnels; set calico-ipam, or calico.backend: bird and calico.vxlan: Never",
    ),
)

# What the chart does not print where the test holds: the test, why, and the values.
IDLE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "not .Values.cni.install": (
        "cni.install: false; remove it",
        (
            "cni.confName",
            "cni.updateBinaries",
            "cni.skipBinaries",
            "cni.config",
            "cni.portmap",
            "cni.bandwidth",
            "cni.tuning",
            "cni.allowIPForwarding",
            "cni.log",
        ),
    ),
    'and (not .Values.cni.install) (eq .Values.plugin "flannel")': (
        "cni.install: false and plugin: flannel; remove it",
        ("cni.confDir",),
    ),
    'and (not (or .Values.cni.install .Values.cniPlugins.install)) (ne .Values.plugin "calico")': (
        "cni.install: false and plugin: {.Values.plugin}; remove it",
        ("cni.binDir",),
    ),
    "not .Values.cniPlugins.install": (
        "cniPlugins.install: false; remove it, or set that to true",
        ("cniPlugins.update", *(f"images.cniPlugins.{part}" for part in PARTS)),
    ),
    'not (or (dig "calicoctl" "enabled" false .Values.calico) (include "cni.resources.used" .) (eq .Values.plugin "flannel"))': (
        "calico.calicoctl.enabled: false, and no resources to apply; remove it, or set that to true",
        tuple(f"images.calicoctl.{part}" for part in PARTS),
    ),
    "not .Values.apiserverToKubelet.enabled": (
        "apiserverToKubelet.enabled: false; remove it, or set that to true",
        ("apiserverToKubelet.user",),
    ),
    "not .Values.flannel.netpol.enabled": (
        "flannel.netpol.enabled: false; remove it, or set that to true",
        tuple(f"images.netpol.{part}" for part in PARTS),
    ),
    ".Values.cni.config": (
        "cni.config, which says it itself; remove one of them",
        ("cni.portmap", "cni.bandwidth", "cni.tuning", "cni.allowIPForwarding", "cni.log"),
    ),
}
