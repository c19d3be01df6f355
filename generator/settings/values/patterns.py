"""Patterns and schema parts that several values share; they mean the same in RE2 and in Python.

Lengths are bounded by `maxLength`: a counted repetition makes RE2 copy the expression as often, at every helm call.
"""

from generator.settings.value import Schema

_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_H = "[0-9a-fA-F]{1,4}"
_IPV6 = (
    f"(({_H}:){{7}}{_H}|({_H}:){{1,7}}:|({_H}:){{1,6}}:{_H}|({_H}:){{1,5}}(:{_H}){{1,2}}|({_H}:){{1,4}}(:{_H}){{1,3}}"
    f"|({_H}:){{1,3}}(:{_H}){{1,4}}|({_H}:){{1,2}}(:{_H}){{1,5}}|{_H}:(:{_H}){{1,6}}|:(:{_H}){{1,7}})"
)
_PATH = "(/[a-z0-9][a-z0-9._-]*)*"
_HOST = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?"
_PEM_BLOCK = "-----BEGIN [A-Z0-9 ]+-----\n([A-Za-z0-9+/=]+\n)+-----END [A-Z0-9 ]+-----"

HOST = f"^{_HOST}$"


def text(pattern: str = "", *, longest: int = 253) -> Schema:
    """A string, empty or of the pattern."""
    schema: Schema = {"type": "string", "maxLength": longest}
    return {**schema, "pattern": f"^({pattern})?$"} if pattern else schema


def secret(pattern: str, wanted: str, *, longest: int = 253) -> Schema:
    """A string, empty or of the pattern, whose refusal says what is wanted: a pattern's refusal repeats the value."""
    return {**text(longest=longest), "if": {"pattern": f"^({pattern})?$"}, "else": {"const": wanted}}


def one_of(*members: str) -> Schema:
    """One of the members, or empty for upstream's choice."""
    return {"type": "string", "enum": ["", *members]}


def whole(least: int, most: int, *, unset: int | None = None) -> Schema:
    """A whole number in the range; `unset`, a number outside it, or null where there is none, means upstream's choice."""
    within: Schema = {"type": "integer", "minimum": least, "maximum": most}
    return {"anyOf": [{"type": "null"} if unset is None else {"type": "integer", "enum": [unset]}, within]}


BOOLEAN: Schema = {"type": "boolean"}
SWITCH: Schema = {"type": ["boolean", "null"]}
CIDR_V4 = text(rf"({_OCTET}\.){{3}}{_OCTET}/([89]|1[0-9]|2[0-8])", longest=18)
CIDR_V6 = text(f"{_IPV6}/(1[6-9]|[2-9][0-9]|1[01][0-9]|12[0-2])", longest=43)
NAMESPACE = text("[a-z0-9]([a-z0-9-]*[a-z0-9])?", longest=63)
REGISTRY = text(f"{_HOST}{_PATH}")
REPOSITORY = text(f"{_HOST}{_PATH}")
TAG = text("[A-Za-z0-9_][A-Za-z0-9_.-]*", longest=128)
DIGEST = text("sha256:[0-9a-f]{64}", longest=71)
SECRET_NAME = secret("[a-z0-9]([a-z0-9.-]*[a-z0-9])?", "the name of a Secret")
SERVER = text(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]+|\[[0-9a-fA-F:]+\]")
PEM = secret(f"({_PEM_BLOCK}\n?)+", "PEM text as in its file: no base64 around it, no indentation", longest=65536)
ENDPOINT: Schema = {
    "type": "string",
    "maxLength": 253,
    "minLength": 1,
    **secret(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?", "http:// or https://, host and port"),
}
AUTODETECTION = text(
    r"first-found|kubernetes-internal-ip|(can-reach|interface|skip-interface|cidr)=[!-<>-~]+", longest=1024
)


def several(item: Schema, *, most: int = 16) -> Schema:
    """A list of distinct items."""
    return {"type": "array", "items": item, "maxItems": most, "uniqueItems": True}
