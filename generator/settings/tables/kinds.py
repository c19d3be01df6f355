"""The kinds of values that the settings take, with samples; patterns mean the same in RE2 and in Python.

Lengths are bounded by `maxLength`: a counted repetition makes RE2 copy the expression as often, at every helm call.
"""

from dataclasses import replace

from generator.settings.kind import Kind, Schema, Shape, one_of, secret, several, switch, text, whole

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_H = "[0-9a-fA-F]{1,4}"
_IPV6 = (
    f"(({_H}:){{7}}{_H}|({_H}:){{1,7}}:|({_H}:){{1,6}}:{_H}|({_H}:){{1,5}}(:{_H}){{1,2}}|({_H}:){{1,4}}(:{_H}){{1,3}}"
    f"|({_H}:){{1,3}}(:{_H}){{1,4}}|({_H}:){{1,2}}(:{_H}){{1,5}}|{_H}:(:{_H}){{1,6}}|:(:{_H}){{1,7}})"
)
_PATH = "(/[a-z0-9][a-z0-9._-]*)*"
_HOST = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?"
_PEM_BLOCK = "-----BEGIN [A-Z0-9 ]+-----\n([A-Za-z0-9+/=]+\n)+-----END [A-Z0-9 ]+-----"
_NAME = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?"

CIDR_V4 = text(
    "an IPv4 network such as 172.20.0.0/16, prefix 8 to 28",
    rf"({_OCTET}\.){{3}}{_OCTET}/([89]|1[0-9]|2[0-8])",
    longest=18,
    legal=["172.20.0.0/16", "10.0.0.0/8"],
    illegal=["172.20.0.0", "172.20.0.0/33", "fd00::/56", "http://172.20.0.0/16", "172.20.0.256/16"],
)
CIDR_V6 = text(
    "an IPv6 network such as fd00:10:42::/56, prefix 16 to 122",
    f"{_IPV6}/(1[6-9]|[2-9][0-9]|1[01][0-9]|12[0-2])",
    longest=43,
    legal=["fd00:10:42::/56"],
    illegal=["fd00:10:42::", "fd00:10:42::/129", "10.244.0.0/16", "fd00::42::/56"],
)
NAMESPACE = text(
    "the name of a namespace",
    "[a-z0-9]([a-z0-9-]*[a-z0-9])?",
    longest=63,
    legal=["net"],
    illegal=["Net", "a.b", "-net", "net-"],
)
REGISTRY = text(
    "host[:port][/path], without a scheme",
    f"{_HOST}{_PATH}",
    legal=["registry.example.com:5000/mirror"],
    illegal=["https://registry.example.com", "registry.example.com/", "Registry.example.com", "a b"],
)
REPOSITORY = replace(REGISTRY, what="host/path of an image, without a tag", legal=("registry.example.com/net/image",))
TAG = text(
    "the tag of an image", "[A-Za-z0-9_][A-Za-z0-9_.-]*", longest=128, legal=["v9.9.9"], illegal=[":v9", "v9/1", "-v9"]
)
DIGEST = text(
    "the digest of an image, sha256:...",
    "sha256:[0-9a-f]{64}",
    longest=71,
    legal=["sha256:" + "0123456789abcdef" * 4],
    illegal=["sha256:0123", "0123456789abcdef" * 4],
)
PULL_POLICY = one_of("Always", "IfNotPresent", "Never")
SECRET_NAME = secret(
    text("the name of a Secret", _NAME, legal=["my-certs"], illegal=["My-certs", "a_b", "-a"]), "the name of a Secret"
)
SERVER = text(
    "a host name or an IP address",
    r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]+|\[[0-9a-fA-F:]+\]",
    legal=["192.168.10.100", "api.example.com"],
    illegal=["https://api.example.com", "a b"],
)
PORT = whole("a port", 1, 65535)
_PEM_SAMPLE = "-----BEGIN CERTIFICATE-----\nYQ==\n-----END CERTIFICATE-----\n"
PEM = secret(
    text(
        "PEM text",
        f"({_PEM_BLOCK}\n?)+",
        longest=65536,
        legal=[_PEM_SAMPLE],
        illegal=["YQ==", "-----BEGIN CERTIFICATE-----"],
    ),
    "PEM text as in its file: no base64 around it, no indentation",
)
ENDPOINTS = several(
    secret(
        text(
            "a client URL of an etcd member",
            r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?",
            legal=["http://10.0.0.1:2379"],
            illegal=["10.0.0.1:2379", "etcd://10.0.0.1:2379", "http://10.0.0.1:2379/x"],
        ),
        "http:// or https://, host and port",
    ),
    most=32,
)
AUTODETECTION = text(
    "first-found, kubernetes-internal-ip, can-reach=, interface=, skip-interface= or cidr=",
    r"first-found|kubernetes-internal-ip|(can-reach|interface|skip-interface|cidr)=[!-<>-~]+",
    longest=1024,
    legal=["interface=enp.*", "first-found"],
    illegal=["enp.*", "interface=", "interfaces=enp.*", "interface=a b"],
)
INTERFACES = several(
    text(
        "the name or the address of an interface",
        "[A-Za-z0-9_.:@-]+",
        longest=64,
        legal=["eth1", "192.168.10.2"],
        illegal=["eth 1", "eth1,eth2"],
    )
)
EXPRESSIONS = several(
    text(
        "a Go regular expression",
        "[!-),->@-~][!-~]*",
        longest=256,
        legal=["^(bond|team)[0-9]+$"],
        illegal=["a b", "*a"],
    )
)
SELECTOR = text("a Calico selector", longest=1024, legal=["!has(edge)"], illegal=[["a"]])
MTU = whole("an MTU in bytes, 68 to 9000", 68, 9000, unset=0)
ENCAPSULATION = one_of("Always", "CrossSubnet", "Never")
IPIP = one_of("Always", "CrossSubnet", "Never", "Off")
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
    "anyOf": [
        {**SECRET_NAME.schema, "minLength": 1},
        {
            "type": "object",
            "properties": {"name": {**SECRET_NAME.schema, "minLength": 1}},
            "required": ["name"],
            "additionalProperties": False,
        },
    ]
}
PULL_SECRETS = Kind(
    what="a list of Secrets, by name or as {name: ...}",
    schema={"type": "array", "items": _SECRET_REFERENCE, "maxItems": 16, "uniqueItems": True},
    unset=[],
    shape=Shape.TREE,
    legal=(["regcred"], [{"name": "regcred"}]),
    illegal=("regcred", [""], [{"secretName": "a"}], [{"name": "a", "namespace": "b"}], ["Regcred"]),
)
HOST_MIRRORS = Kind(
    what="a mapping of upstream hosts to mirrors",
    schema={
        "type": "object",
        "patternProperties": {f"^{_HOST}$": REGISTRY.schema},
        "additionalProperties": False,
        "maxProperties": 32,
    },
    unset={},
    shape=Shape.TREE,
    legal=({"quay.io": "registry.example.com"},),
    illegal=(["quay.io"], {"https://quay.io": "a"}, {"quay.io": "https://a"}, "quay.io"),
)
