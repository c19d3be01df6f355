"""Makes small strict schemas, which need no network, of Kubernetes' OpenAPI-derived ones."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from generator.base.errors import problem
from generator.base.trees import Tree
from generator.schemas.text import Schema, reached, refuse_unknown, schema_text
from generator.schemas.wheels import DEFINITIONS, ApiKind, read_bundle

_HERE = "#/definitions/"

_COPIED = frozenset({"enum", "format", "required", "type"})
_WALKED = frozenset({"$ref", "additionalProperties", "items", "oneOf", "properties"})
_DROPPED = frozenset({"$id", "$schema", "default", "description"})

_PROPS = re.compile(r"(io\.k8s\.apiextensions-apiserver\.[\w.]+\.JSONSchemaProps)Or(Array|Bool|StringArray)")


def _closed(name: str) -> Schema | None:
    """Return a closed schema for definitions that OpenAPI v2 leaves open: otherwise nobody notices a misspelt field
    below `items` of a CRD.
    """
    match = _PROPS.fullmatch(name)
    if not match:
        return None
    props: Schema = {"$ref": _HERE + match[1]}
    others: Mapping[str, Schema] = {
        "Array": {"items": props, "type": "array"},
        "Bool": {"type": "boolean"},
        "StringArray": {"items": {"type": "string"}, "type": "array"},
    }
    return {"anyOf": [props, others[match[2]]]}


def _union(branches: Tree, where: str) -> list[Tree]:
    """Return the types of a `oneOf` of bare types. Both branches take null, so that `oneOf` itself would refuse it."""
    types: set[str] = set()
    for branch in cast("list[Schema]", branches):
        if set(branch) != {"type"}:
            raise problem(where, expected="`oneOf` of bare types", found=json.dumps(branch, sort_keys=True))
        types.update(cast("list[str]", branch["type"]))
    return [*sorted(types)]


def _pruned(schema: Schema, where: str, file: str) -> Schema:
    """Return the schema without prose, and with references to the file of definitions (`file` is empty inside that
    file).
    """
    refuse_unknown(schema, _COPIED | _WALKED | _DROPPED, where, expected="known schema keywords", module="kubernetes")
    if "$ref" in schema:
        return {"$ref": file + _HERE + str(schema["$ref"]).rpartition("/")[2]}
    pruned = {key: schema[key] for key in _COPIED & set(schema)}
    if "oneOf" in schema:
        pruned["type"] = _union(schema["oneOf"], where)
    for key in {"additionalProperties", "items"} & set(schema):
        below = schema[key]
        pruned[key] = _pruned(below, f"{where}.{key}", file) if isinstance(below, dict) else below
    if "properties" in schema:
        properties = cast("dict[str, Schema]", schema["properties"])
        pruned["properties"] = {name: _pruned(at, f"{where}.{name}", file) for name, at in properties.items()}
    return pruned


def kubernetes_schemas(version: str, kinds: Iterable[ApiKind], wheels: Path) -> dict[str, str]:
    """Return the schema files of one Kubernetes version `x.y.z` by name: one a kind, and one with what they share."""
    bundle = read_bundle(version, kinds, wheels)
    pruned = {name: _pruned(schema, f"{version}/{name}", DEFINITIONS) for name, schema in bundle.kinds.items()}
    known = bundle.definitions
    found = reached([*pruned.values()], lambda name: _closed(name) or _pruned(known[name], name, ""))
    shared: Schema = {"definitions": found}
    return {name: schema_text(schema) for name, schema in {**pruned, DEFINITIONS: shared}.items()}
