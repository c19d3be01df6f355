"""Turns the OpenAPI-derived schemas of the wheel `kubernetes-validate` into small strict ones that need no network."""

import json
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import cast

from generator.base.errors import problem
from generator.base.trees import Tree
from generator.schemas.text import Schema, schema_text

# As the wheel and kubeconform write them; each names its folder `v<version>`.
KUBERNETES_VERSIONS = ("1.31.0", "1.34.0", "1.37.0")

# The kinds that the chart renders, with their apiVersion.
KINDS = (
    ("ConfigMap", "v1"),
    ("Namespace", "v1"),
    ("Pod", "v1"),
    ("Secret", "v1"),
    ("Service", "v1"),
    ("ServiceAccount", "v1"),
    ("CustomResourceDefinition", "apiextensions.k8s.io/v1"),
    ("DaemonSet", "apps/v1"),
    ("Deployment", "apps/v1"),
    ("Job", "batch/v1"),
    ("PodDisruptionBudget", "policy/v1"),
    ("ClusterRole", "rbac.authorization.k8s.io/v1"),
    ("ClusterRoleBinding", "rbac.authorization.k8s.io/v1"),
    ("Role", "rbac.authorization.k8s.io/v1"),
    ("RoleBinding", "rbac.authorization.k8s.io/v1"),
)

DEFINITIONS = "_definitions.json"
_HERE = "#/definitions/"

_WHEEL = "kubernetes-validate"
_WHEEL_VERSION = "1.37.0"
_REMEDY = "run `nox -s schemas`, which installs it"

_COPIED = frozenset({"enum", "format", "required", "type"})
_WALKED = frozenset({"$ref", "additionalProperties", "items", "oneOf", "properties"})
_DROPPED = frozenset({"$id", "$schema", "default", "description"})

_PROPS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
_PROPS_REF: Schema = {"$ref": _HERE + _PROPS}
# What OpenAPI v2 cannot say and so leaves open; without these a misspelt field below `items` of a CRD goes unseen.
_CLOSED: Mapping[str, Schema] = {
    f"{_PROPS}OrArray": {"anyOf": [_PROPS_REF, {"items": _PROPS_REF, "type": "array"}]},
    f"{_PROPS}OrBool": {"anyOf": [_PROPS_REF, {"type": "boolean"}]},
    f"{_PROPS}OrStringArray": {"anyOf": [_PROPS_REF, {"items": {"type": "string"}, "type": "array"}]},
}


def _folder(version: str) -> Path:
    try:
        wheel = distribution(_WHEEL)
    except PackageNotFoundError as error:
        expected = f"version {_WHEEL_VERSION} to be installed"
        raise problem(f"wheel {_WHEEL}", expected=expected, found="none", remedy=_REMEDY) from error
    if wheel.version != _WHEEL_VERSION:
        raise problem(f"wheel {_WHEEL}", expected=f"version {_WHEEL_VERSION}", found=wheel.version, remedy=_REMEDY)
    folder = f"kubernetes_validate/kubernetes-json-schema/v{version}-local-strict"
    located = Path(str(wheel.locate_file(folder)))
    if not located.is_dir():
        raise problem(f"wheel {_WHEEL}", expected=f"schemas of Kubernetes {version}", found="none")
    return located


def _load(path: Path) -> Schema:
    return cast("Schema", json.loads(path.read_text(encoding="utf-8")))


def _file_name(kind: str, api_version: str) -> str:
    group, _, version = api_version.rpartition("/")
    parts = [kind.lower(), group.partition(".")[0], version]
    return "-".join(part for part in parts if part) + ".json"


def _union(branches: Tree, where: str) -> list[Tree]:
    """The types of a `oneOf` of bare types: both branches take null, so that `oneOf` itself would refuse it."""
    types: set[str] = set()
    for branch in cast("list[Schema]", branches):
        if set(branch) != {"type"}:
            raise problem(where, expected="`oneOf` of bare types", found=json.dumps(branch, sort_keys=True))
        types.update(cast("list[str]", branch["type"]))
    return [*sorted(types)]


def _refuse_unknown(schema: Schema, where: str) -> None:
    known = _COPIED | _WALKED | _DROPPED
    unknown = sorted(key for key in schema if key not in known and not key.startswith("x-kubernetes-"))
    if unknown:
        remedy = "say in generator/kubeschemas.py whether it is copied or dropped"
        raise problem(where, expected="known schema keywords", found=", ".join(unknown), remedy=remedy)


def _pruned(schema: Schema, where: str, file: str) -> Schema:
    """The schema without prose, its references into the local file of definitions (`file` is empty inside that one)."""
    _refuse_unknown(schema, where)
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


def _references(tree: Tree) -> Iterator[str]:
    if isinstance(tree, dict):
        reference = tree.get("$ref")
        if isinstance(reference, str):
            yield reference.rpartition("/")[2]
        tree = [*tree.values()]
    if isinstance(tree, list):
        for item in tree:
            yield from _references(item)


def _reached(kinds: Mapping[str, Schema], definitions: Mapping[str, Schema]) -> dict[str, Tree]:
    """The definitions that the kinds lead to, pruned as well."""
    reached: dict[str, Tree] = {}
    waiting = sorted({name for schema in kinds.values() for name in _references(schema)})
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached[name] = _CLOSED.get(name) or _pruned(definitions[name], name, "")
            waiting += _references(reached[name])
    return reached


def kubernetes_schemas(version: str) -> dict[str, str]:
    """The schema files of one Kubernetes version `x.y.z` by file name, one a kind and one of what they share."""
    folder = _folder(version)
    names = [_file_name(kind, api_version) for kind, api_version in KINDS]
    kinds = {name: _pruned(_load(folder / name), f"{version}/{name}", DEFINITIONS) for name in names}
    definitions = cast("dict[str, Schema]", _load(folder / DEFINITIONS)["$defs"])
    shared: Schema = {"definitions": _reached(kinds, definitions)}
    return {name: schema_text(schema) for name, schema in {**kinds, DEFINITIONS: shared}.items()}
