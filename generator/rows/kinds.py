"""The kinds of values that the settings take, with samples."""

from generator.rows import patterns
from generator.settings.kind import Kind, Schema, Shape, chosen, in_quotes, one_of, secret, several, switch, text, whole

CIDR_V4 = text(
    "an IPv4 network with a prefix of 8 to 32",
    f"{patterns.IPV4}/([89]|[12][0-9]|3[0-2])",
    longest=18,
    legal=["172.20.0.0/16", "10.0.0.0/8"],
    illegal=["172.20.0.0", "172.20.0.0/33", "fd00::/56", "http://172.20.0.0/16", "172.20.0.256/16"],
)
CIDR_V6 = text(
    "an IPv6 network with a prefix of 16 to 122",
    f"{patterns.IPV6}/(1[6-9]|[2-9][0-9]|1[01][0-9]|12[0-2])",
    longest=43,
    legal=["fd00:10:42::/56"],
    illegal=["fd00:10:42::", "fd00:10:42::/129", "10.244.0.0/16", "fd00::42::/56"],
)
NAMESPACE = text(
    "the name of a namespace",
    patterns.LABEL,
    longest=63,
    legal=["net"],
    illegal=["Net", "a.b", "-net", "net-"],
)
REGISTRY = text(
    "without a scheme, host[:port][/path]",
    f"{patterns.HOST}(:{patterns.PORT})?{patterns.PATH}*",
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
    f"{patterns.HOST}(:{patterns.PORT})?{patterns.PATH}+",
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
        patterns.OBJECT_NAME,
        legal=["my-certs", "a.b"],
        illegal=["My-certs", "a_b", "-a", "a..b", "a.-b", "a."],
    )
)
SERVER = text(
    "without a scheme, brackets or a port, a host name or an IP address",
    f"{patterns.SERVER_NAME}|{patterns.IPV4}|{patterns.IPV6}",
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
ADDRESS = text(
    "an IP address",
    f"{patterns.IPV4}|{patterns.IPV6}",
    longest=39,
    legal=["192.168.10.2", "fd00:10:42::7"],
    illegal=["192.168.10.256", "node1", "192.168.10.2:80", "[fd00::7]"],
)
PORT = whole("a port", 1, 65535)
ENDPOINTS = several(
    text(
        "http:// or https://, host and port of an etcd member",
        f"https?://{patterns.SERVER}:{patterns.PORT}",
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
        rf"{patterns.METHODS}|can-reach={address}|cidr={network}( *, *{network})*",
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
    patterns.IPV4,
    "[12]?[0-9]|3[0-2]",
    "10.0.0.0/8,192.168.0.0/16",
    "cidr=10.0.0.0/99",
    "cidr=fd00::/8",
    "can-reach=fd00::1",
)
AUTODETECTION_V6 = _autodetection(
    patterns.IPV6,
    "[1-9]?[0-9]|1[01][0-9]|12[0-8]",
    "fd00::/8",
    "cidr=fd00::/129",
    "cidr=10.0.0.0/8",
    "can-reach=10.0.0.1",
)
INTERFACES = several(
    text(
        "the name of an interface, at most 15 characters, or its address",
        rf"[A-Za-z_][A-Za-z0-9_.-]{{0,14}}|[0-9]+[A-Za-z_][A-Za-z0-9_.-]{{0,12}}|{patterns.IPV4}|{patterns.IPV6}",
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
SELECTOR = text(
    "a Calico selector in one line",
    patterns.SELECTOR,
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
DURATION = text(
    "a number with its unit, ms, s, m or h",
    "([0-9]{1,6}(ms|s|m|h)){1,4}",
    longest=32,
    legal=["90s", "5m", "1h30m", "0s"],
    illegal=["90", "5 m", "-5m", "1d", "m", "5M", "1.5.2s"],
)
FLANNEL_BACKEND = one_of(
    "vxlan",
    "host-gw",
    "wireguard",
    "ipip",
    "udp",
    "ipsec",
    since={"wireguard": {"flannel": "v0.16.0"}, "ipsec": {"flannel": "v0.16.0"}},
    notes={
        "host-gw": "nodes in one layer 2 network",
        "wireguard": "encrypted",
        "ipip": "IPv4 only",
        "udp": "for debugging; IPv4 on amd64 only, and flannel's container must be privileged",
        "ipsec": "encrypted, IPv4 only, needs flannel.backend.psk",
    },
    refused={"extension": "none of flannel's that runs shell commands on the nodes; take vxlan, host-gw or wireguard"},
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
    text_format=SECRET_NAME.text_format,
    legal=(["regcred"], [{"name": "regcred"}]),
    illegal=("regcred", [""], [{"secretName": "a"}], [{"name": "a", "namespace": "b"}], ["Regcred"]),
)
HOST_MIRRORS = Kind(
    what="a mapping of upstream hosts to mirrors",
    schema={
        "type": "object",
        "patternProperties": {f"^{patterns.HOST}(:{patterns.PORT})?$": REGISTRY.schema},
        "additionalProperties": False,
        "maxProperties": 32,
    },
    unset={},
    shape=Shape.TREE,
    text_format=REGISTRY.text_format,
    legal=({"quay.io": "registry.example.com"},),
    illegal=(["quay.io"], {"https://quay.io": "a"}, {"quay.io": "https://a"}, "quay.io"),
)
