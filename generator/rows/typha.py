"""Typha's parameters, of which upstream publishes no table: names, types, bounds, defaults and first releases."""

from collections.abc import Mapping

from generator.releases.parameters import Parameter
from generator.rows.locations import TYPHA_ENV
from generator.rows.parameter_tables import mapping_kind, parameters_of
from generator.settings.catalogue import Parameters
from generator.settings.kind import Versions
from generator.settings.setting import Setting, at_least, setting
from generator.settings.targets import sets_parameters

PATH = "calico.typha.config"
PREFIX = "TYPHA_"

# What other values of the chart set, or what its Service, its probes and its RBAC say, too.
_OWNED: Mapping[str, str] = {
    "datastoreType": "calico.datastore",
    "k8sNamespace": "namespaceOverride",
    "k8sServiceName": "calico.typha.enabled",
    "prometheusMetricsEnabled": "calico.metrics.typha.enabled",
    "prometheusMetricsPort": "calico.metrics.typha.port",
    "caFile": "calico.typha.tls",
    "serverCertFile": "calico.typha.tls",
    "serverKeyFile": "calico.typha.tls",
    "clientCN": "calico.typha.tls.clientCN",
    "clientURISAN": "calico.typha.tls.clientURISAN",
}
_SEVERITIES = ("Debug", "Info", "Warning", "Error", "Fatal", "debug", "info", "warning", "error", "fatal")


def _parameter(name: str, kind: str, default: str, variable: str = "", **bounds: int) -> Parameter:
    env = f"{PREFIX}{variable or name.upper()}"
    return Parameter(name=name, env=env, type=kind, default=default, least=bounds.get("least"), most=bounds.get("most"))


def _choice(name: str, default: str, *members: str) -> Parameter:
    return Parameter(name=name, env=f"{PREFIX}{name.upper()}", type="choice", default=default, members=members)


_PARAMETERS = (
    _choice("logSeverityScreen", "INFO", *_SEVERITIES),
    _choice("logSeverityFile", "INFO", *_SEVERITIES, "none"),
    _choice("logSeveritySys", "INFO", *_SEVERITIES, "none"),
    _parameter("logFilePath", "path", "/var/log/calico/typha.log"),
    _choice("connectionRebalancingMode", "none", "none", "kubernetes"),
    _parameter("maxConnectionsLowerLimit", "integer", "400", least=1, most=2147483647),
    _parameter("maxConnectionsUpperLimit", "integer", "10000", least=1, most=2147483647),
    _parameter("prometheusMetricsEnabled", "boolean", "false"),
    _parameter("prometheusMetricsPort", "integer", "9093", least=0, most=65535),
    _parameter("caFile", "path", ""),
    _parameter("serverCertFile", "path", ""),
    _parameter("serverKeyFile", "path", ""),
    _parameter("clientCN", "string", ""),
    _parameter("clientURISAN", "string", ""),
    _parameter("shutdownTimeout", "seconds", "300", "SHUTDOWNTIMEOUTSECS"),
)
_SINCE: Mapping[str, Versions] = {"shutdownTimeout": {"calico": "v3.26.4"}}
_SAMPLES = ("logSeverityScreen", "maxConnectionsLowerLimit", "logSeverityFile")


def typha_parameters(versions: Versions) -> Parameters:
    """Typha's parameters in a release."""
    accepted = tuple(one for one in _PARAMETERS if at_least(_SINCE.get(one.name, {}), versions))
    program = f"Typha {versions['calico']}"
    plain = Parameters(path=PATH, program=program, prefix=PREFIX, accepted=accepted, refused={})
    made = parameters_of({}, versions["calico"], plain, _OWNED)
    lacking = {one.name: f"!other {_SINCE[one.name]['calico']} has it" for one in _PARAMETERS if one not in accepted}
    fixed = {
        name: f"!fixed the manifest's {what}"
        for name, what in (
            ("healthEnabled", "probes ask for it"),
            ("healthHost", "probes ask localhost"),
            ("healthPort", "probes ask port 9098"),
            ("serverPort", "Service leads to port 5473"),
        )
    }
    return Parameters(
        path=PATH,
        program=program,
        prefix=PREFIX,
        accepted=made.accepted,
        refused={**made.refused, **lacking, **fixed},
    )


def typha_row(parameters: Parameters) -> Setting:
    """The mapping of Typha's parameters: variables of its container."""
    return setting(
        PATH,
        mapping_kind(parameters, _SAMPLES),
        "Parameters of Typha. For example: {maxConnectionsLowerLimit: 200, logSeverityScreen: Warning}. docs/felix/ lists them all. Durations are written as 90s or 1m30s. Where "
        "shutdownTimeout is set, calico.typha.terminationGracePeriodSeconds must not be less. A parameter that is "
        "set replaces that of the default. Default: {upstream}. A change restarts Typha.",
        sets_parameters(TYPHA_ENV, parameters, 'include "cni.typha.env" .', before="TYPHA_DATASTORETYPE", places=1),
    )
