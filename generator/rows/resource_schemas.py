"""Turns a line's CRDs into the JSON Schemas of Calico's resources that values take, for people and for the chart."""

from collections.abc import Iterable, Mapping, Sequence

from generator.base.trees import Tree
from generator.rows import patterns
from generator.rows.resource_forms import GO_DURATION, OF_TIMES, editors_pattern
from generator.rows.resources import CRD_GROUP, GROUP_VERSION
from generator.schemas.crds import served_schemas
from generator.settings.catalogue import ResourceKind
from generator.settings.kind import Schema

_LONGEST_NAME = 253
# Numbers that projectcalico.org/v3 takes as dotted texts, too, where the CRDs have whole numbers of 32 bits with a sign. In
# etcd greater ones are taken, which people write as texts.
AS_NUMBERS = ("asNumber", "localASNumber")
AS_NUMBER: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 2147483647},
        {"type": "string", "pattern": rf"^((0|{patterns.PORT})\.(0|{patterns.PORT})|[1-9][0-9]{{0,9}})$"},
    ]
}
_NAME: Schema = {"type": "string", "minLength": 1, "maxLength": _LONGEST_NAME, "pattern": f"^{patterns.OBJECT_NAME}$"}
_TEXTS: Schema = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 4096}}


def plurals(crds: Iterable[Mapping[str, Tree]]) -> frozenset[str]:
    """The plural names of Calico's own CRDs."""
    names = (str(metadata.get("name")) for crd in crds if isinstance(metadata := crd.get("metadata"), dict))
    return frozenset(name.partition(".")[0] for name in names if name.partition(".")[2] == CRD_GROUP)


def _editors_text(schema: Schema, key: str, above: str) -> Schema:
    """Return a text's schema with the form that calicoctl asks for where the CRD has none, or one of times."""
    pattern = str(schema.get("pattern", ""))
    if pattern.startswith(OF_TIMES):
        return {**schema, "pattern": GO_DURATION}
    form = "" if pattern or "enum" in schema or "format" in schema else editors_pattern(key, above)
    return {**schema, "pattern": form} if form else schema


def _readable(tree: Tree, key: str = "", above: str = "") -> Tree:
    """Return a schema as editors read it: without patterns that use flags of Go's, with AS numbers in both of their
    forms, and with the forms of texts that calicoctl asks for.
    """
    if isinstance(tree, list):
        return [_readable(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    if key in AS_NUMBERS and tree.get("type") == "integer":
        return dict(AS_NUMBER)
    known = _editors_text(tree, key, above) if tree.get("type") == "string" else tree
    kept = {name: one for name, one in sorted(known.items()) if not _is_left_out(name, str(one))}
    return {name: _below(name, one, key, above) for name, one in kept.items()}


def _is_left_out(name: str, one: str) -> bool:
    """Report whether editors do not understand a member of a schema."""
    return (name == "pattern" and "(?" in one) or (name == "format" and one != "cidr")


def _below(name: str, one: Tree, key: str, above: str) -> Tree:
    """Return a member of a field's schema as editors read it."""
    if name == "properties" and isinstance(one, dict):
        return {field: _readable(schema, field, key) for field, schema in one.items()}
    return _readable(one, key, above) if name == "items" else _readable(one)


def specs(crds: Sequence[Mapping[str, Tree]], kinds: Sequence[ResourceKind]) -> dict[str, Schema]:
    """The schema of each kind's spec; empty where the CRDs have no schemas."""
    wanted = {f"{kind.plural}.{CRD_GROUP}": kind.name for kind in kinds}
    found: dict[str, Schema] = {}
    for crd in crds:
        metadata = crd["metadata"]
        assert isinstance(metadata, dict)
        if name := wanted.get(str(metadata["name"])):
            [(_, schema)] = served_schemas(crd)
            properties = schema["properties"]
            assert isinstance(properties, dict)
            spec = _readable(properties.get("spec", {}))
            assert isinstance(spec, dict)
            found[name] = spec
    return {kind.name: found[kind.name] for kind in kinds}


def envelope(kinds: Sequence[ResourceKind]) -> Schema:
    """What the chart's own schema says of a resource: what it is, and its name; the chart's rules check the rest."""
    metadata: Schema = {
        "type": "object",
        "required": ["name"],
        "additionalProperties": False,
        "properties": {
            "name": _NAME,
            "namespace": {"type": "string", "maxLength": 63},
            "labels": _TEXTS,
            "annotations": _TEXTS,
        },
    }
    return {
        "type": "object",
        "required": ["apiVersion", "kind", "metadata", "spec"],
        "additionalProperties": False,
        "properties": {
            "apiVersion": {"enum": [GROUP_VERSION]},
            "kind": {"enum": [kind.name for kind in kinds]},
            "metadata": metadata,
            "spec": {"type": "object"},
        },
    }


def resource_schema(kinds: Sequence[ResourceKind], known: Mapping[str, Schema]) -> Schema:
    """A resource in full, for people and their editors."""
    choices: list[Tree] = [
        {"if": {"properties": {"kind": {"const": name}}}, "then": {"properties": {"spec": spec}}}
        for name, spec in known.items()
        if spec
    ]
    return {**envelope(kinds), **({"allOf": choices} if choices else {})}


def named_spec(spec: Schema) -> Schema:
    """A spec with the name of its object beside its fields, as the short forms of values have it."""
    properties = spec.get("properties", {})
    required = spec.get("required", [])
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    return {**spec, "type": "object", "required": ["name", *required], "properties": {"name": _NAME, **properties}}


def named_envelope() -> Schema:
    """What the chart's own schema says of such a form."""
    return {"type": "object", "required": ["name"], "properties": {"name": _NAME}}
