"""What people are told of parameters that are not taken, and the rules across them and other values."""

import pytest

from generator.base.trees import Tree
from tests.builds import built
from tests.rendering import HELMS, by_identity, overlay, refusal, rendered, scenario

ANSWERS = {
    "bpfEnabled": "calico.felix.bpfEnabled: is the chart's own; set calico.dataplane",
    "iptablesLockTimeout": "calico.felix.iptablesLockTimeout: Felix v3.32.1 has no iptablesLockTimeout; v3.31.7 had it",
    "typhaAddr": "calico.felix.typhaAddr: no FelixConfiguration has it; extraEnv takes FELIX_TYPHAADDR",
    "HealthPort": "calico.felix.HealthPort: written healthPort here",
    "reportingIntervalSecs": "calico.felix.reportingIntervalSecs: written reportingInterval here",
    "no.such": "calico.felix.no.such: Felix v3.32.1 has no no.such; docs/felix/0.1.0.md lists what there is",
    "bpfLogLevel": "calico.felix.bpfLogLevel: has no effect with calico.dataplane: iptables; remove it, or set "
    "calico.dataplane: bpf",
    "routeTableRange": 'calico.felix.routeTableRange: {"max":3,"min":20} is not {min: ..., max: ...}, from 1 to 250',
    "natPortRange": 'calico.felix.natPortRange: "20:10" is not a port, or a range of ports such as 20000:29999',
    "mtuIfacePattern": 'calico.felix.mtuIfacePattern: "(" is not a regular expression of Go',
    "healthEnabled": "calico.felix.healthEnabled: false, but the probes of calico-node ask for Felix's health; "
    "remove it",
    "wireguardEnabledV6": "calico.felix.wireguardEnabledV6: true, but podCIDRv6 is empty; set podCIDRv6, or use "
    "wireguardEnabled",
}
ODD: dict[str, Tree] = {
    "routeTableRange": {"min": 20, "max": 3},
    "natPortRange": "20:10",
    "mtuIfacePattern": "(",
    "healthEnabled": False,
    "wireguardEnabledV6": True,
}


def told(values: dict[str, Tree], helm: str = "helm4") -> list[str]:
    """The lines that a helm refuses values with."""
    return refusal(values, helm).partition("): ")[2].splitlines()


@pytest.mark.parametrize("helm", HELMS)
def test_what_is_said(helm: str) -> None:
    felix: dict[str, Tree] = {one: ODD.get(one, "Debug") for one in ANSWERS}
    lines = told({"plugin": "calico", "calico": {"felix": felix}}, helm)
    assert set(ANSWERS.values()) - set(lines) == set()


def test_an_older_line_names_the_release_that_has_a_parameter() -> None:
    felix, _ = built("0.0.1").catalogue.programs
    assert felix.refused["wireguardEnabledV6"] == "!other v3.26.4 has it"
    assert felix.program == "Felix v3.14.2"


@pytest.mark.parametrize("helm", HELMS)
def test_a_parameter_that_is_null_is_not_set(helm: str) -> None:
    nothing: Tree = {"healthEnabled": None, "defaultEndpointToHostAction": None, "ipv6Support": None}
    plain: dict[str, Tree] = {"plugin": "calico"}
    assert rendered({**plain, "calico": {"felix": nothing}}, helm) == rendered(plain, helm)


def test_canals_probe_keeps_its_host_and_port() -> None:
    lines = told({"plugin": "canal", "calico": {"felix": {"healthPort": 9100, "healthHost": "::1"}}})
    assert [line.partition(": ")[0] for line in lines[:2]] == ["calico.felix.healthPort", "calico.felix.healthHost"]


def test_typha_gets_the_time_that_it_takes_to_end() -> None:
    longer: Tree = {"calico": {"typha": {"config": {"shutdownTimeout": "6m"}}}}
    [problem, *_] = told(overlay(scenario("calico-typha"), longer))
    assert problem.startswith("calico.typha.config.shutdownTimeout: ")
    enough: Tree = {"calico": {"typha": {"terminationGracePeriodSeconds": 360}}}
    assert by_identity(overlay(overlay(scenario("calico-typha"), longer), enough))


def test_variables_of_parameters_are_no_extra_ones() -> None:
    extra: Tree = {"extraEnv": [{"name": "FELIX_HEALTHPORT", "value": "1"}]}
    lines = told({"plugin": "calico", "calico": {"node": extra}})
    [problem] = [line for line in lines if line.startswith("calico.node.extraEnv: FELIX_HEALTHPORT is")]
    assert problem.endswith("; set calico.felix.healthPort")
