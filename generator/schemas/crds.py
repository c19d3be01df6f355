"""Turns CustomResourceDefinitions into strict JSON Schemas of the resources that they define."""

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter

from generator.base.errors import problem
from generator.base.trees import Tree, canonical
from generator.schemas.text import Schema, refuse_unknown, schema_text

_PRESERVE = "x-kubernetes-preserve-unknown-fields"
_INT_OR_STRING = "x-kubernetes-int-or-string"
_EMBEDDED = "x-kubernetes-embedded-resource"

# Every keyword that apiextensions.k8s.io/v1 accepts in a structural schema stands in one of these sets.
_COPIED = frozenset(
    {"enum", "exclusiveMaximum", "exclusiveMinimum", "format", "maxItems", "maxLength", "maxProperties", "maximum"}
    | {"minItems", "minLength", "minProperties", "minimum", "multipleOf", "pattern", "required", "type", "uniqueItems"}
)
_WALKED = frozenset({"additionalProperties", "allOf", "anyOf", "items", "not", "nullable", "oneOf", "properties"})
_DROPPED = frozenset({"default", "description", "example", "externalDocs", "id", "title"})

# The `anyOf` beside the extension of every int-or-string, which means the same as a list of both types.
_EITHER = canonical([{"type": "integer"}, {"type": "string"}])

# The schema of a definition that has none.
_ANYTHING: Schema = {"type": "object", _PRESERVE: True}

_STRING: Schema = {"type": "string"}
_STRINGS: Schema = {"additionalProperties": _STRING, "type": "object"}

# ObjectMeta, which no definition has: closed, as the API server's strict field validation treats it.
_METADATA: Schema = {
    "additionalProperties": False,
    "properties": {
        "annotations": _STRINGS,
        "creationTimestamp": {"type": ["null", "string"]},
        "deletionGracePeriodSeconds": {"type": "integer"},
        "deletionTimestamp": {"type": ["null", "string"]},
        "finalizers": {"items": _STRING, "type": "array"},
        "generateName": _STRING,
        "generation": {"type": "integer"},
        "labels": _STRINGS,
        "managedFields": {"items": {"type": "object"}, "type": "array"},
        "name": _STRING,
        "namespace": _STRING,
        "ownerReferences": {"items": {"type": "object"}, "type": "array"},
        "resourceVersion": _STRING,
        "selfLink": _STRING,
        "uid": _STRING,
    },
    "type": "object",
}


def _mapping(tree: Tree, where: str) -> Schema:
    if not isinstance(tree, dict):
        raise problem(where, expected="a mapping", found=canonical(tree)[:80])
    return tree


def _items(tree: Tree, where: str) -> list[Tree]:
    if not isinstance(tree, list):
        raise problem(where, expected="a list", found=canonical(tree)[:80])
    return tree


def _types(schema: Schema) -> list[Tree]:
    """Return the JSON types that a value may have; none if the schema does not restrict them."""
    types = ["integer", "string"] if schema.get(_INT_OR_STRING) else [schema["type"]] if "type" in schema else []
    return [*types, "null"] if types and schema.get("nullable") else [*types]


def _junctors(schema: Schema, where: str) -> Iterator[tuple[str, Tree]]:
    """Convert `allOf`, `anyOf`, `oneOf` and `not`. They restrict values but declare no fields, so that they are never
    closed.
    """
    for key in sorted({"allOf", "anyOf", "oneOf"} & set(schema)):
        branches = _items(schema[key], f"{where}.{key}")
        if key == "anyOf" and schema.get(_INT_OR_STRING) and canonical(branches) == _EITHER:
            continue
        yield key, [_converted(_mapping(branch, where), f"{where}.{key}", closed=False) for branch in branches]
    if "not" in schema:
        yield "not", _converted(_mapping(schema["not"], f"{where}.not"), f"{where}.not", closed=False)


def _fields(schema: Schema, where: str, *, closed: bool) -> Iterator[tuple[str, Tree]]:
    """Convert `properties`, and refuse other fields unless the definition maps or preserves them."""
    properties: Schema = {
        name: _converted(_mapping(field, f"{where}.{name}"), f"{where}.{name}", closed=closed)
        for name, field in _mapping(schema.get("properties", {}), f"{where}.properties").items()
    }
    if schema.get(_EMBEDDED):
        properties |= {"apiVersion": _STRING, "kind": _STRING, "metadata": _METADATA}
    if properties:
        yield "properties", properties
    rest = schema.get("additionalProperties")
    if isinstance(rest, dict):
        yield "additionalProperties", _converted(rest, f"{where}[*]", closed=closed)
    elif closed and rest is None and schema.get("type") == "object" and not schema.get(_PRESERVE):
        yield "additionalProperties", False


def _converted(schema: Schema, where: str, *, closed: bool = True) -> Schema:
    """Convert a structural schema to JSON Schema draft 4. With `closed`, refuse fields that an object does not
    declare.
    """
    keywords = "keywords of a structural schema"
    refuse_unknown(schema, _COPIED | _WALKED | _DROPPED, where, expected=keywords, module="crds")
    converted = {key: schema[key] for key in _COPIED & set(schema) if key != "type"}
    types = _types(schema)
    if types:
        converted["type"] = types[0] if len(types) == 1 else types
    if "items" in schema:
        converted["items"] = _converted(_mapping(schema["items"], f"{where}[]"), f"{where}[]", closed=closed)
    return {**converted, **dict(_fields(schema, where, closed=closed)), **dict(_junctors(schema, where))}


def _resource(api_version: str, kind: str, schema: Schema) -> Schema:
    """Return the schema of a whole object: the definition's own fields, and the four that every object has."""
    resource = _converted(schema, f"{api_version} {kind}")
    properties: Schema = {
        "status": {"type": "object"},
        **_mapping(resource.get("properties", {}), kind),
        "apiVersion": {"enum": [api_version]},
        "kind": {"enum": [kind]},
        "metadata": _METADATA,
    }
    own = {str(name) for name in _items(resource.get("required", []), kind)}
    required: list[Tree] = [*sorted(own | {"apiVersion", "kind", "metadata"})]
    return {**resource, "properties": properties, "required": required, "type": "object"}


def _schema(tree: Tree, where: str) -> Schema:
    return _mapping(_mapping(tree, where).get("openAPIV3Schema"), f"{where}.openAPIV3Schema")


# The versions of the API, and whether one version may stand alone there, and one schema, or none, hold for all.
_SHARED: Mapping[str, bool] = {"apiextensions.k8s.io/v1": False, "apiextensions.k8s.io/v1beta1": True}


def _versions(spec: Schema, where: str, *, shared: bool) -> Iterator[tuple[str, Schema]]:
    """Yield name and schema of every version that a definition serves."""
    alone: list[Tree] | None = [{"name": spec.get("version"), "served": True}] if shared else None
    for tree in _items(spec.get("versions", alone), f"{where} > spec.versions"):
        version = _mapping(tree, f"{where} > spec.versions")
        said, below = version.get("schema"), f"{where} > spec.versions[{version.get('name')}].schema"
        if shared and "schema" not in version:
            said, below = spec.get("validation"), f"{where} > spec.validation"
        schema = _ANYTHING if shared and said is None else _schema(said, below)
        if version.get("served"):
            yield str(version["name"]), schema


def served_schemas(crd: Mapping[str, Tree]) -> Iterator[tuple[str, Schema]]:
    """Yield file name and schema of every version that a definition serves. Raise ProblemsError as `crd_schemas`
    does.
    """
    metadata = _mapping(crd.get("metadata"), "metadata")
    where = f"CustomResourceDefinition/{metadata.get('name')}"
    api = str(crd.get("apiVersion"))
    if api not in _SHARED:
        raise problem(where, expected=f"apiVersion {' or '.join(_SHARED)}", found=api)
    spec = _mapping(crd.get("spec"), f"{where} > spec")
    group, kind = str(spec.get("group")), str(_mapping(spec.get("names"), f"{where} > spec.names").get("kind"))
    for version, schema in _versions(spec, where, shared=_SHARED[api]):
        yield f"{group}/{kind.lower()}_{version}.json", _resource(f"{group}/{version}", kind, schema)


def crd_schemas(crds: Sequence[Mapping[str, Tree]]) -> dict[str, str]:
    """Return the schema files of all resources that the definitions serve, by `<group>/<kind>_<version>.json`.

    They refuse null unless a definition says `nullable`; the API server would silently prune such a field.
    """
    served = (pair for crd in crds for pair in served_schemas(crd))
    return {name: schema_text(schema) for name, schema in sorted(served, key=itemgetter(0))}
