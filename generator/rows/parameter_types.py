"""Defines the types of parameters: the shape of their values, words for people, the pattern of texts, and samples."""

from collections.abc import Mapping

from msgspec import Struct

from generator.base.trees import Tree
from generator.releases.parameters import UNTYPED
from generator.rows.patterns import IPV4, IPV6, PORT

_PORT = f"(0|{PORT})"
_RANGE = f"{_PORT}(:{_PORT})?"
NET4 = f"{IPV4}(/([0-9]|[12][0-9]|3[0-2]))?"
NET6 = f"{IPV6}(/([0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]))?"
DURATION = r"([0-9]{1,6}(\.[0-9]{1,6})?(ms|us|h|m|s))+"
_TABLE = "([1-9][0-9]?|1[0-9][0-9]|2[0-4][0-9]|250)"
KEY, WORD, _ANY = "[A-Za-z0-9_-]+", "[ -+.-<>-~-]*", "[!-~]([ -~]*[!-~])?"
_INTERFACE = "[a-zA-Z0-9:._+-]{1,15}"


class ParameterType(Struct, frozen=True, kw_only=True):
    """A type: the shape of its values, its words for people, the pattern of a text or of each item, and samples.

    A list's items and a map's members are written into a text for the pattern: `tcp:22`, `key=value`.
    """

    shape: str
    what: str
    pattern: str = ""
    legal: tuple[Tree, ...] = ()
    illegal: tuple[Tree, ...] = ()

    @property
    def anchored(self) -> str:
        """The pattern of the whole of a text."""
        return f"^({self.pattern})$"


def _text(what: str, pattern: str, *legal: Tree, wrong: tuple[Tree, ...]) -> ParameterType:
    return ParameterType(shape="text", what=what, pattern=pattern, legal=legal, illegal=(*wrong, "", 7, ["x"]))


def _list(what: str, pattern: str, *legal: Tree, wrong: tuple[Tree, ...]) -> ParameterType:
    return ParameterType(
        shape="list", what=what, pattern=pattern, legal=([], [*legal]), illegal=("x", *([one] for one in wrong))
    )


def _map(what: str, pattern: str, *legal: Tree, wrong: tuple[Tree, ...]) -> ParameterType:
    return ParameterType(shape="map", what=what, pattern=pattern, legal=legal, illegal=("a=b", ["a=b"], *wrong))


def _mark(word: str, bits: int) -> ParameterType:
    """A mask of the bits that Felix marks packets with; its type says how many it needs."""
    return ParameterType(
        shape="mark",
        what=f"a mask of 32 bits with at least {word} set, for example 0xffff0000",
        pattern="0x[0-9a-fA-F]{1,8}|[0-9]{1,10}",
        legal=(4294901760, "0xffff0000", 2**bits - 1),
        illegal=(0, 8, "0x10", "ffff0000", 4294967296, -1, ""),
    )


_SPAN: Tree = {"min": 10, "max": 20}
_SPANS_WRONG: tuple[Tree, ...] = ("1-250", {"min": 0, "max": 5}, {"min": 1}, {"min": 1, "max": "5"})
_PORT_OBJECT: Tree = {"protocol": "TCP", "port": 22, "net": "10.0.0.0/8"}

PARAMETER_TYPES: Mapping[str, ParameterType] = {
    "boolean": ParameterType(shape="boolean", what="true or false", legal=(True, False), illegal=("true", 1, "yes")),
    "seconds": ParameterType(
        shape="duration",
        what="a duration, for example 90s or 1m30s",
        pattern=DURATION,
        legal=("90s", "1m30s"),
        illegal=("90", 90, "-1s", "1 s", "1d", "9999999h", ""),
    ),
    "milliseconds": ParameterType(
        shape="duration",
        what="a duration, for example 50ms or 1s",
        pattern=DURATION,
        legal=("50ms", "1.5s"),
        illegal=("50", 50, "-1s", "fast", ""),
    ),
    "string": _text("one line of text", _ANY, "calico", wrong=("a\n", " ")),
    UNTYPED: ParameterType(
        shape="item",
        what="a text or a number as Felix reads it",
        pattern=_ANY,
        legal=("calico", 0),
        illegal=("a\n", "", ["x"], True, {"a": "b"}),
    ),
    "path": _text("an absolute path, or none", "none|/[!-~]*", "/run/calico/file", "none", wrong=("file", "/a b")),
    "executable": _text("the name or the path of a program", "[!-~]+", "/usr/bin/driver", wrong=("a b",)),
    "expression": ParameterType(
        shape="expression",
        what="a regular expression of Go",
        pattern=_ANY,
        legal=("^(eth|ens)[0-9]+$",),
        illegal=("a\n", "", 7),
    ),
    "ipv4": _text("an IPv4 address", IPV4, "192.168.1.1", wrong=("192.168.1.256", "fd00::1", "10.0.0.0/8")),
    "ipv6": _text("an IPv6 address", IPV6, "fd00::1", wrong=("192.168.1.1", "fd00:::1")),
    "region": _text(
        "a DNS label of at most 46 characters", "[a-z0-9]([a-z0-9-]{0,44}[a-z0-9])?", "east", wrong=("E_1",)
    ),
    "host": _text("a host name or an address", "[a-zA-Z0-9:._+-]{1,64}", "localhost", "::1", wrong=("a b", "a/b")),
    "interface": _text("the name of an interface", _INTERFACE, "wireguard.cali", wrong=("a b", "a234567890123456")),
    "rate": _text(
        "a rate, for example 10/second, 10/minute, 10/hour or 10/day",
        "[1-9][0-9]{0,3}/(second|minute|hour|day)",
        "10/minute",
        wrong=("10", "0/second", "10/week"),
    ),
    "interface-list": _list("a list of interfaces", _INTERFACE, "docker+", "eth0", wrong=("a b", 7)),
    "cidrs": _list(
        "a list of networks or addresses", f"{NET4}|{NET6}", "10.0.0.0/8", "fd00::/8", wrong=("10.0.0.0/33", 7)
    ),
    "ipv4-cidrs": _list("a list of IPv4 networks or addresses", NET4, "10.0.0.0/8", "10.1.1.1", wrong=("fd00::/8", 7)),
    "ports": _list(
        "a list of 22, tcp:22, udp:10.0.0.0/8:53, tcp:[fd00::/8]:22 and {protocol: udp, port: 53, net: 10.0.0.0/8}",
        rf"((tcp|udp):(({NET4}|\[{NET6}\]):)?)?{_PORT}",
        8080,
        "tcp:22",
        "udp:10.0.0.0/8:53",
        "tcp:[fd00::/8]:22",
        _PORT_OBJECT,
        wrong=(70000, "sctp:22", "tcp:fd00::/8:22", "22:tcp", {"protocol": "tcp"}, {"port": 22, "cidr": "10.0.0.0/8"}),
    ),
    "plain-ports": _list(
        "a list of 22, tcp:22 and {protocol: tcp, port: 22}",
        f"((tcp|udp):)?{_PORT}",
        8080,
        "tcp:22",
        {"protocol": "UDP", "port": 53},
        wrong=(70000, "udp:10.0.0.0/8:53", _PORT_OBJECT),
    ),
    "port-range": ParameterType(
        shape="item",
        what="a port, or a range of ports such as 20000:29999",
        pattern=_RANGE,
        legal=(80, "20000:29999"),
        illegal=(70000, "1-2", "http", [80], True),
    ),
    "port-ranges": _list(
        "a list of ports and of ranges such as 30000:32767", _RANGE, 80, "30000:32767", wrong=(70000, "1-2")
    ),
    "interfaces": ParameterType(
        shape="names",
        what="a list of names of interfaces, or of expressions between slashes such as /^veth/",
        pattern=f"/[!-+.-~-]+/|{_INTERFACE}",
        legal=("kube-ipvs0", ["kube-ipvs0", "/^veth/"], []),
        illegal=("a b", ["a,b"], ["/"], 7, [7]),
    ),
    "prefixes": ParameterType(
        shape="names",
        what="a list of beginnings of interfaces' names, at least one",
        pattern="[a-zA-Z0-9_-]{1,15}",
        legal=("cali", ["cali", "tap"]),
        illegal=("a b", ["a.b"], [], 7),
    ),
    "pairs": _map(
        "a mapping of names to words without a comma and an equals sign",
        f"{KEY}={WORD}",
        {"SNATFullyRandom": True, "MASQFullyRandom": ""},
        {},
        wrong=({"a": "b,c"}, {"a b": "c"}, {"a": ["b"]}),
    ),
    "durations": _map(
        "a mapping of names to durations",
        f"{KEY}={DURATION}",
        {"InternalDataplaneMainLoop": "5m"},
        {},
        wrong=({"a": 5}, {"a": "5"}, [{"name": "a", "timeout": "5m"}]),
    ),
    "timeouts": _map(
        "a mapping of the timers to durations or Auto",
        f"{KEY}=(Auto|{DURATION})",
        {"tcpEstablished": "1h", "tcpFinsSeen": "Auto"},
        {},
        wrong=({"tcpEstablished": 5}, {"noSuchTimer": "5s"}),
    ),
    "mark-5": _mark("five", 5),
    "mark-6": _mark("six", 6),
    "dscp": ParameterType(
        shape="item",
        what="a number from 0 to 63, or a name such as CS0, AF11 or EF",
        pattern="[0-9]|[1-5][0-9]|6[0-3]|[Cc][Ss][0-7]|[Aa][Ff][1-4][1-3]|[Ee][Ff]",
        legal=(0, 63, "AF11"),
        illegal=(64, -1, "AF9", [1]),
    ),
    "table-range": ParameterType(
        shape="span",
        what="{min: ..., max: ...}, from 1 to 250",
        pattern=f"{_TABLE}-{_TABLE}",
        legal=(_SPAN,),
        illegal=(*_SPANS_WRONG, {"min": 1, "max": 251}, [_SPAN]),
    ),
    "table-ranges": _list(
        "a list of {min: ..., max: ...}, from 1 on", "[1-9][0-9]{0,9}-[1-9][0-9]{0,9}", _SPAN, wrong=_SPANS_WRONG
    ),
}
