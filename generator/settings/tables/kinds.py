"""The kinds of values that the settings take, with samples; patterns mean the same in RE2 and in Python.

Long lengths are bounded by `maxLength`: a counted repetition makes RE2 copy the expression as often.
"""

from generator.settings.kind import Kind, Schema, Shape, chosen, in_quotes, one_of, secret, several, switch, text, whole

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_H = "[0-9a-fA-F]{1,4}"
_IPV4 = rf"({_OCTET}\.){{3}}{_OCTET}"
_IPV6 = (
    f"(({_H}:){{7}}{_H}|({_H}:){{1,7}}:|({_H}:){{1,6}}:{_H}|({_H}:){{1,5}}(:{_H}){{1,2}}|({_H}:){{1,4}}(:{_H}){{1,3}}"
    f"|({_H}:){{1,3}}(:{_H}){{1,4}}|({_H}:){{1,2}}(:{_H}){{1,5}}|{_H}:(:{_H}){{1,6}}|:(:{_H}){{1,7}}|::)"
)
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_DNS_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DNS_NAME = (
    rf"({_DNS_LABEL}\.)*[0-9]*[a-z]([a-z0-9-]{{0,61}}[a-z0-9])?"  # the last part is no number, as an address's is
)
_PORT = "(6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
_HOST = rf"({_DNS_NAME}|{_IPV4}|\[{_IPV6}\])"
_SERVER_NAME = _DNS_NAME.replace("a-z", "A-Za-z")
_SERVER = rf"({_SERVER_NAME}|{_IPV4}|\[{_IPV6}\])"
_PATH = "(/[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*)"
# One of those that commas and blanks around them divide: an empty one matches every interface, one with blanks at the
# ends of the list none.
_EXPRESSION = "[!-+.-~-]([ -+.-~-]*[!-+.-~-])?"
_METHODS = (
    f"first-found|kubernetes-internal-ip|(skip-)?interface={_EXPRESSION}( *, *{_EXPRESSION})*|can-reach={_SERVER_NAME}"
)
_OBJECT_NAME = rf"{_LABEL}(\.{_LABEL})*"

# Lines around and in PEM blocks: openssl's text, headers such as Proc-Type, base64 to its end; blank ones anywhere.
_TEXT_LINES = "([^\n-][^\n]*)?\n"
_SIX = "[A-Za-z0-9+/]"
_BODY = f"([A-Za-z0-9-]+: [^\n]*\n|{_SIX}*\n)*({_SIX}{{4}})*{_SIX}{{2}}({_SIX}{{2}}|{_SIX}=|==)\n+"

# What patterns have in common, by a name that the chart says in its place, wholes before their parts.
PIECES = {
    "<method>": _METHODS,
    "<server>": _SERVER_NAME,
    "<host>": _DNS_NAME,
    "<name>": _OBJECT_NAME,
    "<label>": _LABEL,
    "<lines>": f"({_TEXT_LINES})*",
    "<base64>": _BODY,
    "<4>": _IPV4,
    "<6>": _IPV6,
    "<port>": _PORT,
}


def _pem(what: str, label: str, *wrong: str, before: str = "", sample: str) -> Kind:
    """PEM text whose last block has a label, those before it one of theirs, with the lines that programs write."""
    start, end = "-----BEGIN {}-----\n", "-----END {}-----"
    earlier, last = (f"{start.format(one)}{_BODY}{end.format(one)}" for one in (before or label, label))
    pattern = f"({_TEXT_LINES})*({earlier}\n({_TEXT_LINES})*)*{last}(\n({_TEXT_LINES})*)?"
    wanted = f"PEM text of {what} as in its file: no base64 around it, no indentation"
    illegal = ["YQ==", sample.splitlines()[0], *wrong]
    return secret(text(wanted, pattern, longest=65536, legal=[sample], illegal=illegal))


CIDR_V4 = text(
    "an IPv4 network with a prefix of 8 to 32",
    f"{_IPV4}/([89]|[12][0-9]|3[0-2])",
    longest=18,
    legal=["172.20.0.0/16", "10.0.0.0/8"],
    illegal=["172.20.0.0", "172.20.0.0/33", "fd00::/56", "http://172.20.0.0/16", "172.20.0.256/16"],
)
CIDR_V6 = text(
    "an IPv6 network with a prefix of 16 to 122",
    f"{_IPV6}/(1[6-9]|[2-9][0-9]|1[01][0-9]|12[0-2])",
    longest=43,
    legal=["fd00:10:42::/56"],
    illegal=["fd00:10:42::", "fd00:10:42::/129", "10.244.0.0/16", "fd00::42::/56"],
)
NAMESPACE = text(
    "the name of a namespace",
    _LABEL,
    longest=63,
    legal=["net"],
    illegal=["Net", "a.b", "-net", "net-"],
)
REGISTRY = text(
    "without a scheme, host[:port][/path]",
    f"{_HOST}(:{_PORT})?{_PATH}*",
    legal=["registry.example.com:5000/mirror", "[fd00::1]:5000", "10.0.0.1/x", "a.io/x__y--z.w_v"],
    illegal=[
        "a.io/x-",
        "a.io/x..y",
        "a.io/x___y",
        "token:CANARY",
        "https://a.io/x#CANARY",
        "https://registry.example.com",
        "registry.example.com/",
        "Registry.example.com",
        "a b",
        "a..io",
        "a.io:99999",
        "a.io:0",
        "[fd00::1",
        "10.0.0.256",
        "u:CANARY@a.io",
    ],
)
REPOSITORY = text(
    "without a tag, host/path of an image",
    f"{_HOST}(:{_PORT})?{_PATH}+",
    legal=["registry.example.com/net/image", "[fd00::1]:5000/image"],
    illegal=["quay.io/calico/node:v9.9.9", "quay.io/Calico", "a..io/image", "quay.io", "a.io:5000", "a.io/x-"],
)
TAG = text(
    "the tag of an image", "[A-Za-z0-9_][A-Za-z0-9_.-]*", longest=128, legal=["v9.9.9"], illegal=[":v9", "v9/1", "-v9"]
)
DIGEST = text(
    "the digest of an image, sha256: and 64 hexadecimal digits",
    "sha256:[0-9a-f]{64}",
    longest=71,
    legal=["sha256:" + "0123456789abcdef" * 4],
    illegal=["sha256:0123", "0123456789abcdef" * 4],
)
PULL_POLICY = one_of("Always", "IfNotPresent", "Never")
SECRET_NAME = secret(
    text(
        "the name of a Secret: small letters, digits, hyphens and single dots",
        _OBJECT_NAME,
        legal=["my-certs", "a.b"],
        illegal=["My-certs", "a_b", "-a", "a..b", "a.-b", "a."],
    )
)
SERVER = text(
    "without a scheme, brackets or a port, a host name or an IP address",
    f"{_SERVER_NAME}|{_IPV4}|{_IPV6}",
    legal=["192.168.10.100", "api.example.com", "fd00::1", "API1"],
    illegal=[
        "https://api.example.com",
        "a b",
        ":::::",
        "a:6443",
        "10.0.0.1:6443",
        "10.0.0.256",
        "a..b",
        "[fd00::1]",
        "[fd00::1]:6443",
    ],
)
PORT = whole("a port", 1, 65535)
_CERTIFICATE_SAMPLE = "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"
_CROSSED = "-----BEGIN {}-----\nYQ==\n-----END {}-----\n"
_KEY_SAMPLE = _CROSSED.format("EXAMPLE KEY", "EXAMPLE KEY")
CERTIFICATE = _pem(
    "certificates",
    "CERTIFICATE",
    _KEY_SAMPLE,
    _CROSSED.format("CERTIFICATE", "EXAMPLE KEY"),
    _CERTIFICATE_SAMPLE.replace("YQ==\n", ""),
    _CERTIFICATE_SAMPLE.replace("YQ==", "YQ="),
    sample=_CERTIFICATE_SAMPLE,
)
KEY = _pem(
    "a private key",
    "([A-Z0-9]+ )*KEY",
    _CERTIFICATE_SAMPLE,
    _CROSSED.format("EXAMPLE KEY", "CERTIFICATE"),
    _KEY_SAMPLE.replace("YQ==\n", ""),
    before="[A-Z0-9 ]+ PARAMETERS",
    sample=_KEY_SAMPLE,
)
ENDPOINTS = several(
    text(
        "http:// or https://, host and port of an etcd member",
        f"https?://{_SERVER}:{_PORT}",
        legal=["http://10.0.0.1:2379", "http://etcd-1.example.com:2379", "http://[fd00::3]:2379"],
        illegal=[
            "10.0.0.1:2379",
            "etcd://10.0.0.1:2379",
            "http://10.0.0.1:2379/x",
            "http://10.0.0.1:99999",
            "http://10.0.0.1",
            "http://u:CANARY@10.0.0.1:2379",
            "http://[fd00::3:2379",
        ],
    ),
    most=32,
)


def _autodetection(address: str, longest_prefix: str, example: str, *wrong: str) -> Kind:
    """How calico-node finds its address of a family."""
    network = f"{address}/({longest_prefix})"
    return text(
        "first-found, kubernetes-internal-ip, can-reach=, interface=, skip-interface= or cidr= with what fits it",
        rf"{_METHODS}|can-reach={address}|cidr={network}( *, *{network})*",
        longest=1024,
        legal=[
            f"cidr={example}",
            f"cidr={example.replace(',', ' , ')}",
            "first-found",
            "interface=enp.*",
            "skip-interface=a b, c=d",
            "can-reach=A.example.com",
        ],
        illegal=[
            "enp.*",
            "interface=",
            "interface= ",
            "interface=eth0,",
            "interface=eth0,,eth1",
            "interface= eth0",
            "skip-interface=docker0 ",
            "skip-interface=docker0, ,veth.*",
            "interfaces=enp.*",
            "cidr=foo",
            "cidr=",
            *wrong,
        ],
    )


AUTODETECTION = _autodetection(
    _IPV4,
    "[12]?[0-9]|3[0-2]",
    "10.0.0.0/8,192.168.0.0/16",
    "cidr=10.0.0.0/99",
    "cidr=fd00::/8",
    "can-reach=fd00::1",
)
AUTODETECTION_V6 = _autodetection(
    _IPV6,
    "[1-9]?[0-9]|1[01][0-9]|12[0-8]",
    "fd00::/8",
    "cidr=fd00::/129",
    "cidr=10.0.0.0/8",
    "can-reach=10.0.0.1",
)
INTERFACES = several(
    text(
        "the name of an interface, at most 15 characters, or its address",
        rf"[A-Za-z_][A-Za-z0-9_.-]{{0,14}}|[0-9]+[A-Za-z_][A-Za-z0-9_.-]{{0,12}}|{_IPV4}|{_IPV6}",
        longest=64,
        legal=["eth1", "192.168.10.2", "fd00:10:42:1:2:3:4:5", "eth0.100", "0eth"],
        illegal=[
            "eth 1",
            "eth1,eth2",
            "-eth1",
            "a234567890123456",
            ".",
            "eth.*",
            "eth0:1",
            "eth0@if5",
            "192.168.10.256",
            "10.0.0.1:80",
        ],
    )
)
EXPRESSIONS = several(
    text(
        "a Go regular expression",
        "[ -~]*[!-~][ -~]*",
        longest=256,
        legal=["^(bond|team)[0-9]+$", "a b", "a=b"],
        illegal=[" ", "a\n"],
    )
)
# Calico's selectors; that their parentheses match is said by a rule.
_TEXT_IN_QUOTES = """("[^"]*"|'[^']*')"""
_LABEL_NAME = "[A-Za-z0-9._/-]+"
_B = "[ \t]"
_TERM = (
    rf"((all|global)\({_B}*\)|has\({_B}*{_LABEL_NAME}{_B}*\)|{_LABEL_NAME}{_B}*[!=]={_B}*{_TEXT_IN_QUOTES}"
    rf"|{_LABEL_NAME}{_B}+(contains|(starts|ends){_B}+with){_B}*{_TEXT_IN_QUOTES}"
    rf"|{_LABEL_NAME}{_B}+(not{_B}*)?in{_B}*\{{({_B}*{_TEXT_IN_QUOTES}{_B}*,?)*{_B}*\}})"
)
_OPERAND = f"[ \t!(]*{_TERM}[ \t)]*"
SELECTOR = text(
    "a Calico selector in one line",
    rf"{_OPERAND}((&&|\|\|){_OPERAND})*",
    longest=1024,
    legal=["!has(edge)", "all()", "a == 'b' && (c in {'d', \"e\"} || !(f not in {'g'}))", "a.io/b starts with 'c'"],
    illegal=[
        ["a"],
        " ",
        "\t\n",
        "a=b",
        "a = 'b'",
        "a == b",
        "a in b",
        "!edge",
        "has()",
        "a == 'b' &&",
        "acontains 'b'",
        "xstarts with 'c'",
        "&& all()",
        "all()\n",
    ],
)
MTU = whole("an MTU in bytes, 68 to 65535", 68, 65535, unset=0)
# The least that leaves pods what Linux asks of an interface, 68 bytes, behind what wireguard takes.
OUTER_MTU = whole("an MTU in bytes, 148 to 65535", 148, 65535, unset=0)
ENCAPSULATION = in_quotes(one_of("Always", "CrossSubnet", "Never"), "Always, CrossSubnet or Never")
IPIP = in_quotes(one_of("Always", "CrossSubnet", "Never", "Off"), "Always, CrossSubnet, Never or Off")
MIRROR_MODE = in_quotes(chosen("none", "replace", "prefix", "flat"), "none, replace, prefix or flat")
SEVERITY = one_of("Trace", "Debug", "Info", "Warning", "Error", "Fatal")
HOST_ACTION = one_of("Accept", "Drop", "Return", "ACCEPT", "DROP", "RETURN")
FLANNEL_BACKEND = one_of(
    "vxlan",
    "host-gw",
    "wireguard",
    "ipip",
    since={"wireguard": {"flannel": "v0.16.0"}},
    notes={"host-gw": "nodes in one layer 2 network", "wireguard": "encrypted"},
)
SWITCH = switch("true or false")

_SECRET_REFERENCE: Schema = {
    "type": ["string", "object"],
    "minLength": 1,
    "maxLength": SECRET_NAME.schema["maxLength"],
    "pattern": SECRET_NAME.schema["pattern"],
    "properties": {"name": {**SECRET_NAME.schema, "minLength": 1}},
    "required": ["name"],
    "additionalProperties": False,
}
PULL_SECRETS = Kind(
    what="a list of Secrets, by name or as {name: ...}",
    schema={"type": "array", "items": _SECRET_REFERENCE, "maxItems": 16, "uniqueItems": True},
    unset=[],
    shape=Shape.TREE,
    form=SECRET_NAME.form,
    legal=(["regcred"], [{"name": "regcred"}]),
    illegal=("regcred", [""], [{"secretName": "a"}], [{"name": "a", "namespace": "b"}], ["Regcred"]),
)
HOST_MIRRORS = Kind(
    what="a mapping of upstream hosts to mirrors",
    schema={
        "type": "object",
        "patternProperties": {f"^{_HOST}(:{_PORT})?$": REGISTRY.schema},
        "additionalProperties": False,
        "maxProperties": 32,
    },
    unset={},
    shape=Shape.TREE,
    form=REGISTRY.form,
    legal=({"quay.io": "registry.example.com"},),
    illegal=(["quay.io"], {"https://quay.io": "a"}, {"quay.io": "https://a"}, "quay.io"),
)
