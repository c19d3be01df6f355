"""The forms of fields of Calico's resources, by name: what calicoctl asks of them and no schema of a CRD says.

Source: the validators of Calico v3.28.5, libcalico-go/lib/validator/v3, the newest release that is a Go module.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from generator.rows import patterns


class Form(Struct, frozen=True, kw_only=True):
    """What a text or whole number is in words, as a pattern without blanks, how many characters it has at most, and
    whether an empty text is none.

    A pattern of one word behind `@` is a check of resource-checks.tpl.
    """

    what: str
    pattern: str
    longest: int = 0
    filled: bool = False


def _form(what: str, pattern: str, longest: int = 0, *, filled: bool = False) -> Form:
    whole = pattern if pattern[0] == "@" else f"^({pattern})$"
    return Form(what=what, pattern=whole, longest=longest, filled=filled)


_BYTE = "25[0-5]|2[0-4][0-9]|1?[0-9]{1,2}"
_16 = f"0*({patterns.PORT}|0)"
_32 = f"0*{patterns.UINT32}"
_NETS = ("source", "destination")
_FAMILIES = (("V4", 4), ("V6", 6))
_WITH_PORTS = "TCP, UDP or SCTP"

PORT_NAME = "([0-9]+-)*[0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*"
NAME = _form("small letters, digits, hyphens and single dots", patterns.OBJECT_NAME, 253)
DURATION = _form("a time as 90s, 1m30s or 500ms", "@duration", filled=True)
SELECTOR = _form("a Calico selector, for example role == 'db' && !has(edge)", "@selector")
AS_NUMBER = _form("", "@as")
_PORT = _form("a port, 1 to 65535, a range as 8000:8010, or the name of a port", "@port", filled=True)
_RANGE = _form("a port, 1 to 65535, or a range as 30000:32767", "@ports")
_PORT_0 = _form("0 to 65535", _16)
_PORT_1 = _form("1 to 65535", patterns.PORT)
_PROTOCOL = _form(
    "TCP, UDP, ICMP, ICMPv6, SCTP, UDPLite or a number, 1 to 255",
    "TCP|UDP|ICMP|ICMPv6|SCTP|UDPLite|0*(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9][0-9]?)",
    filled=True,
)
_LEVEL = _form("one of Debug, Info, Warning, Error, Fatal", "Debug|Info|Warning|Error|Fatal")
_INTERFACE = _form("the name of an interface, or *", r"[*]|[a-zA-Z0-9_.-]{1,15}")
_LINK = _form("the name of an interface", "[a-zA-Z0-9_.-]{1,15}")
_LINKS = _form("the name of an interface, with + at its end for all that begin so", "[a-zA-Z0-9:._+-]{1,15}")
_NOT_ALL = _form(
    "the name of an interface, in which * stands for anything, and not * alone",
    "[*][a-zA-Z0-9_.*-]{1,14}|[a-zA-Z0-9_.-][a-zA-Z0-9_.*-]{0,14}",
    filled=True,
)
_WITH_WILDCARDS = _form("the name of an interface, in which * stands for anything", "[a-zA-Z0-9_.*-]{1,15}")
_EXPRESSION = _form("a regular expression of Go", "@expression")
_ADDRESS = _form("an address", "@address", filled=True)
_NET = _form("an IPv4 or IPv6 network without bits behind its prefix, for example 198.51.100.0/24", "@net")
_CIDR = _form("an IPv4 or IPv6 network or address, for example 198.51.100.0/24", "@cidr")
_COMMUNITY = _form("two numbers to 65535 as 64512:100, or three to 4294967295", f"{_16}:{_16}|{_32}:{_32}:{_32}")
_PATH = _form("a path that begins with / and has no ?, # or blank", r"/[^?#\x20]*")
_FAILSAFE = _form(_WITH_PORTS, "(?i)(TCP|UDP|SCTP)")

_NAMES = "node communities.name services.name services.namespace"
_TIMES = (
    "reconcilerPeriod etcdV3CompactionPeriod leakGracePeriod maxRestartTime nodeMeshMaxRestartTime keepaliveTime "
    "dataplaneWatchdogTimeout nftablesRefreshInterval healthTimeoutOverrides.timeout"
)
_SELECTORS = (
    "selector notSelector nodeSelector peerSelector namespaceSelector serviceAccountSelector localWorkloadSelector"
)
_EXPRESSIONS = "logDebugFilenameRegex mtuIfacePattern bpfDataIfacePattern bpfL3IfacePattern bpfDisableGROForIfaces"

# By the name of a field, with the name above it where that decides.
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(_NAMES.split(), NAME),
    **dict.fromkeys(("filters", "profiles"), replace(NAME, filled=True)),
    **dict.fromkeys(_TIMES.split(), DURATION),
    **dict.fromkeys(_SELECTORS.split(), SELECTOR),
    **dict.fromkeys(_EXPRESSIONS.split(), _EXPRESSION),
    **dict.fromkeys(("asNumber", "localASNumber"), AS_NUMBER),
    **dict.fromkeys(("logSeverityScreen", "logSeverityFile", "logSeveritySys"), _LEVEL),
    **dict.fromkeys(("protocol", "notProtocol"), _PROTOCOL),
    **dict.fromkeys(("kubeNodePortRanges", "natPortRange", "bpfPSNATPorts"), _RANGE),
    **{f"{side}.{name}": _PORT for side in _NETS for name in ("ports", "notPorts")},
    **{f"{side}.{name}": replace(_NET, filled=True) for side in _NETS for name in ("nets", "notNets")},
    **{f"{icmp}.type": _form("0 to 254", "25[0-4]|2[0-4][0-9]|1?[0-9]{1,2}") for icmp in ("icmp", "notICMP")},
    **{f"{icmp}.code": _form("0 to 255", _BYTE) for icmp in ("icmp", "notICMP")},
    **{f"paths.{name}": _PATH for name in ("exact", "prefix")},
    "ipVersion": _form("4 or 6", "[46]"),
    "expectedIPs": _ADDRESS,
    "reachableBy": _form("an address", f"{patterns.IPV4}|{patterns.IPV6}"),
    "interfaceName": _INTERFACE,
    "ports.name": _form("small letters, digits and single hyphens, a letter among them", PORT_NAME, 15),
    "ports.port": _PORT_1,
    "ports.protocol": _form(_WITH_PORTS, "TCP|UDP|SCTP|6|17|132", filled=True),
    "sourceAddress": _form("UseNodeIP or None", "UseNodeIP|None"),
    "ttlSecurity": _form("0 to 255", _BYTE),
    "ignoredInterfaces": _NOT_ALL,
    "communities.value": _COMMUNITY,
    "prefixAdvertisements.cidr": _NET,
    **{f"service{name}.cidr": _NET for name in ("ClusterIPs", "ExternalIPs", "LoadBalancerIPs")},
    **{
        f"{way}{family}.cidr": _form(
            f"an IPv{number} network without bits behind its prefix, for example {example}", f"@net{number}"
        )
        for way in ("export", "import")
        for (family, number), example in zip(_FAMILIES, ("198.51.100.0/24", "2001:db8::/32"), strict=True)
    },
    **{f"{way}{family}.interface": _WITH_WILDCARDS for way in ("export", "import") for family, _ in _FAMILIES},
    "nets": _CIDR,
    "reservedCIDRs": _CIDR,
    "bpfDSROptoutCIDRs": _CIDR,
    "bpfExcludeCIDRsFromNAT": _CIDR,
    "externalNodesList": _form("an IPv4 network or address, for example 198.51.100.0/24", "@cidr4"),
    "natOutgoingAddress": _form("an IPv4 address", patterns.IPV4),
    "deviceRouteSourceAddress": _form("an IPv4 address", patterns.IPV4),
    "deviceRouteSourceAddressIPv6": _form("an IPv6 address", patterns.IPV6),
    "iptablesNATOutgoingInterfaceFilter": _LINKS,
    "bpfForceTrackPacketsFromIfaces": _LINKS,
    **{f"wireguardInterfaceName{end}": _INTERFACE for end in ("", "V6")},
    **{f"wireguardListeningPort{end}": _PORT_1 for end in ("", "V6")},
    "wireguardRoutingRulePriority": _form(
        "1 to 32765", "3276[0-5]|327[0-5][0-9]|32[0-6][0-9]{2}|3[01][0-9]{3}|[12][0-9]{4}|[1-9][0-9]{0,3}"
    ),
    "prometheusMetricsHost": _form("an address or the name of a host", "[a-zA-Z0-9:._+-]{1,64}"),
    "debugPort": _PORT_0,
    **dict.fromkeys(("iptablesMarkMask", "bpfExtToServiceConnmark"), _form("a number, 0 to 4294967295", _32)),
    **{f"routeTableRanges.{end}": _form("1 to 4294967295", "0*[1-9][0-9]*") for end in ("min", "max")},
    "openstackRegion": _form("a word of small letters, digits and hyphens", patterns.LABEL, 46),
    "healthTimeoutOverrides.name": _form("letters, digits, underscores, hyphens and blanks", r"[a-zA-Z0-9_\x20-]+"),
    **{
        f"failsafe{way}HostPorts.{name}": form
        for way in ("Inbound", "Outbound")
        for name, form in (("protocol", _FAILSAFE), ("port", _PORT_0), ("net", _CIDR))
    },
}

# The times that calicoctl takes, which it stores in another form than they have.
GO_DURATION = r"^[-+]?(0|(([0-9]+([.][0-9]*)?|[.][0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$"
# How the pattern of a field begins that has times in the CRDs.
OF_TIMES = "^([0-9]+("


def editors_pattern(name: str, above: str) -> str:
    """The pattern of a field's texts for editors, by its name and the one above it; empty where it has none."""
    form = FORMS.get(f"{above}.{name}", FORMS.get(name))
    if form is None or (form.pattern[0] == "@" and form is not DURATION):
        return ""
    pattern = GO_DURATION if form is DURATION else form.pattern
    return pattern if form.filled else f"{pattern.removesuffix('$')}?$"


# Keys of labels and annotations, and values of labels, a line each.
_KEY = r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?"
KEYS = rf"^(({patterns.OBJECT_NAME}/)?{_KEY}\n)*$"
_ANY_CASE = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
ANNOTATION_KEYS = rf"^(({_ANY_CASE}(\.{_ANY_CASE})*/)?{_KEY}\n)*$"
LABEL_VALUES = rf"^(({_KEY})?\n)*$"

# A kind whose fields are those of Kubernetes, not of Calico.
WITHOUT_FORMS = "StagedKubernetesNetworkPolicy"
# Fields whose names are free, and which therefore have no forms.
FREE = ("annotations", "labels", "matchLabels", "bpfLogFilters")
