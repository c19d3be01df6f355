"""What is refused of parts that are left out: those that something needs, and values that nothing reads without them."""

from collections.abc import Mapping

from generator.features.combinations import TemplateRule
from generator.rows import kube_controllers
from generator.rows.calico import KUBE_CONTROLLERS
from generator.rows.optional_parts import HAS_CANAL_INIT, HAS_INIT
from generator.rows.workloads import workload_rows
from generator.settings.actions.uses_image import PARTS
from generator.settings.setting import Setting

_CONTROLLERS = "calico.kubeControllers.enabled"

OPTIONAL_RULES: tuple[TemplateRule, ...] = (
    TemplateRule(
        test="and $etcd (not $calico.kubeControllers.enabled)",
        message=f"{_CONTROLLERS}: false, but calico.datastore is etcd, to which calico-kube-controllers writes the profiles, "
        "without which pods reach nobody, and the policies; remove it",
    ),
    *(
        TemplateRule(
            test=f'and (ne .Values.plugin "flannel") (eq $calico.dataplane "bpf") (not $calico.{name})',
            message=f"calico.{name}: false, but calico.dataplane: bpf needs it; remove it, or set calico.dataplane: iptables",
        )
        for name in ("prepareBPF", "mountBPF")
    ),
)

# Rules on Calico's resources, by kind.
OPTIONAL_RESOURCES: Mapping[str, tuple[TemplateRule, ...]] = {
    "IPPool": (
        TemplateRule(
            test='and (contains "LoadBalancer" $uses) (not $calico.kubeControllers.enabled)',
            message="{$at}.allowedUses: LoadBalancer, but calico-kube-controllers, which gives Services their addresses, is left "
            f"out; set {_CONTROLLERS}: true",
        ),
    ),
    "KubeControllersConfiguration": (
        TemplateRule(
            test="not $calico.kubeControllers.enabled",
            message=f"{{$at}}: has no effect with {_CONTROLLERS}: false; remove it, or set that to true",
        ),
    ),
}

# As the table of the CNI plugins' values: the test, why, and the values.
IDLE_PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    f"not .Values.{_CONTROLLERS}": (
        f"{_CONTROLLERS}: false; remove it, or set that to true",
        (
            *(
                row.path
                for row in (*workload_rows(KUBE_CONTROLLERS), *kube_controllers.ROWS)
                if isinstance(row, Setting)
            ),
            *(f"images.kubeControllers.{part}" for part in PARTS),
            "calico.metrics.kubeControllers.enabled",
        ),
    ),
    'eq .Values.calico.ipam.type "host-local"': (
        "calico.ipam.type: host-local; remove it",
        ("calico.upgradeIPAM",),
    ),
    f'and (eq .Values.plugin "calico") (not ({HAS_INIT}))': (
        "no init container of the chart's own; remove it",
        ("calico.node.initResources",),
    ),
    f'and (eq .Values.plugin "canal") (not ({HAS_CANAL_INIT}))': (
        "no init container of the chart's own; remove it",
        ("canal.initResources",),
    ),
}
