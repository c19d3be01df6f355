"""Settings of the metrics of Felix, Typha and calico-kube-controllers: whether they are served, and how they are found."""

from collections.abc import Iterator

from msgspec.structs import replace

from generator.features.conditions import when
from generator.rows import kinds
from generator.rows.locations import BOTH_CONFIGS, BOTH_NODES_ENV, POOL_PLACE, TYPHA_ENV
from generator.rows.objects import SERVICE_MONITOR_LABELS
from generator.settings.kind import BOOLEAN, whole
from generator.settings.setting import Row, Section, Target, setting
from generator.settings.targets import adds_env, affects, sets_env

_PORT = whole("a port, 1024 to 65535", 1024, 65535)
_TYPHA = when(typha="true")


def _served(path: str, people: str, env: str, places: int) -> Iterator[Row]:
    """The rows of a program that serves metrics when its environment says so."""
    prefix, before = ("FELIX", POOL_PLACE) if path == "felix" else ("TYPHA", "TYPHA_DATASTORETYPE")
    condition = _TYPHA if path == "typha" else when()
    default = 9091 if path == "felix" else 9093

    def at(target: Target) -> Target:
        return replace(target, places=places)

    yield Section(path=f"calico.metrics.{path}", doc=f"The metrics of {people}, at a port of each of its nodes.")
    yield setting(
        f"calico.metrics.{path}.enabled",
        BOOLEAN,
        f"Whether {people} serves metrics for Prometheus, and whether a headless Service calico-{path}-metrics leads to them.",
        at(adds_env(env, f"{prefix}_PROMETHEUSMETRICSENABLED", "true", before=before, when=condition)),
    )
    yield setting(
        f"calico.metrics.{path}.port",
        _PORT,
        f"The port of the metrics, 1024 to 65535. Default: null, {people}'s own default, {default}.",
        at(sets_env(env, f"{prefix}_PROMETHEUSMETRICSPORT", before=before, when=condition)),
    )


ROWS: tuple[Row, ...] = (
    *_served("felix", "Felix", BOTH_NODES_ENV, 2),
    *_served("typha", "Typha", TYPHA_ENV, 1),
    Section(
        path="calico.metrics.kubeControllers",
        doc="The metrics of calico-kube-controllers, which it always serves.",
    ),
    setting(
        "calico.metrics.kubeControllers.enabled",
        BOOLEAN,
        "Whether a headless Service calico-kube-controllers-metrics leads to the metrics.",
        affects("Deployment/calico-kube-controllers spec"),
    ),
    setting(
        "calico.metrics.kubeControllers.port",
        _PORT,
        "The port of the Service, 1024 to 65535. It must be the prometheusMetricsPort of the KubeControllersConfiguration, as "
        "no environment variable sets that. Default: null, 9094, as Calico has it there.",
        affects("Deployment/calico-kube-controllers spec"),
    ),
    Section(
        path="calico.metrics.serviceMonitor",
        doc="A ServiceMonitor for the Services of the metrics, which needs the Prometheus operator's CRDs in the cluster.",
    ),
    setting(
        "calico.metrics.serviceMonitor.enabled",
        BOOLEAN,
        "Whether a ServiceMonitor calico-metrics is installed.",
        affects(BOTH_CONFIGS, places=2),
    ),
    setting(
        "calico.metrics.serviceMonitor.interval",
        kinds.DURATION,
        "How often Prometheus asks for the metrics, as a number with ms, s, m or h. Default: Prometheus' own.",
        affects(BOTH_CONFIGS, places=2),
    ),
    setting(
        "calico.metrics.serviceMonitor.additionalLabels",
        SERVICE_MONITOR_LABELS,
        "Further labels of the ServiceMonitor, by which a Prometheus chooses it. Default: none.",
        affects(BOTH_CONFIGS, places=2),
    ),
)
