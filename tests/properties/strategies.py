"""Values by chance, of each kind: its legal samples, its bounds, its pattern, or the schema of Kubernetes' type."""

from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from generator.base.trees import Tree, canonical
from generator.settings.kind import Kind, Schema, Shape
from generator.settings.setting import Setting
from generator.settings.tables import kinds

Values = dict[str, Tree]
Types = Mapping[str, Schema]

# What YAML, Go templates, printf, regular expressions, JSON or a shell would each read in a way of their own.
NASTY = (
    "{{ .Values.x }}",
    "{{ fail `x` }}",
    "}}",
    "{{- end }}",
    "%",
    "%!s(<nil>)",
    "%s %d",
    "yes",
    "No",
    "on",
    "~",
    "null",
    "true",
    "1e3",
    "1.0",
    "-0",
    "0o17",
    "0x1F",
    "017",
    "1_000",
    "12:30:45",
    "2001-01-01",
    ".inf",
    "- a",
    "? a",
    "a: b",
    "a #b",
    "#",
    "&a",
    "*a",
    "!a",
    "|",
    ">-",
    "@a",
    "`a`",
    "'",
    '"',
    "'a' \"b\"",
    "\\",
    "\\n",
    "a\nb",
    "a\n",
    "\na",
    " a",
    "a ",
    "\ta",
    "a\r\nb",
    "---",
    "a\n---\nb",
    "...",
    "$(A)",
    "${A}",
    "$1",
    "[a]",
    "{a: b}",
    ",",
    "é ü 中文",
    "a\u00a0b",  # at the end of a file helm 3 takes one for a blank, and cuts it off
    "🙂",
    " ",
    "<b>&",
)
# Single characters of which texts are made: what is special above, control characters of YAML and others apart.
_CHARACTERS = "ab0:#'\"\\`{}[]<>|&*!%@$,.?~-_=/ \t\né中🙂"
_LONGEST = 24
_NAMES = ("a", "a.example.com/b", "x-y", "yes", "1e3", "null", "{{ a }}", "a b", "'", "0", "é")
_NUMBERS = (0, 1, 2, 1000000, 2147483647)
_QUANTITIES: tuple[Tree, ...] = ("100m", "1Gi", "0.5", "1e3", "250Mi", 1, 2, 1000000)
# The keys that tell the items of a list apart: the chart refuses one that stands twice.
_IDENTITY = ("mountPath", "name")


def _is_kept(text: str) -> bool:
    return text not in {"=", "<<"} and not text.endswith("\n\n") and not (text and not text.strip("\n"))


def texts(longest: int = _LONGEST, least: int = 0) -> SearchStrategy[str]:
    """Texts that something on the way could take for something else.

    What is left out: Go's printers leave `=` and `<<` bare, which its readers take for texts, but not Python's; and
    at the end of a file helm 3 cuts off lines that are empty.
    """
    known = [one for one in NASTY if least <= len(one) <= longest]
    by_chance = st.text(_CHARACTERS, min_size=least, max_size=min(longest, _LONGEST)).filter(_is_kept)
    return st.sampled_from(known) | by_chance


def _fitting(pattern: str, longest: int, least: int) -> SearchStrategy[str]:
    """Texts of a pattern; `$` is the very end, as in helm."""
    inner = pattern.removeprefix("^").removesuffix("$")
    alphabet = st.characters(min_codepoint=9, max_codepoint=126, exclude_categories=["Cc"], include_characters="\t\n")
    return st.from_regex(rf"\A(?:{inner})\Z", alphabet=alphabet).filter(lambda one: least <= len(one) <= longest)


def _number(schema: Schema) -> SearchStrategy[Tree]:
    least, most = schema.get("minimum", 0), schema.get("maximum", _NUMBERS[-1])
    assert isinstance(least, int)
    assert isinstance(most, int)
    return st.sampled_from([least, most, *(one for one in _NUMBERS if least <= one <= most)]) | st.integers(least, most)


def _text(schema: Schema) -> SearchStrategy[Tree]:
    longest, least = schema.get("maxLength", _LONGEST), schema.get("minLength", 0)
    assert isinstance(longest, int)
    assert isinstance(least, int)
    return _fitting(str(schema["pattern"]), longest, least) if "pattern" in schema else texts(longest, least)


def _identity(item: Tree) -> str:
    """What tells an item apart from the others of its list."""
    key = next((key for key in _IDENTITY if isinstance(item, dict) and key in item), "")
    return str(item[key]) if isinstance(item, dict) and key else canonical(item)


def _list(schema: Schema, types: Types) -> SearchStrategy[Tree]:
    return st.lists(of_schema(schema["items"], types), min_size=1, max_size=2, unique_by=_identity).map(list)


def _mapping(schema: Schema, types: Types) -> SearchStrategy[Tree]:
    """An object of named fields, all that it needs and one or two others, or one of names that are free."""
    fields = schema.get("properties", {})
    assert isinstance(fields, dict)
    free = schema.get("additionalProperties")
    if isinstance(free, dict):
        names = st.sampled_from([one for one in _NAMES if one not in fields])
        return st.dictionaries(names, of_schema(free, types), min_size=1, max_size=2).map(dict)
    required = schema.get("required", [])
    assert isinstance(required, list)
    needed = {str(name): of_schema(fields[str(name)], types) for name in required}
    others = [name for name in fields if name not in needed]
    least = 0 if needed else 1

    def with_fields(names: Sequence[str]) -> SearchStrategy[Tree]:
        return st.fixed_dictionaries({**needed, **{name: of_schema(fields[name], types) for name in names}}).map(dict)

    if not others:
        return with_fields([])
    return st.lists(st.sampled_from(others), min_size=least, max_size=2, unique=True).flatmap(with_fields)


def of_schema(schema: Tree, types: Types) -> SearchStrategy[Tree]:
    """Whatever a schema of values admits, small."""
    assert isinstance(schema, dict)
    if "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        return st.deferred(lambda: of_schema(types[name], types))
    if "enum" in schema:
        members = schema["enum"]
        assert isinstance(members, list)
        return st.sampled_from([one for one in members if one != ""])
    known = schema.get("type")
    several = known if isinstance(known, list) else [known]
    if "number" in several:
        return st.sampled_from(_QUANTITIES)
    one = next((name for name in ("object", "array", "integer", "string", "boolean") if name in several), "")
    if one == "object" and several != ["object"]:
        one = next(str(name) for name in several if name != "object")
    by_type: Mapping[str, Callable[[], SearchStrategy[Tree]]] = {
        "object": lambda: _mapping(schema, types),
        "array": lambda: _list(schema, types),
        "integer": lambda: _number(schema),
        "string": lambda: _text(schema),
        "boolean": st.booleans,
    }
    return by_type[one]()


def _network_v4(drawn: tuple[int, int]) -> Tree:
    return str(IPv4Network((0x0A000000 | drawn[0], drawn[1]), strict=False))


def _network_v6(drawn: tuple[int, int]) -> Tree:
    return str(IPv6Network((0xFD << 120 | drawn[0], drawn[1]), strict=False))


# Kinds of which their pattern says too little: what the chart's rules ask, or what they would take for an attack.
_OWN: Mapping[str, SearchStrategy[Tree]] = {
    kinds.CIDR_V4.what: st.tuples(st.integers(0, 0xFFFFFF), st.integers(8, 24)).map(_network_v4),
    kinds.CIDR_V6.what: st.tuples(st.integers(0, 2**120 - 1), st.integers(16, 112)).map(_network_v6),
}
# Kinds whose samples are all that is drawn: a rule knows which texts of the pattern go together, or read Go's words.
_SAMPLES = frozenset({kinds.CERTIFICATE.what, kinds.KEY.what, kinds.EXPRESSIONS.what, kinds.HOST_MIRRORS.what})


def of_kind(kind: Kind, types: Types) -> SearchStrategy[Tree]:
    """A value of a kind, one of its samples or one by chance; never the empty one that means upstream's."""
    samples: SearchStrategy[Tree] = st.sampled_from(kind.legal)
    if kind.what in _SAMPLES or {"enum", "else"} & kind.schema.keys():
        return samples
    if kind.what in _OWN:
        return _OWN[kind.what]
    drawn = {
        Shape.INTEGER: lambda: _number(_bounds(kind.schema)),
        Shape.BOOLEAN: st.booleans,
    }.get(kind.shape, lambda: of_schema(kind.schema, types).filter(lambda one: one != kind.unset))()
    return samples | drawn


def _bounds(schema: Schema) -> Schema:
    """The bounds of a whole number, beside which another number may mean upstream's."""
    options = schema.get("anyOf")
    found = options[-1] if isinstance(options, list) else schema
    assert isinstance(found, dict)
    return found


def settings_of(rows: Sequence[Setting], types: Types) -> dict[str, SearchStrategy[Tree]]:
    """The strategy of each setting by its path.

    A container has an image: its schema asks for none, as Kubernetes' does not, but its API servers do.
    """
    types = {**types, "Container": {**types["Container"], "required": ["name", "image"]}}
    by_kind: dict[str, SearchStrategy[Tree]] = {}
    for kind in (row.kind for row in rows):
        if canonical([kind.schema, *kind.legal]) not in by_kind:
            by_kind[canonical([kind.schema, *kind.legal])] = of_kind(kind, types)
    return {row.path: by_kind[canonical([row.kind.schema, *row.kind.legal])] for row in rows}
