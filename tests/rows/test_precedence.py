"""What one setting defeats is refused, by the table of variables that programs prefer; alone, each is taken."""

import json

import pytest

from generator.base.trees import Tree
from generator.rows.precedence import PREFERRED, Preferred
from generator.rows.resources import GROUP_VERSION
from generator.settings.catalogue import nested
from tests.checks.test_scenarios import environment
from tests.declared import VALUES
from tests.rendering import HELMS, by_identity, overlay, refusal, rendered, scenario

# A legal spec with each field of a resource.
SPECS: dict[str, dict[str, Tree]] = {
    "serviceClusterIPs": {"serviceClusterIPs": [{"cidr": "10.96.0.0/12"}]},
    "logSeverityScreen": {"logSeverityScreen": "Info", "controllers": {}},
    "healthChecks": {"healthChecks": "Enabled", "controllers": {}},
    "controllers.node.hostEndpoint": {"controllers": {"node": {"hostEndpoint": {"autoCreate": "Enabled"}}}},
    "controllers.node.syncLabels": {"controllers": {"node": {"syncLabels": "Enabled"}}},
    "etcdV3CompactionPeriod": {"etcdV3CompactionPeriod": "5m0s", "controllers": {}},
    "controllers.*.reconcilerPeriod": {"controllers": {"policy": {"reconcilerPeriod": "5m0s"}}},
}
ROWS = {one.variable: one for one in PREFERRED}


def over(row: Preferred) -> dict[str, Tree]:
    """The values of a variant that has the variable: those that only etcd needs are of etcd."""
    period = row.variable in {"SYNC_NODE_LABELS", "COMPACTION_PERIOD", "RECONCILER_PERIOD"}
    return scenario("calico-etcd" if period else "calico")


def variable(row: Preferred, text: str = "Enabled") -> dict[str, Tree]:
    """The variable with a text, as a further one or by its value."""
    if row.env:
        return nested({row.env: [{"name": row.variable, "value": text}]})
    return nested({row.by: VALUES[row.by].kind.legal[0]})


def resource(row: Preferred) -> dict[str, Tree]:
    """The resource with the field."""
    one: Tree = {
        "apiVersion": GROUP_VERSION,
        "kind": row.kind,
        "metadata": {"name": "default"},
        "spec": SPECS[row.field],
    }
    return {"calico": {"resources": [one]}}


@pytest.mark.parametrize("helm", HELMS)
@pytest.mark.parametrize("row", PREFERRED, ids=ROWS)
def test_a_field_that_a_variable_defeats_is_refused(row: Preferred, helm: str) -> None:
    message = refusal(overlay(overlay(over(row), variable(row)), resource(row)), helm)
    told = f"{row.field}: has no effect, as the variable {row.variable} of {row.program} wins; remove it, or that of "
    assert f"calico.resources[0].spec.{told}{row.env or row.by}" in message


@pytest.mark.parametrize("row", PREFERRED, ids=ROWS)
def test_either_alone_is_taken(row: Preferred) -> None:
    for change in (variable(row), resource(row)):
        assert rendered(overlay(over(row), change))


def test_a_text_that_only_looks_like_the_variable_is_taken() -> None:
    row = ROWS["CALICO_ADVERTISE_CLUSTER_IPS"]
    looks: Tree = json.dumps([{"name": row.variable, "value": "x"}])
    own = nested({row.env: [{"name": "A", "value": looks}, {"name": row.variable, "value": ""}]})
    assert rendered(overlay(overlay(over(row), own), resource(row)))


def test_flow_logs_go_to_goldmane_with_the_certificates_of_typha() -> None:
    tls: Tree = {"existingSecret": "a", "nodeSecret": "b", "serverCN": "s", "clientCN": "c"}
    calico: Tree = {"typha": {"tls": tls}, "felix": {"flowLogsGoldmaneServer": "goldmane:7443"}}
    objects = by_identity(overlay(scenario("calico-typha"), {"calico": calico}))
    told = environment(objects["DaemonSet/calico-node"])
    assert told["FELIX_FLOWLOGSGOLDMANESERVER"] == "goldmane:7443"
    assert told["FELIX_TYPHACERTFILE"]


def test_every_row_names_its_source() -> None:
    assert all(one.source.endswith(".go") and bool(one.env) != bool(one.by) for one in PREFERRED)
