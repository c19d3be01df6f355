"""Settings of what calico-kube-controllers does. They become its environment, which wins over its configuration resource."""

from generator.features.conditions import when
from generator.rows import kinds
from generator.rows.budgets import budget_rows
from generator.settings.actions.expressions import expression
from generator.settings.kind import one_of, several
from generator.settings.setting import Row, setting
from generator.settings.targets import overrides, prints_env, sets_env

_ENV = "Deployment/calico-kube-controllers spec.template.spec.containers[calico-kube-controllers].env"
_PLACE = "ENABLED_CONTROLLERS"
# What Calico keeps of Kubernetes' objects in etcd is no copy where it is in the Kubernetes API already.
_ETCD = when(datastore="etcd")
_PATH = "calico.kubeControllers"
_CONTROLLERS = several(
    one_of(
        "node",
        "loadbalancer",
        "policy",
        "namespace",
        "serviceaccount",
        "workloadendpoint",
        since={"loadbalancer": {"calico": "v3.30.0"}},
    )
)
_HOST_ENDPOINTS = expression(
    f'ternary "enabled" "disabled" (eq (toString .Values.{_PATH}.autoHostEndpoints) "true")',
    is_set=f'kindIs "bool" .Values.{_PATH}.autoHostEndpoints',
)

ROWS: tuple[Row, ...] = (
    setting(
        f"{_PATH}.enabledControllers",
        _CONTROLLERS,
        "The controllers that run. A value replaces the whole default. policy, namespace, serviceaccount and workloadendpoint need "
        "calico.datastore: etcd. Default: {upstream}.",
        overrides(f"{_ENV}[{_PLACE}].value", printed=expression(f'join "," .Values.{_PATH}.enabledControllers')),
    ),
    setting(
        f"{_PATH}.logLevel",
        kinds.SEVERITY,
        "The least severity that calico-kube-controllers logs. Default: calico-kube-controllers' own default, Info.",
        sets_env(_ENV, "LOG_LEVEL", before=_PLACE),
    ),
    setting(
        f"{_PATH}.autoHostEndpoints",
        kinds.SWITCH,
        "Whether every node gets a HostEndpoint, so that network policy can be applied to nodes. Default: null, that of the "
        "KubeControllersConfiguration, else false.",
        prints_env(_ENV, "AUTO_HOST_ENDPOINTS", _HOST_ENDPOINTS, before=_PLACE),
    ),
    setting(
        f"{_PATH}.reconcilerPeriod",
        kinds.DURATION,
        "How often the controllers compare Kubernetes with etcd, as a number with ms, s, m or h. Default: "
        "calico-kube-controllers' own default, 5m.",
        sets_env(_ENV, "RECONCILER_PERIOD", before=_PLACE, when=_ETCD),
    ),
    setting(
        f"{_PATH}.compactionPeriod",
        kinds.DURATION,
        "How often etcd is compacted, as a number with ms, s, m or h; 0s means never. Default: calico-kube-controllers' own "
        "default, 10m.",
        sets_env(_ENV, "COMPACTION_PERIOD", before=_PLACE, when=_ETCD),
    ),
    setting(
        f"{_PATH}.syncNodeLabels",
        kinds.SWITCH,
        "Whether the labels of Kubernetes' nodes are copied to Calico's in etcd. Default: null, "
        "calico-kube-controllers' own default, true.",
        sets_env(_ENV, "SYNC_NODE_LABELS", before=_PLACE, when=_ETCD),
    ),
    *budget_rows(_PATH, "calico-kube-controllers", "calico-kube-controllers"),
)
