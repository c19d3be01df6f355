"""Where one setting defeats another: variables that Calico's programs prefer to a value or a resource, or read beside one.

Variables that values set are the chart's own, so that a further one of the same name is refused already; so are fields of
a FelixConfiguration of which Felix has a variable. The sources are those of Calico v3.32.1.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.features.combinations import TemplateRule


class Preferred(Struct, frozen=True, kw_only=True):
    """A variable of a program that wins over a field of a resource, whatever asks for this.

    It stands in the further variables `env`, or the value `by` becomes it; `switch` says that this value may be false.
    """

    variable: str
    program: str
    kind: str
    field: str
    source: str
    env: str = ""
    by: str = ""
    switch: bool = False

    @property
    def given(self) -> str:
        """The test for the variable having a text."""
        if self.env:
            pattern = rf'"name":"{self.variable}","value(From)?":("[^"]|[{{])'
            return f"regexMatch `{pattern}` (toJson .Values.{self.env})"
        return f'not (kindIs "invalid" .Values.{self.by})' if self.switch else f".Values.{self.by}"


_MERGED = "kube-controllers/pkg/config/runconfig.go"
_CONTROLLERS = "KubeControllersConfiguration"


def _controllers(variable: str, field: str, *, by: str = "", env: str = "", switch: bool = False) -> Preferred:
    """A variable of calico-kube-controllers."""
    return Preferred(
        variable=variable,
        program="calico-kube-controllers",
        kind=_CONTROLLERS,
        field=field,
        source=_MERGED,
        env=env and f"calico.kubeControllers.{env}",
        by=by and f"calico.kubeControllers.{by}",
        switch=switch,
    )


PREFERRED: tuple[Preferred, ...] = (
    Preferred(
        variable="CALICO_ADVERTISE_CLUSTER_IPS",
        program="calico-node",
        kind="BGPConfiguration",
        field="serviceClusterIPs",
        source="confd/pkg/backends/calico/client.go",
        env="calico.node.extraEnv",
    ),
    _controllers("LOG_LEVEL", "logSeverityScreen", by="logLevel"),
    _controllers("HEALTH_ENABLED", "healthChecks", env="extraEnv"),
    _controllers("AUTO_HOST_ENDPOINTS", "controllers.node.hostEndpoint", by="autoHostEndpoints", switch=True),
    _controllers("SYNC_NODE_LABELS", "controllers.node.syncLabels", by="syncNodeLabels", switch=True),
    _controllers("COMPACTION_PERIOD", "etcdV3CompactionPeriod", by="compactionPeriod"),
    _controllers("RECONCILER_PERIOD", "controllers.*.reconcilerPeriod", by="reconcilerPeriod"),
)

# Variables that look as if they set something and that no program reads: the variable, and what to do.
_READ_BY_NOTHING = {
    "CALICO_IPV6POOL_IPIP": "as IPIP carries no IPv6; remove it, or set calico.poolv6.vxlan",
}
# Felix uses the material for Typha with Goldmane, too: felix/collector/dpstatshelper.go.
_GOLDMANE = "flowLogsGoldmaneServer"
_DIALS = "is set, but Felix dials Goldmane without TLS where it has no certificate for Typha, and Goldmane takes TLS alone; set "
_DIALS += "calico.typha.tls, too, with certificates that Goldmane takes"


def _rules() -> Iterator[TemplateRule]:
    for name, told in _READ_BY_NOTHING.items():
        yield TemplateRule(
            test=f'regexMatch `"name":"{name}"` (toJson $calico.node.extraEnv)',
            message=f"calico.node.extraEnv: nothing reads {name}, {told}",
        )
    yield TemplateRule(
        test=f"and $calico.felix.{_GOLDMANE} (not $calico.typha.tls.nodeSecret)",
        message=f"calico.felix.{_GOLDMANE}: {_DIALS}",
    )


def _of_resources() -> Iterator[tuple[str, TemplateRule]]:
    for one in PREFERRED:
        last = one.field.rpartition(".")[2]
        rule = TemplateRule(
            test=f'and (regexMatch `"{last}":` (toJson $spec)) ({one.given})',
            message=f"{{$at}}.{one.field}: has no effect, as the variable {one.variable} of {one.program} wins; remove it, or "
            f"that of {one.env or one.by}",
        )
        yield one.kind, rule
    yield (
        "FelixConfiguration",
        TemplateRule(
            test=f"and $spec.{_GOLDMANE} (not $calico.typha.tls.nodeSecret)",
            message=f"{{$at}}.{_GOLDMANE}: {_DIALS}",
        ),
    )


def _by_kind() -> Mapping[str, tuple[TemplateRule, ...]]:
    found: defaultdict[str, list[TemplateRule]] = defaultdict(list)
    for kind, rule in _of_resources():
        found[kind].append(rule)
    return {kind: tuple(rules) for kind, rules in found.items()}


PRECEDENCE: tuple[TemplateRule, ...] = tuple(_rules())
# The rules on Calico's resources, by kind.
PRECEDENCE_OF_RESOURCES: Mapping[str, tuple[TemplateRule, ...]] = _by_kind()
