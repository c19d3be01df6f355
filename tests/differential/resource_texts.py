"""Texts and numbers for fields of Calico's resources by the names of the fields: right, nearly right and wrong."""

import re
from collections.abc import Sequence

from generator.base.trees import Tree

NAMES = ("a", "x-y", "a.b", "A", "a_b", "-a", "a..b", "1", "projectcalico.org/a", "a" * 64, "default", "node.a", "é")
KEYS = (
    "team",
    "example.com/team",
    "Example.com/team",
    "a b",
    "a/b/c",
    "/a",
    "a/",
    "-a",
    "a" * 64,
    "a..b/c",
    "a_b.c-d",
    "",
)
LABELS = ("", "net", "net ops", "-a", "a.b_c-D", "a" * 63, "a" * 64, "é", "a,b")
ANY_NUMBER: Sequence[Tree] = (0, 1, -1, 26, 179, 65535, 65536, 2147483647, 2147483648, 4294967295, 4294967296, 1.5)
_NETWORKS = (
    *("10.0.0.0/8", "10.1.0.0/16", "192.0.2.0/24", "198.51.100.7/32", "192.0.2.1", "0.0.0.0/0", "fd00:10:42::/56"),
    *("2001:db8::/32", "2001:db8::1", "::/0", "fe80::/10", "169.254.0.0/20", "224.0.0.0/4", "127.0.0.0/8"),
    *("10.0.0.1/8", "fd00::1/64", "10.0.0.0/33", "10.0.0", "010.0.0.0/8", "fd00::/129", "10.0.0.0/08", "0.0.0.0/8"),
    *("::ffff:10.0.0.0/104", "10.2.0.0/27", "fd00::/124", "", "all"),
)
_ADDRESSES = (
    *("192.0.2.1", "2001:db8::1", "192.0.2.1:179", "[2001:db8::1]:179", "192.0.2.1:0", "192.0.2.1:70000"),
    *(
        "2001:db8::1:179",
        "tor.example.com",
        "192.0.2",
        "0.0.0.0/32",
        "::",
        "192.0.2.1/32",
        "",
        "fe80::1",
        "fe80::1%eth0",
    ),
)
_SELECTORS = (
    *("all()", "has(a)", "a == 'b'", 'a in {"b", "c"}', "!has(a) && b != 'c'", "a starts with 'b'", "global()", ""),
    *(
        "a=b",
        "(has(a)",
        "has(a",
        "a == b",
        "a in {b}",
        "a && b",
        "has(a) || ",
        "all() && global()",
        "a in ()",
        "a in {}",
    ),
    *("a contains 'b'", "a ends with 'c'", "! has(a)", "has( a )", "a not in {'b'}", "projectcalico.org/a == 'b'"),
    *("-a == 'b'", "(a == 'b') && (c == 'd')", "a == 'b", "a/b/c == 'd'", "é == 'a'", "a == 'é'", "all( )", "none()"),
)
_PORTS: Sequence[Tree] = (
    *(
        80,
        0,
        1,
        65535,
        65536,
        -1,
        "80",
        "80:90",
        "90:80",
        "80:70",
        "web",
        "0:65535",
        "1:65536",
        "http-alt",
        "-a",
        "a--b",
    ),
    *("80-90", "80:", ":80", "", "a.b", "A", "web_1", "x" * 128, "x" * 129, "8000:8010", "1:1"),
)
_PROTOCOLS: Sequence[Tree] = (
    "TCP",
    "UDP",
    "ICMP",
    "ICMPv6",
    "SCTP",
    "UDPLite",
    "tcp",
    "Tcp",
    6,
    1,
    0,
    255,
    256,
    "6",
    "",
)
_DURATIONS = (
    *("30s", "5m0s", "1h30m", "90s", "1500ms", "0.5h", "1.5s", "0s", "500ms", "1us", "-1s", "10", "0", "x", "1d", ""),
    *("1h30", "+5s", "1.5m", "5m", "0.1s", "100ns", ".5s", "1m30s500ms"),
)
_INTERFACES = (
    "eth0",
    "*",
    "eth*",
    "cali",
    "wlan0.100",
    "a" * 15,
    "a" * 16,
    "",
    "eth 0",
    "/eth.*/",
    "eth0,eth1",
    "br-é",
)
_EXPRESSIONS = ("^eth.*", "(", "[a-z]", "a{2,1}", "^((en|wl).*)$", "*", "(?i)a", r"\d+", r"\p{L}", "", "(?=a)")
_COMMUNITIES = (
    "65000:100",
    "1:2:3",
    "65536:1",
    "1:65536",
    "1",
    "a:b",
    "bgp",
    "64512:1:4294967296",
    "4294967295:1:1",
    "",
)
_LEVELS = ("Debug", "Info", "Warning", "Error", "Fatal", "debug", "None", "off", "Trace", "")
_WORDS = (
    "Enabled",
    "Disabled",
    "enabled",
    "Auto",
    "Always",
    "Never",
    "CrossSubnet",
    "Accept",
    "Drop",
    "Return",
    "Allow",
)
_MORE_WORDS = ("Reject", "ACCEPT", "DoNothing", "WorkloadIPs", "CalicoIPAM", "UseNodeIP", "None", "Set", "In", "Equal")
_AS_NUMBERS: Sequence[Tree] = (
    64512,
    1,
    0,
    -1,
    2147483647,
    2147483648,
    4294967295,
    4294967296,
    "64512",
    "1.10",
    "65535.1",
    "0.0",
    "x",
)
_PATHS = ("/healthz", "healthz", "/a/b", "", "/a b", "/a?b=c", "/*")
_MARKS: Sequence[Tree] = (4278190080, 0, 1, 4294967295, 4294967296, "0xff000000", "0xff", "255", "x")

_POOLS: Sequence[tuple[str, Sequence[Tree]]] = (
    (r"(?i)selector$", _SELECTORS),
    (r"(?i)(as|local_?as)number", _AS_NUMBERS),
    (r"(?i)protocol$", _PROTOCOLS),
    (r"(?i)ports?$", _PORTS),
    (r"(?i)(cidrs?|nets?|network|iprange)$", _NETWORKS),
    (r"(?i)(interval|timeout|period|delay|age|time|ttl|duration|seconds|expir|grace)", _DURATIONS),
    (r"(?i)(ip|ips|address|addr|host|by|endpoint)$", (*_ADDRESSES, *_NETWORKS[:6])),
    (r"(?i)(pattern|exclude|regex|expression|filters?)$", _EXPRESSIONS),
    (r"(?i)(interface|iface|prefix|device|link)", _INTERFACES),
    (r"(?i)(communit|^values?$)", (*_COMMUNITIES, "bgp")),
    (r"(?i)(severity|loglevel)", _LEVELS),
    (r"(?i)mark", _MARKS),
    (r"(?i)path", _PATHS),
    (r"(?i)(name|node|key|label)", NAMES),
)
_OTHER: Sequence[Tree] = (*_WORDS, *_MORE_WORDS, *_LEVELS[:3], "a", "")
ANY_TEXT: Sequence[Tree] = tuple(dict.fromkeys(str(one) for _, pool in _POOLS for one in pool))


def of_field(name: str) -> Sequence[Tree]:
    """Return what a field of this name could have."""
    return next((pool for pattern, pool in _POOLS if re.search(pattern, name)), _OTHER)
