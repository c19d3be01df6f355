"""flannel's health endpoint and its probes are there together, with either manifest, in canal and in older lines."""

from typing import Any

import pytest

from generator.base.trees import Tree
from generator.releases.lines import read_lines
from generator.settings.catalogue import nested
from tests.builds import built
from tests.rendering import HELMS, by_identity, overlay, refusal, scenario

WORKLOADS = {
    "kube-flannel": ("DaemonSet/kube-flannel-ds", "kube-flannel"),
    "kube-flannel-release": ("DaemonSet/kube-flannel-ds", "kube-flannel"),
    "canal": ("DaemonSet/canal", "kube-flannel"),
    "canal-etcd": ("DaemonSet/canal-node", "flannel"),
}
PARTS = {"ports", "livenessProbe", "readinessProbe"}


def flanneld(name: str, changes: dict[str, Tree]) -> dict[str, Any]:
    """The container of flannel in a scenario with further values by path."""
    workload, container = WORKLOADS.get(name, WORKLOADS["kube-flannel"])
    pod: Any = by_identity(overlay(scenario(name), nested(changes)))[workload]["spec"]
    return next(one for one in pod["template"]["spec"]["containers"] if one["name"] == container)


def port(container: dict[str, Any]) -> str:
    """The port that flannel is told to listen on, by its flag or its variable; empty without one."""
    flags = [one.partition("=")[2] for one in container.get("args", ()) if one.startswith("--healthz-port=")]
    variables = [one["value"] for one in container["env"] if one["name"] == "FLANNELD_HEALTHZ_PORT"]
    return "".join([*flags, *variables])


@pytest.mark.parametrize("name", WORKLOADS)
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"flannel.healthz.enabled": True}, "8081"),
        ({"flannel.healthz.port": 18081}, "18081"),
        ({"flannel.healthz.enabled": True, "flannel.healthz.port": 18081}, "18081"),
        ({"flannel.healthz.enabled": False}, ""),
    ],
    ids=["on", "a port", "on, with a port", "off"],
)
def test_the_endpoint_its_port_and_its_probes_are_there_together(
    name: str, changes: dict[str, Tree], expected: str
) -> None:
    container = flanneld(name, changes)
    assert port(container) == expected
    assert PARTS & set(container) == (PARTS if expected else set())
    if expected:
        assert [(one["name"], str(one["containerPort"])) for one in container["ports"]] == [("healthz", expected)]
        assert {container[one]["httpGet"]["port"] for one in PARTS - {"ports"}} == {"healthz"}


@pytest.mark.parametrize("name", WORKLOADS)
def test_by_default_it_is_as_in_the_manifest(name: str) -> None:
    container = flanneld(name, {})
    assert port(container) == ("8081" if name == "kube-flannel" else "")
    assert PARTS & set(container) == (PARTS if name == "kube-flannel" else set())


@pytest.mark.parametrize("name", WORKLOADS)
def test_probes_follow_the_address_and_take_timings(name: str) -> None:
    section = "canal.flannel" if name.startswith("canal") else "flannel"
    changes: dict[str, Tree] = {
        "flannel.healthz.enabled": True,
        "flannel.healthz.ip": "127.0.0.1",
        f"{section}.livenessProbe": {"periodSeconds": 7},
        f"{section}.readinessProbe": {"initialDelaySeconds": 1, "failureThreshold": 9},
    }
    container = flanneld(name, changes)
    liveness, readiness = container["livenessProbe"], container["readinessProbe"]
    assert (liveness["httpGet"]["host"], readiness["httpGet"]["host"]) == ("127.0.0.1", "127.0.0.1")
    assert (liveness["initialDelaySeconds"], liveness["periodSeconds"]) == (10, 7)
    assert (readiness["initialDelaySeconds"], readiness["periodSeconds"], readiness["failureThreshold"]) == (1, 10, 9)


@pytest.mark.parametrize("name", ["kube-flannel", "canal"])
def test_readiness_is_asked_where_the_release_answers(name: str) -> None:
    container = flanneld(name, {"flannel.healthz.enabled": True})
    path = "/readyz" if name == "kube-flannel" else "/healthz"
    assert (container["livenessProbe"]["httpGet"]["path"], container["readinessProbe"]["httpGet"]["path"]) == (
        "/healthz",
        path,
    )


@pytest.mark.parametrize("helm", HELMS)
def test_without_the_endpoint_its_values_are_refused(helm: str) -> None:
    said = refusal(nested({"flannel.healthz": {"enabled": False, "port": 1, "ip": "127.0.0.1"}}), helm)
    assert "flannel.healthz.port: has no effect with flannel.healthz.enabled: false; remove one of them" in said
    assert "flannel.healthz.ip: has no effect without flannel's health endpoint" in said


@pytest.mark.parametrize(
    "line", [line for line in read_lines() if line.flannel != "v0.12.0"], ids=lambda one: one.version
)
def test_a_release_since_v0_21_3_has_two_manifests(line: Any) -> None:
    made = built(line.version)
    assert {"kube-flannel", "kube-flannel-release"} <= made.features.variants.keys()
    assert "flannel.manifest" in made.catalogue.paths


def test_an_older_one_has_one() -> None:
    made = built("0.0.1")
    assert "kube-flannel-release" not in made.features.variants
    assert "flannel.manifest" not in made.catalogue.paths
    assert "flannel.healthz.enabled" in made.catalogue.paths
