"""Felix's parameters: what its own tables leave open, and what other values of the chart set."""

import re
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from generator.base.version import numbers
from generator.releases.parameters import Parameter
from generator.rows.locations import BOTH_NODES_ENV, POOL_PLACE
from generator.rows.parameter_tables import FIXED_VALUE, mapping_kind, parameters_of
from generator.settings.actions.expressions import expression
from generator.settings.catalogue import Parameters
from generator.settings.setting import Setting, setting
from generator.settings.targets import prints_env, reads, sets_parameters

PATH = "calico.felix"
_IPV6_SUPPORT = expression('include "cni.calico.ipv6Support" .')

# Parameters that other values of the chart set, by what to set instead.
OWNED: Mapping[str, str] = {
    "bpfEnabled": "calico.dataplane",
    "prometheusMetricsEnabled": "calico.metrics.felix.enabled",
    "prometheusMetricsPort": "calico.metrics.felix.port",
}
# Parameters that are an address of one node, and who has them instead.
_ONE_NODE = "it would be the same on all nodes; a FelixConfiguration node.NAME in calico.resources has it for one"
FIXED: Mapping[str, str] = dict.fromkeys(
    ("deviceRouteSourceAddress", "deviceRouteSourceAddressIPv6", "natOutgoingAddress"), _ONE_NODE
)
# Types that Felix's tables describe by a pattern, or call a text.
_PATTERNS: Mapping[str, str] = {
    "^[a-zA-Z0-9:._+-]{1,15}$": "interface",
    "^[a-zA-Z0-9:._+-]{1,64}$": "host",
    "^[a-zA-Z0-9_.-]+$": "host",
    "^[a-zA-Z0-9_-]{1,15}(,[a-zA-Z0-9_-]{1,15})*$": "prefixes",
    r"^([1-9]\d{0,3}/(?:second|minute|hour|day))?$": "rate",
}
# What numbers mean to the kernel, by the end of the name.
_RANGES: Mapping[str, tuple[int, int]] = {
    "(Port|PortV6)": (0, 65535),
    "(MTU|MTUV6)": (0, 65535),
    "VNI": (0, 16777215),
    "RouteProtocol": (0, 255),
}
_TIMERS = "CreationGracePeriod TCPSynSent TCPEstablished TCPFinsSeen TCPResetSeen UDPTimeout GenericTimeout ICMPTimeout"
# What stands for all in the tests that every value has; the others have tests of their own.
_SAMPLES = ("logSeverityScreen", "defaultEndpointToHostAction", "failsafeInboundHostPorts")


def _timer(name: str) -> str:
    """A timer as a FelixConfiguration spells it, and as Felix does."""
    own = re.sub("^(TCP|UDP|ICMP)", lambda found: found[0].lower(), name)
    return f"{own[0].lower()}{own[1:]}={name}"


def _asked(one: Parameter) -> Parameter:
    """The parameter, Felix's health port as one that is known: the probes of calico-node ask it."""
    return replace(one, least=1) if one.name == "healthPort" else one


# From this release on Felix marks packets that it drops, too. Source: felix/dataplane/driver.go.
_MARKS_DROPS = (3, 30, 0)


def _typed(one: Parameter, version: str, *, older: bool) -> str:
    """The type of a parameter in a release that its name or its pattern stands for."""
    if one.type == "mark":
        return "mark-6" if numbers(version) >= _MARKS_DROPS else "mark-5"
    if one.type == "text":
        return _PATTERNS.get(one.pattern, "text")
    if one.type == "texts":
        return "interface-list" if _PATTERNS.get(one.pattern) == "interface" else "string"
    return "plain-ports" if one.type == "ports" and older else one.type


def _refined(one: Parameter, version: str, *, older: bool) -> Parameter:
    """The parameter of a release with its type, the names of its members, and its bounds."""
    if one.name == "bpfConntrackTimeouts":
        return replace(one, type="timeouts", members=tuple(map(_timer, _TIMERS.split())))
    ranges = [edges for end, edges in _RANGES.items() if re.search(f"{end}$", one.name)]
    if one.type == "integer" and one.least is None and ranges:
        return replace(one, least=ranges[0][0], most=ranges[0][1])
    return replace(one, type=_typed(one, version, older=older))


def felix_parameters(known: Mapping[str, Sequence[Parameter]], version: str, own: Sequence[Parameter]) -> Parameters:
    """Felix's parameters in a release, by its own table or else that of the nearest older release, or the oldest."""
    first = next(iter(known))
    nearest = [one for one in known if numbers(one) <= numbers(version)] or [first]
    source = own or known[nearest[-1]]
    refined = Parameters(
        path=PATH,
        program=f"Felix {version}",
        prefix="FELIX_",
        accepted=tuple(_refined(_asked(one), version, older=nearest[-1] == first) for one in source),
        refused={},
        elsewhere=("ipv6Support",),
    )
    made = parameters_of(known, version, refined, OWNED)
    there = {one.name for one in made.accepted} & FIXED.keys()
    return replace(
        made,
        accepted=tuple(one for one in made.accepted if one.name not in FIXED),
        refused={**made.refused, **{name: f"{FIXED_VALUE}{FIXED[name]}" for name in there}},
    )


def felix_row(parameters: Parameters) -> Setting:
    """The mapping of Felix's parameters: variables of calico-node on its own and in canal."""
    return setting(
        PATH,
        mapping_kind(parameters, _SAMPLES),
        "Parameters of Felix by their names in a FelixConfiguration, which they win over. For example: "
        '{failsafeInboundHostPorts: ["tcp:22", "udp:68"], iptablesRefreshInterval: 90s} or {wireguardEnabled: true}. '
        "docs/felix/ lists them all with what they take. Lists and mappings are YAML's, durations are written as 90s or "
        "1m30s; a list that is empty turns its feature off. A parameter that is set replaces that of the "
        "default. Default: {upstream}. A change restarts calico-node.",
        sets_parameters(BOTH_NODES_ENV, parameters, 'include "cni.felix.env" .', before=POOL_PLACE, places=2),
        reads(prints_env(BOTH_NODES_ENV, "FELIX_IPV6SUPPORT", _IPV6_SUPPORT, before=POOL_PLACE, places=2), "podCIDRv6"),
    )
