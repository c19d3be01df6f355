"""Reads upstream's tables of Felix's parameters: names, types, bounds and defaults."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import fields

from generator.base.errors import problem
from generator.base.records import records
from generator.base.trees import Tree, canonical

# The files with the tables: upstream has published the first since v3.30; the second has the words of older sources.
PARAMETER_FILES = ("config-params.json", "felix-params.json")

_PREFIX = "FELIX_"
# Parameters that Calico writes itself, for each node or for the cluster. No FelixConfiguration has them.
_OWN = re.compile(
    "ClusterGUID|ClusterType|CalicoVersion|Variant|IPv[46]VXLANTunnelAddr|VXLANTunnelMACAddr(V6)?|IpInIpTunnelAddr"
)
_ACRONYMS = "AWS|BPF|DSR|IPv4|IPv6|MTU|NAT|NFT|VXLAN|XDP"
# Names that do not follow the rule for Felix's names.
_IRREGULAR: Mapping[str, str] = {
    "ExternalNodesCIDRList": "externalNodesList",
    "IpInIpEnabled": "ipipEnabled",
    "IpInIpMtu": "ipipMTU",
    "WireguardPersistentKeepAlive": "wireguardKeepAlive",
}
# Choices that a FelixConfiguration spells in upper case.
_SPELLED: Mapping[str, str] = {"dsr": "DSR", "nft": "NFT"}
# Felix reads choices in any case, whether the words say so, as they did before v3.33, or not.
_CHOICE = re.compile(r"One of: (`[^`\s]+`(?:, `[^`\s]+`)*)(?: \(case insensitive\))?")
_RANGE = re.compile(r"\[(-?[0-9]+),([^\]]+)\]")
_REGEX = re.compile(r"(?:String|.*each) matching (?:the )?regex `(.*)`")

# The types in the newer files, by the first words of their descriptions.
_WORDS: Mapping[str, str] = {
    "Boolean": "boolean",
    "Seconds": "seconds",
    "Milliseconds": "milliseconds",
    "Path to executable": "executable",
    "Path to file": "path",
    "String": "string",
    "Regular expression": "expression",
    "IPv4": "ipv4",
    "IPv6": "ipv6",
    "Comma-delimited list of CIDRs": "cidrs",
    "Comma-delimited list of numeric ports": "ports",
    "Comma-delimited list of Linux interface": "interfaces",
    "Comma-delimited list of key=value": "pairs",
    "Comma-delimited list of `<key>=<duration>`": "durations",
    "Port range": "port-range",
    "List of port ranges": "port-ranges",
    "32-bit bitmask": "mark",
    "OpenStack region": "region",
    "Numeric value: An integer from 0 to 63": "dscp",
    "Range of route table": "table-range",
    "Comma or space-delimited list of route table": "table-ranges",
    "List of HTTP endpoints": "string",
}
# The types in the older files, which know only IPv4 networks.
_OLDER: Mapping[str, str] = {
    "bool": "boolean",
    "*bool": "boolean",
    "seconds": "seconds",
    "millis": "milliseconds",
    "string": "string",
    "regexp": "expression",
    "regexp(nil-on-empty)": "expression",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
    "cidr-list": "ipv4-cidrs",
    "port-list": "ports",
    "portrange": "port-range",
    "portrange-list": "port-ranges",
    "mark-bitmask": "mark",
    "keyvaluelist": "pairs",
    "keydurationlist": "durations",
    "file": "path",
    "file(must-exist)": "path",
    "file(must-exist,executable)": "executable",
    "region": "region",
    "iface-list-regexp": "interfaces",
    "route-table-range": "table-range",
    "route-table-ranges": "table-ranges",
    "authority": "string",
    "endpoint-list": "string",
}
_OLDER_PATTERNS: Mapping[str, str] = {
    "iface-param": "^[a-zA-Z0-9:._+-]{1,15}$",
    "iface-list": "^[a-zA-Z0-9_-]{1,15}(,[a-zA-Z0-9_-]{1,15})*$",
    "hostname": "^[a-zA-Z0-9_.-]+$",
    "host-address": "^[a-zA-Z0-9:._+-]{1,64}$",
}


# The type of a parameter whose values upstream describes in words that are not known.
UNTYPED = "untyped"


class Parameter(Struct, frozen=True, kw_only=True):
    """A parameter: its name in a FelixConfiguration, its environment variable, its type, and what bounds it.

    A `required` parameter has no value that means nothing, a `local` one is no part of a FelixConfiguration. If its
    type is `UNTYPED`, `wording` is what upstream's file says of it.
    """

    name: str
    env: str
    type: str
    default: str = ""
    least: int | None = None
    most: int | None = None
    members: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False
    local: bool = False
    bpf: bool = False
    wording: str = ""


def _name(own: str) -> str:
    """Return the name in a FelixConfiguration of a parameter of Felix's: in lower camel case, without the unit."""
    name = re.sub("(Secs|Millis)$", "", own)
    found = re.match(_ACRONYMS, name)
    head = found[0] if found else name[0]
    return _IRREGULAR.get(own, head.lower() + name[len(head) :])


def _bounds(text: str) -> dict[str, Tree]:
    """Return the least and the most of all ranges. The number 2^63-1 is no bound."""
    found = [(int(least), None if "^" in most else int(most)) for least, most in _RANGE.findall(text)]
    if not found:
        return {}
    mosts = [most for _, most in found if most is not None]
    return {"least": min(least for least, _ in found), **({"most": max(mosts)} if len(mosts) == len(found) else {})}


def _typed(text: str) -> dict[str, Tree]:
    """Return the type that the words of a newer file describe."""
    if choice := _CHOICE.fullmatch(text):
        return {"type": "choice", "members": [*re.findall("`([^`]+)`", choice[1])]}
    if text.startswith("Integer"):
        return {"type": "integer", **_bounds(text)}
    if pattern := _REGEX.fullmatch(text):
        return {"type": "texts" if text.startswith("Comma") else "text", "pattern": pattern[1]}
    words = [begin for begin in _WORDS if text.startswith(begin)]
    return {"type": _WORDS[max(words, key=len)]} if words else {"type": UNTYPED, "wording": text}


def _newer(field: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return a parameter of a newer file. Choices are spelled as in a FelixConfiguration, then as Felix does."""
    typed = _typed(str(field["StringSchema"]))
    members, named = typed.get("members"), field.get("YAMLEnumValues")
    if isinstance(members, list) and isinstance(named, list):
        spelled = [str(one).strip('`"') for one in named]
        typed["members"] = [*dict.fromkeys([*spelled, *map(str, members)])]
    own = str(field["NameConfigFile"])
    return {
        "name": field["NameYAML"] or _name(own),
        "env": str(field["NameEnvVar"]).upper(),
        "default": field["StringDefault"],
        "required": field["Required"],
        "local": field["AllowedConfigSources"] != "All",
        "bpf": str(field["Group"]).endswith("eBPF"),
        **typed,
    }


def _older(field: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return a parameter of an older file."""
    kind, own = str(field["type"]), str(field["name"])
    if found := re.fullmatch(r"oneof\((.*)\)", kind):
        members = found[1].split(",")
        spelled = [_SPELLED.get(one, one.capitalize() if one.islower() or one.isupper() else one) for one in members]
        typed: dict[str, Tree] = {"type": "choice", "members": [*dict.fromkeys([*spelled, *members])]}
    elif found := re.fullmatch(r"int(?:\((-?[0-9]+),(-?[0-9]+)\))?", kind):
        typed = {"type": "integer", **({"least": int(found[1]), "most": int(found[2])} if found[1] else {})}
    elif kind in _OLDER_PATTERNS:
        typed = {"type": "text", "pattern": _OLDER_PATTERNS[kind]}
    else:
        typed = {"type": _OLDER[kind]} if kind in _OLDER else {"type": UNTYPED, "wording": kind}
    return {
        "name": _name(own),
        "env": field["env"],
        "default": field["default"],
        "local": field["local"] or bool(_OWN.fullmatch(own)),
        "bpf": own.upper().startswith("BPF"),
        **typed,
    }


def read_parameters(trees: Sequence[Tree], where: str) -> tuple[Parameter, ...]:
    """Return the parameters of a release in the snapshot. Raise ProblemsError if they are malformed."""
    return tuple(records(((f"{where} > {number}", tree) for number, tree in enumerate(trees, 1)), Parameter).values())


def parse_parameters(text: str, where: str) -> tuple[Parameter, ...]:
    """Return the parameters in a raw file of upstream's, by name. Raise ProblemsError for a table without a field that
    is needed.
    """
    try:
        raw = json.loads(text)
        listed = raw if isinstance(raw, list) else [field for group in raw["Groups"] for field in group["Fields"]]
        convert = _older if isinstance(raw, list) else _newer
        found = [convert(field) for field in listed]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise problem(where, expected="a table of parameters", found=repr(error)[:80]) from error
    if not all(str(one["env"]).startswith(_PREFIX) for one in found):
        raise problem(where, expected=f"variables that begin with {_PREFIX}", found="others")
    return tuple(sorted(read_parameters(found, where), key=lambda one: (one.name, one.env)))


def _said(parameter: Parameter) -> Iterator[tuple[str, Tree]]:
    for field in fields(parameter):
        value = getattr(parameter, field.name)
        if value != field.default or isinstance(value, bool) != isinstance(field.default, bool):
            yield field.name, [*value] if isinstance(value, tuple) else value


def parameters_text(parameters: Sequence[Parameter]) -> str:
    """Return the parameters as the snapshot has them: one line each, without empty fields."""
    return "---\n" + "".join(f"- {canonical(dict(_said(one)))}\n" for one in parameters)
