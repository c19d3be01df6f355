"""Metrics are served where they are wanted, with a Service at their port, and a ServiceMonitor finds that."""

import pytest

from generator.base.trees import Tree
from generator.checks.references import dangling
from generator.checks.wellformed import misshapen
from tests.checks.test_scenarios import FLANNELD, environment
from tests.rendering import at, by_identity, mapping, overlay, rendered, scenario

MONITOR = "ServiceMonitor/calico-metrics"


def metrics(name: str, change: dict[str, Tree]) -> dict[str, Tree]:
    """The values of a variant with metrics."""
    return overlay(scenario(name), {"calico": {"metrics": change}})


@pytest.mark.parametrize("name", ["calico", "calico-typha", "calico-policy-only", "calico-etcd", "canal", "canal-etcd"])
@pytest.mark.parametrize("port", [None, 1024, 65535])
def test_felix_serves_its_metrics_where_its_service_leads(name: str, port: int | None) -> None:
    objects = by_identity(metrics(name, {"felix": {"enabled": True, "port": port}}))
    told = environment(objects[FLANNELD.get(name, ("DaemonSet/calico-node", ""))[0]])
    assert told["FELIX_PROMETHEUSMETRICSENABLED"] == "true"
    assert told.get("FELIX_PROMETHEUSMETRICSPORT") == (str(port) if port else None)
    spec = mapping(objects["Service/calico-felix-metrics"], "spec")
    assert spec["clusterIP"] == "None"
    assert spec["ports"] == [{"name": "metrics", "port": port or 9091, "targetPort": port or 9091}]
    assert dangling(tuple(objects.values())) == dangling(rendered(scenario(name)))
    assert misshapen(tuple(objects.values())) == []


@pytest.mark.parametrize("port", [None, 1024, 65535])
def test_typha_serves_its_metrics_where_its_service_leads(port: int | None) -> None:
    objects = by_identity(metrics("calico-typha", {"typha": {"enabled": True, "port": port}}))
    told = environment(objects["Deployment/calico-typha"], "calico-typha")
    assert told["TYPHA_PROMETHEUSMETRICSENABLED"] == "true"
    assert told.get("TYPHA_PROMETHEUSMETRICSPORT") == (str(port) if port else None)
    assert at(objects["Service/calico-typha-metrics"], "spec.ports.0.targetPort") == (port or 9093)
    assert dangling(tuple(objects.values())) == []


@pytest.mark.parametrize("port", [None, 1024, 65535])
def test_the_service_of_the_controllers_leads_to_them(port: int | None) -> None:
    objects = by_identity(metrics("canal", {"kubeControllers": {"enabled": True, "port": port}}))
    assert at(objects["Service/calico-kube-controllers-metrics"], "spec.ports.0.targetPort") == (port or 9094)
    assert dangling(tuple(objects.values())) == []


def test_the_monitor_finds_every_service_and_no_other_object() -> None:
    objects = by_identity(scenario("metrics"))
    wanted = mapping(objects[MONITOR], "spec")["selector"]
    labels = at(wanted, "matchLabels")
    assert isinstance(labels, dict)
    services = {key: one for key, one in objects.items() if key.startswith("Service/")}
    found = {
        key for key, one in services.items() if labels.items() <= mapping(mapping(one, "metadata"), "labels").items()
    }
    assert found == {f"Service/calico-{name}-metrics" for name in ("felix", "typha", "kube-controllers")}
    assert at(objects[MONITOR], "spec.endpoints") == [{"port": "metrics", "interval": "30s"}]
    assert at(objects[MONITOR], "metadata.labels.release") == "prometheus"


def test_nothing_is_served_or_made_without_values() -> None:
    for name in ("calico-typha", "canal"):
        documents = rendered(scenario(name))
        assert "PROMETHEUSMETRICS" not in str(documents)
        assert not [one for one in documents if "metrics" in str(at(one, "metadata.name"))]
