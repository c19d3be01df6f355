"""Draws values by chance, of each kind: its legal samples, its bounds, its pattern, or the schema of
Kubernetes' type.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from generator.base.trees import Tree, canonical
from generator.rows import kinds, pem_kinds
from generator.settings.kind import Kind, Schema, Shape
from generator.settings.setting import Setting
from tests.differential.values import TYPES, name_of, values_of
from tests.properties.texts import LONGEST, texts

Values = dict[str, Tree]
Types = Mapping[str, Schema]

_NAMES = ("a", "a.example.com/b", "x-y", "yes", "1e3", "null", "{{ a }}", "a b", "'", "0", "é")
_NUMBERS = (0, 1, 2, 1000000, 2147483647)
_QUANTITIES: tuple[Tree, ...] = ("100m", "1Gi", "0.5", "1e3", "250Mi", 1, 2, 1000000)
# The keys that tell the items of a list apart: the chart refuses one that stands twice.
_IDENTITY = ("mountPath", "name")


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
    longest, least = schema.get("maxLength", LONGEST), schema.get("minLength", 0)
    assert isinstance(longest, int)
    assert isinstance(least, int)
    return _fitting(str(schema["pattern"]), longest, least) if "pattern" in schema else texts(longest, least)


def _identity(item: Tree) -> str:
    """Return what tells an item apart from the others of its list."""
    key = next((key for key in _IDENTITY if isinstance(item, dict) and key in item), "")
    return str(item[key]) if isinstance(item, dict) and key else canonical(item)


def _list(schema: Schema, types: Types) -> SearchStrategy[Tree]:
    """Return a list of one item or two, or an empty one where that is a value of its own."""
    least = 0 if schema.get("uniqueItems") and "maxItems" not in schema and "minItems" not in schema else 1
    return st.lists(of_schema(schema["items"], types), min_size=least, max_size=2, unique_by=_identity).map(list)


def _later(schema: Tree, types: Types) -> SearchStrategy[Tree]:
    """Return the strategy of a schema, made where it is drawn from."""
    return st.deferred(lambda: of_schema(schema, types))


def _mapping(schema: Schema, types: Types) -> SearchStrategy[Tree]:
    """Return an object of named fields, all that it needs and one or two others, or one of names that are free."""
    fields = schema.get("properties", {})
    assert isinstance(fields, dict)
    free = schema.get("additionalProperties")
    if isinstance(free, dict):
        form = schema.get("propertyNames", {})
        assert isinstance(form, dict)
        known = [one for one in _NAMES if one not in fields and re.search(str(form.get("pattern", "")), one)]
        return st.dictionaries(st.sampled_from(known), of_schema(free, types), min_size=1, max_size=2).map(dict)
    required = schema.get("required", [])
    assert isinstance(required, list)
    each = {name: _later(field, types) for name, field in fields.items()}
    needed = {str(name): each[str(name)] for name in required}
    others = [name for name in fields if name not in needed]
    least = 0 if needed else 1

    def with_fields(names: Sequence[str]) -> SearchStrategy[Tree]:
        return st.fixed_dictionaries({**needed, **{name: each[name] for name in names}}).map(dict)

    if not others:
        return with_fields([])
    return st.lists(st.sampled_from(others), min_size=least, max_size=2, unique=True).flatmap(with_fields)


def _any_of(options: Tree, types: Types) -> SearchStrategy[Tree]:
    """One of several schemas, null apart, which means that nothing is given."""
    assert isinstance(options, list)
    return st.one_of([of_schema(one, types) for one in options if one != {"type": "null"}])


def _merged(parts: Tree, types: Types) -> Schema:
    """Return a type of Kubernetes with what else is asked of it, as one schema."""
    assert isinstance(parts, list)
    [of_type, further] = parts
    assert isinstance(of_type, dict)
    assert isinstance(further, dict)
    whole = types[str(of_type["$ref"]).rpartition("/")[2]]
    fields, asked, needed = whole["properties"], further["properties"], further["required"]
    assert isinstance(fields, dict)
    assert isinstance(asked, dict)
    assert isinstance(needed, list)
    first = whole.get("required", [])
    assert isinstance(first, list)
    properties: Schema = {name: {**_as_schema(one), **_as_schema(asked.get(name, {}))} for name, one in fields.items()}
    return {**whole, "properties": properties, "required": [*first, *needed]}


def _as_schema(tree: Tree) -> Schema:
    assert isinstance(tree, dict)
    return tree


def _is_none_of(schema: Tree, value: Tree) -> bool:
    """Report whether a value is not what a schema behind `not` describes."""
    assert isinstance(schema, dict)
    members, pattern = schema.get("enum", []), schema.get("pattern")
    assert isinstance(members, list)
    return value not in members and not (pattern and re.search(str(pattern), str(value)))


def of_schema(schema: Tree, types: Types) -> SearchStrategy[Tree]:
    """Whatever a schema of values admits, small."""
    assert isinstance(schema, dict)
    by_keyword: Mapping[str, Callable[[Tree], SearchStrategy[Tree]]] = {
        "$ref": lambda name: _later(types[str(name).rpartition("/")[2]], types),
        "not": lambda other: of_schema({key: one for key, one in schema.items() if key != "not"}, types).filter(
            lambda one: _is_none_of(other, one)
        ),
        "allOf": lambda parts: of_schema(_merged(parts, types), types),
        "anyOf": lambda options: _any_of(options, types),
        "enum": _member,
    }
    for keyword, make in by_keyword.items():
        if keyword in schema:
            return make(schema[keyword])
    return _of_type(schema, types)


def _member(members: Tree) -> SearchStrategy[Tree]:
    assert isinstance(members, list)
    return st.sampled_from([one for one in members if one != ""])


def _of_type(schema: Schema, types: Types) -> SearchStrategy[Tree]:
    """Whatever is of the type or of one of the types of a schema."""
    known = schema.get("type")
    several = known if isinstance(known, list) else [known]
    if "number" in several:
        return st.sampled_from(_QUANTITIES)
    by_type: Mapping[str, Callable[[], SearchStrategy[Tree]]] = {
        "object": lambda: _mapping(schema, types),
        "array": lambda: _list(schema, types),
        "integer": lambda: _number(schema),
        "string": lambda: _text(schema),
        "boolean": st.booleans,
    }
    return st.one_of([make() for name, make in by_type.items() if name in several])


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
_SAMPLES = frozenset(
    {
        *(pem_kinds.CERTIFICATE.what, pem_kinds.KEY.what, kinds.EXPRESSIONS.what, kinds.HOST_MIRRORS.what),
        # The schemas of CRDs say more than values can be drawn from.
        *("a list of Calico's resources", "a list of IP pools", "a list of BGP peers", "a list of BGP filters"),
    }
)

# Any tree that YAML and JSON can hold.
_TREES: SearchStrategy[Tree] = st.recursive(
    st.booleans() | st.sampled_from(_NUMBERS) | texts(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=2),
    max_leaves=4,
)
_WORDS = ("a", "b.example.com/c", "x-y_Z.0", "yes", "1e3", "null")
_SYSCTLS = (
    "net.core.somaxconn",
    "net/ipv4/conf/eth0.100/rp_filter",
    "net.ipv4.tcp_rmem",
    "net.ipv6.conf.all.forwarding",
)
_CNI_PLUGIN = st.fixed_dictionaries({"type": texts(128, 1), "a b": _TREES}, optional={"é": _TREES, "ipam": _TREES})
_CONFIGURATION: Mapping[str, SearchStrategy[Tree]] = {
    "name": texts(253, 1),
    "cniVersion": st.sampled_from(["0.3.1", "1.0.0"]),
    "plugins": st.lists(_CNI_PLUGIN, min_size=1, max_size=2).map(list),
}
_METADATA = {"apiVersion": st.just("v1"), "kind": st.sampled_from(["ConfigMap"])}
_OBJECT: SearchStrategy[dict[str, Tree]] = st.fixed_dictionaries(
    {
        **_METADATA,
        "metadata": st.fixed_dictionaries(
            {"name": st.sampled_from(["extra", "1e3", "null", "0123", "a.b"])},
            optional={
                "namespace": st.sampled_from(["a", "1e3"]),
                "annotations": st.dictionaries(texts(24, 1), texts()),
            },
        ),
    },
    optional={"data": st.dictionaries(st.sampled_from(["a", "no", "1.0"]), texts()).map(dict)},
)
# Values whose schema says less than their rules do, by path, and those that may hold any tree.
_BY_PATH: Mapping[str, SearchStrategy[Tree]] = {
    "commonLabels": st.dictionaries(
        st.sampled_from(_WORDS), st.sampled_from(["", "a", "1e3", "no", "0x1F", "x.y_Z-0"]), min_size=1, max_size=2
    ).map(dict),
    "commonAnnotations": st.dictionaries(st.sampled_from(_WORDS), texts(), min_size=1, max_size=2).map(dict),
    "cni.tuning": st.dictionaries(st.sampled_from(_SYSCTLS), texts(256, 1), min_size=1, max_size=2).map(dict),
    "cni.config": st.fixed_dictionaries({**_CONFIGURATION}, optional={"disableCheck": st.booleans()}).map(dict),
    "extraObjects": st.lists(_OBJECT, min_size=1, max_size=2, unique_by=lambda one: canonical(one["metadata"])).map(
        list
    ),
}


def of_kind(kind: Kind, types: Types) -> SearchStrategy[Tree]:
    """Return a value of a kind, one of its samples or one by chance; never the empty one that means upstream's."""
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
    """Return the bounds of a whole number, beside which another number may mean upstream's."""
    options = schema.get("anyOf")
    found = options[-1] if isinstance(options, list) else schema
    assert isinstance(found, dict)
    return found


def _of_pods(row: Setting) -> SearchStrategy[Tree]:
    """What goes into pods: by types of Kubernetes, of which the chart asks more than a schema says."""
    drawn = values_of(row.kind.schema, TYPES, name_of(row.path), faults=False).filter(lambda one: one != row.kind.unset)
    return st.sampled_from(row.kind.legal) | drawn


def settings_of(rows: Sequence[Setting], types: Types) -> dict[str, SearchStrategy[Tree]]:
    """Return the strategy of each setting by its path."""
    by_kind: dict[str, SearchStrategy[Tree]] = {}
    for row in rows:
        if row.path not in _BY_PATH and canonical([row.kind.schema, *row.kind.legal]) not in by_kind:
            by_kind[canonical([row.kind.schema, *row.kind.legal])] = (
                _of_pods(row) if "#/definitions/" in canonical(row.kind.schema) else of_kind(row.kind, types)
            )
    own = {path: st.sampled_from(row.kind.legal) | _BY_PATH[path] for row in rows if (path := row.path) in _BY_PATH}
    return {
        row.path: own[row.path] if row.path in own else by_kind[canonical([row.kind.schema, *row.kind.legal])]
        for row in rows
    }
