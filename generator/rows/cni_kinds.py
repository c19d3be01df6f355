"""The kinds of values of the CNI configuration: folders, files, binaries, sysctls and whole lists of plugins."""

from generator.base.trees import Tree
from generator.settings.kind import Kind, Schema, Shape, one_of, several, text

# A part that is neither `.` nor `..`.
_PART = "[.]?[A-Za-z0-9_@+-][A-Za-z0-9._@+-]*"
FOLDER = text(
    "an absolute path without a slash at its end, dots alone or blanks",
    f"(/{_PART})+",
    longest=512,
    legal=["/var/lib/rancher/k3s/data/cni", "/opt/.cni/bin-1.2"],
    illegal=["opt/cni/bin", "/", "//opt", "/opt//cni", "/opt/../cni", "/opt/./cni", "/opt/cni/", "/opt/cni bin", "/.."],
)
CONF_NAME = text(
    "a file name that ends in .conflist, without a path",
    "[A-Za-z0-9_][A-Za-z0-9._-]*[.]conflist",
    longest=128,
    legal=["00-net.conflist"],
    illegal=["00-net.conf", "00-net", ".conflist", "/etc/cni/net.d/a.conflist", "../a.conflist", "a b.conflist"],
)
LOG_FILE = text(
    "an absolute path of a file, without dots alone or blanks",
    f"(/{_PART})+",
    longest=512,
    legal=["/var/log/cni/calico.log"],
    illegal=["cni.log", "/", "/var/log/", "/var/../log/cni.log", "/var/log/cni log"],
)
BINARIES = several(
    text(
        "the name of a CNI plugin's binary",
        "[A-Za-z0-9][A-Za-z0-9_-]*",
        longest=64,
        legal=["portmap", "calico-ipam"],
        illegal=["/opt/cni/bin/portmap", "a,b", "a b", "-a"],
    ),
    most=32,
)
SYSCTLS = Kind(
    what="a mapping of sysctls to their values as texts",
    schema={
        "type": "object",
        "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 256},
        "maxProperties": 64,
    },
    unset={},
    shape=Shape.TREE,
    legal=(
        {"net.core.somaxconn": "500"},
        {"net/ipv4/conf/eth0.100/rp_filter": "0", "net.ipv4.tcp_rmem": '4096\t"87380" <6291456>'},
    ),
    illegal=("x", ["x"], {"net.core.somaxconn": 500}, {"net.a": True}, {"net.a": ""}, {"net.a": ["1"]}),
)
# The name of a network and the file name of a plugin, as container runtimes take them.
_WORD: Schema = {"type": "string", "maxLength": 128, "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]*$"}
_PLUGIN: Schema = {
    "type": "object",
    "properties": {"type": _WORD},
    "required": ["type"],
}
_LIST: Schema = {
    "name": _WORD,
    "cniVersion": {"enum": ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"]},
    "disableCheck": {"type": "boolean"},
    "disableGC": {"type": "boolean"},
    "plugins": {"type": "array", "items": _PLUGIN, "minItems": 1, "maxItems": 16},
}
_SAMPLE: dict[str, Tree] = {
    "name": "net",
    "cniVersion": "1.0.0",
    "plugins": [{"type": "bridge", "mtu": 1400, "a": "{{ <'\"> }}\n%s"}],
}
CONFIG = Kind(
    what="a CNI network configuration list with name, cniVersion and plugins, of which each has a type",
    schema={
        "type": "object",
        "properties": _LIST,
        "additionalProperties": False,
        "anyOf": [{"maxProperties": 0}, {"required": ["name", "cniVersion", "plugins"]}],
    },
    unset={},
    shape=Shape.TREE,
    legal=(_SAMPLE, {**_SAMPLE, "disableCheck": False}),
    illegal=(
        "{}",
        ["x"],
        {"name": "net"},
        {**_SAMPLE, "cniVersion": 1},
        {**_SAMPLE, "plugins": []},
        {**_SAMPLE, "plugins": [{"mtu": 1}]},
        {**_SAMPLE, "type": "bridge"},
        {**_SAMPLE, "name": "a b"},
        {**_SAMPLE, "plugins": [{"type": "/opt/cni/bin/bridge"}]},
    ),
)
# The plugin takes other words, warning among them, for its default.
SEVERITY = one_of("debug", "info", "error")
