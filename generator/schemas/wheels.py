"""Reads the schemas of kinds, and what they share, from installed wheels `kubernetes-validate` of different layouts."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

from msgspec import Struct

from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree
from generator.base.version import numbers
from generator.schemas.text import Schema

DEFINITIONS = "_definitions.json"

ApiKind = tuple[str, str]  # kind and apiVersion

_REMEDY = "run `nox -s schemas`, which installs it"


class _Wheel(Struct, frozen=True, kw_only=True):
    """A version of the wheel, and the first minor version of Kubernetes 1 that it is read for."""

    version: str
    since: int


# The newest first. Each stands in a folder of its name, where `pip install --target` put it.
WHEELS = (_Wheel(version="1.37.0", since=25), _Wheel(version="1.24.1", since=10))


class Bundle(Struct, frozen=True, kw_only=True):
    """The schemas of one Kubernetes version: kinds by file name, definitions by name."""

    kinds: Mapping[str, Schema]
    definitions: Mapping[str, Schema]


def _folder(version: str, wheels: Path) -> Path:
    minor = numbers(version)[1]
    wheel = next((wheel for wheel in WHEELS if wheel.since <= minor), WHEELS[-1]).version
    installed = wheels / wheel
    if not (installed / f"kubernetes_validate-{wheel}.dist-info").is_dir():
        raise problem(f"wheel kubernetes-validate {wheel}", expected=f"it in {installed}", found="none", remedy=_REMEDY)
    folder = installed / "kubernetes_validate" / "kubernetes-json-schema" / f"v{version}-local-strict"
    if not folder.is_dir():
        expected = f"schemas of Kubernetes {version}"
        raise problem(f"wheel kubernetes-validate {wheel}", expected=expected, found="none")
    return folder


def _load(path: Path) -> Schema:
    return cast("Schema", json.loads(path.read_text(encoding="utf-8")))


def file_name(kind: ApiKind) -> str:
    """Return the file of a kind, as the wheel and kubeconform name it: `daemonset-apps-v1.json`."""
    name, api_version = kind
    group, _, version = api_version.rpartition("/")
    parts = [name.lower(), group.partition(".")[0], version]
    return "-".join(part for part in parts if part) + ".json"


def _nullable(tree: Tree, *, required: bool = False) -> Tree:
    """Return a schema of the older wheel in the words of the newer one, where an optional field may also be null."""
    if not isinstance(tree, dict):
        return tree
    schema: Schema = {**tree}
    if isinstance(tree.get("type"), str) and not required:
        schema["type"] = [tree["type"], "null"]
    for key in {"additionalProperties", "items"} & set(tree):
        schema[key] = _nullable(tree[key])
    if isinstance(branches := tree.get("oneOf"), list):
        schema["oneOf"] = [_nullable(branch) for branch in branches]
    if isinstance(properties := tree.get("properties"), dict):
        needed = cast("list[str]", tree.get("required", []))
        schema["properties"] = {name: _nullable(at, required=name in needed) for name, at in properties.items()}
    return schema


def _definitions(folder: Path) -> dict[str, Schema]:
    """Return the shared definitions, which the older wheel keeps under another key."""
    file = _load(folder / DEFINITIONS)
    if "$defs" in file:
        return cast("dict[str, Schema]", file["$defs"])
    older = cast("dict[str, Schema]", file["definitions"])
    return {name: cast("Schema", _nullable(schema)) for name, schema in older.items()}


def _of_kind(schema: Schema, kind: ApiKind, definitions: Mapping[str, Schema]) -> Schema:
    """Return the schema of a kind that accepts no other kind; in the older wheel, it is a reference that restricts
    nothing.
    """
    if "$ref" in schema:
        schema = definitions[str(schema["$ref"]).rpartition("/")[2]]
    properties = {**cast("dict[str, Schema]", schema["properties"])}
    for name, value in zip(("kind", "apiVersion"), kind, strict=True):
        if name in properties:
            properties[name] = {**properties[name], "enum": [value]}
    return {**schema, "properties": cast("Schema", properties)}


def read_bundle(version: str, kinds: Iterable[ApiKind], wheels: Path) -> Bundle:
    """Return the schemas of one Kubernetes version `x.y.z` from the folder that holds the wheels, one folder a
    version.
    """
    folder = _folder(version, wheels)
    files = {file_name(kind): kind for kind in sorted(kinds)}
    raise_problems(
        Problem(where=f"Kubernetes {version}", expected=f"a schema of {' of '.join(kind)}", found="none")
        for name, kind in files.items()
        if not (folder / name).is_file()
    )
    definitions = _definitions(folder)
    return Bundle(
        kinds={name: _of_kind(_load(folder / name), kind, definitions) for name, kind in files.items()},
        definitions=definitions,
    )
