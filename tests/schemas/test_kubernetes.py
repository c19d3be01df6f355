"""The schemas of Kubernetes are small, strict, without prose, and point nowhere but into their own folder."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.pipeline import take_in
from generator.releases.lines import read_lines
from generator.releases.schema_files import kinds_by_version
from generator.schemas.kubernetes import kubernetes_schemas
from generator.schemas.text import Schema, schema_text
from generator.schemas.wheels import DEFINITIONS
from tests.later import Later
from tests.paths import SCHEMAS

_COMMITTED = [
    pytest.param(path, id=str(path.relative_to(SCHEMAS)))
    for folder in ("kubernetes", "crds")
    for path in sorted((SCHEMAS / folder).rglob("*.json"))
]
_KINDS = Later(
    lambda: kinds_by_version({line: take_in(line) for line in read_lines()}),
    (version for line in read_lines() for version in line.validated),
)
_CONFIG_MAP = ("ConfigMap", "v1")

Wheel = Callable[..., dict[str, Any]]


def _mappings(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for below in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _mappings(below)


def _committed(version: str) -> dict[str, Any]:
    """The schemas of a Kubernetes version by file name."""
    folder = SCHEMAS / "kubernetes" / f"v{version}"
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.iterdir()}


def _install(folder: Path, wheel: str, version: str, files: dict[str, Any]) -> Path:
    """A folder with a wheel that holds the files of one Kubernetes version."""
    schemas = f"kubernetes_validate/kubernetes-json-schema/v{version}-local-strict"
    texts = {f"{schemas}/{name}": json.dumps(tree) for name, tree in files.items()}
    write_tree(folder / wheel, {f"kubernetes_validate-{wheel}.dist-info/METADATA": "", **texts})
    return folder


@pytest.fixture
def wheel(tmp_path: Path) -> Wheel:
    """Makes a wheel with one kind, which has one field `probe`; returns what becomes of that field's schema."""

    def probe(field: dict[str, Any], **definitions: dict[str, Any]) -> dict[str, Any]:
        schema = {"$id": "https://kubernetes.io/x", "description": "prose", "properties": {"probe": field}}
        files = {"configmap-v1.json": schema, DEFINITIONS: {"$defs": definitions}}
        made = kubernetes_schemas("1.34.0", [_CONFIG_MAP], _install(tmp_path, "1.37.0", "1.34.0", files))
        converted: dict[str, Any] = json.loads(made["configmap-v1.json"])
        return {**json.loads(made[DEFINITIONS])["definitions"], "probe": converted["properties"]["probe"]}

    return probe


@pytest.fixture
def old_wheel(tmp_path: Path) -> Wheel:
    """The same of a wheel in the older layout: the kind is a reference, and null is no type."""

    def probe(field: dict[str, Any], **schema: Any) -> dict[str, Any]:
        texts = {name: {"type": "string"} for name in ("apiVersion", "kind")}
        own = {"type": "object", "properties": {**texts, "probe": field}, "additionalProperties": False, **schema}
        kind = {"$schema": "http://json-schema.org/schema#", "$ref": f"{DEFINITIONS}#/definitions/a.ConfigMap"}
        shared = {"definitions": {"a.ConfigMap": own, "a.Other": {"type": "object"}}}
        files = {"configmap-v1.json": kind, DEFINITIONS: shared}
        made = kubernetes_schemas("1.18.0", [_CONFIG_MAP], _install(tmp_path, "1.24.1", "1.18.0", files))
        properties: dict[str, Any] = json.loads(made["configmap-v1.json"])["properties"]
        return properties

    return probe


@pytest.mark.parametrize("version", _KINDS)
def test_every_kind_of_the_snapshots_has_a_schema_that_accepts_no_other(version: str) -> None:
    schemas = [schema for name, schema in _committed(version).items() if name != DEFINITIONS]
    pinned = {(*at["properties"]["kind"]["enum"], *at["properties"]["apiVersion"]["enum"]) for at in schemas}
    assert pinned == _KINDS[version]
    assert all(schema["additionalProperties"] is False for schema in schemas)


@pytest.mark.parametrize("version", _KINDS)
def test_a_version_stays_small(version: str) -> None:
    sizes = [path.stat().st_size for path in (SCHEMAS / "kubernetes" / f"v{version}").iterdir()]
    assert sum(sizes) < 170_000


@pytest.mark.parametrize("version", _KINDS)
def test_every_object_with_fields_refuses_others(version: str) -> None:
    for schema in _mappings(_committed(version)):
        if "properties" in schema and isinstance(schema.get("type"), str | list):
            assert schema["additionalProperties"] is False


@pytest.mark.parametrize(
    ("version", "kind"),
    [
        pytest.param("1.18.0", ("PodSecurityPolicy", "policy/v1beta1"), id="flannel's policy"),
        pytest.param("1.21.0", ("PodDisruptionBudget", "policy/v1beta1"), id="Typha's budget"),
        pytest.param("1.21.0", ("ClusterRole", "rbac.authorization.k8s.io/v1beta1"), id="flannel's role"),
        pytest.param("1.18.0", ("CustomResourceDefinition", "apiextensions.k8s.io/v1beta1"), id="Calico's CRDs"),
    ],
)
def test_kinds_that_are_gone_today_have_a_schema_where_a_line_renders_them(version: str, kind: tuple[str, str]) -> None:
    assert kind in _KINDS[version]
    assert kind not in _KINDS["1.31.0"]


@pytest.mark.parametrize("path", _COMMITTED)
def test_a_committed_schema_names_no_other_host_and_holds_no_prose(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    for schema in _mappings(json.loads(text)):
        prose = {key for key, value in schema.items() if isinstance(value, str)} - {"$ref", "type", "format", "pattern"}
        assert not prose


@pytest.mark.parametrize("path", _COMMITTED)
def test_every_reference_of_a_committed_schema_resolves_in_its_folder(path: Path) -> None:
    references = [schema["$ref"] for schema in _mappings(json.loads(path.read_text())) if "$ref" in schema]
    for file, _, pointer in (reference.partition("#") for reference in references if isinstance(reference, str)):
        tree = json.loads((path.parent / (file or path.name)).read_text())
        assert pointer.rpartition("/")[2] in tree["definitions"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param({"type": "string", "description": "x"}, {"type": "string"}, id="prose is dropped"),
        pytest.param({"type": "string", "default": ""}, {"type": "string"}, id="defaults are dropped"),
        pytest.param(
            {"type": "array", "x-kubernetes-list-type": "set"}, {"type": "array"}, id="extensions are dropped"
        ),
        pytest.param({"type": "string", "format": "byte"}, {"type": "string", "format": "byte"}, id="formats are kept"),
        pytest.param(
            {"properties": {"description": {"description": "x", "type": "string"}}},
            {"properties": {"description": {"type": "string"}}},
            id="a field named description is kept",
        ),
        pytest.param(
            {"additionalProperties": {"description": "x", "type": "string"}},
            {"additionalProperties": {"type": "string"}},
            id="a map stays open",
        ),
        pytest.param(
            {"oneOf": [{"type": ["string", "null"]}, {"type": ["integer", "null"]}]},
            {"type": ["integer", "null", "string"]},
            id="a union of types takes null though both branches do",
        ),
    ],
)
def test_a_field_is_converted(wheel: Wheel, field: dict[str, Any], expected: dict[str, Any]) -> None:
    assert wheel(field) == {"probe": expected}


def test_only_definitions_that_are_reached_are_kept(wheel: Wheel) -> None:
    first = {"items": {"$ref": "#/$defs/second"}, "type": "array"}
    found = wheel({"$ref": "/api/_definitions.json#/$defs/first"}, first=first, second={"type": "string"}, other={})
    assert found == {
        "first": {"items": {"$ref": "#/definitions/second"}, "type": "array"},
        "probe": {"$ref": "_definitions.json#/definitions/first"},
        "second": {"type": "string"},
    }


def test_an_unknown_keyword_stops_the_conversion(wheel: Wheel) -> None:
    with pytest.raises(ProblemsError) as raised:
        wheel({"items": {"contains": {}}})
    assert str(raised.value) == (
        "1.34.0/configmap-v1.json.probe.items: expected known schema keywords, found contains; "
        "say in generator/schemas/kubernetes.py whether it is copied or dropped"
    )


def test_another_kind_of_union_stops_the_conversion(wheel: Wheel) -> None:
    with pytest.raises(ProblemsError, match="expected `oneOf` of bare types, found"):
        wheel({"oneOf": [{"type": ["string"], "format": "byte"}]})


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        pytest.param({"type": "string"}, {"type": ["string", "null"]}, id="what may be left out may be null"),
        pytest.param(
            {"type": "array", "items": {"type": "string"}},
            {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
            id="in a list, too",
        ),
        pytest.param(
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"type": ["integer", "null", "string"]},
            id="a union, too",
        ),
        pytest.param(
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
            {
                "type": ["object", "null"],
                "required": ["a"],
                "properties": {"a": {"type": "string"}, "b": {"type": ["string", "null"]}},
            },
            id="what is required may not",
        ),
    ],
)
def test_a_field_of_the_older_layout_is_converted(
    old_wheel: Wheel, field: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert old_wheel(field)["probe"] == expected


def test_a_kind_of_the_older_layout_accepts_no_other(old_wheel: Wheel) -> None:
    found = old_wheel({})
    assert (found["kind"]["enum"], found["apiVersion"]["enum"]) == (["ConfigMap"], ["v1"])


@pytest.mark.parametrize(("version", "wheel_version"), [("1.25.0", "1.37.0"), ("1.24.0", "1.24.1")])
def test_a_missing_wheel_is_an_error_with_its_remedy(version: str, wheel_version: str, tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        kubernetes_schemas(version, [_CONFIG_MAP], tmp_path)
    assert str(raised.value) == (
        f"wheel kubernetes-validate {wheel_version}: expected it in {tmp_path}/{wheel_version}, found none; "
        "run `nox -s schemas`, which installs it"
    )


def test_another_version_of_the_wheel_is_an_error(tmp_path: Path) -> None:
    _install(tmp_path, "1.36.0", "1.34.0", {})
    (tmp_path / "1.36.0").rename(tmp_path / "1.37.0")
    with pytest.raises(ProblemsError, match=r"wheel kubernetes-validate 1\.37\.0: expected it in .*, found none"):
        kubernetes_schemas("1.34.0", [_CONFIG_MAP], tmp_path)


def test_a_kubernetes_version_that_the_wheel_lacks_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"expected schemas of Kubernetes 1\.99\.0, found none"):
        kubernetes_schemas("1.99.0", [_CONFIG_MAP], _install(tmp_path, "1.37.0", "1.34.0", {}))


def test_a_kind_that_the_kubernetes_version_lacks_is_an_error(tmp_path: Path) -> None:
    folder = _install(tmp_path, "1.37.0", "1.34.0", {DEFINITIONS: {"$defs": {}}})
    with pytest.raises(ProblemsError) as raised:
        kubernetes_schemas("1.34.0", [("PodSecurityPolicy", "policy/v1beta1")], folder)
    assert str(raised.value) == (
        "Kubernetes 1.34.0: expected a schema of PodSecurityPolicy of policy/v1beta1, found none"
    )


def test_what_fits_into_a_line_stays_on_one_and_keys_are_sorted() -> None:
    wide: Schema = {"enum": ["a" * 60, "b" * 60]}
    assert schema_text({"b": wide, "a": {"type": "string", "format": "byte"}}) == (
        '{\n "a": {"format": "byte", "type": "string"},\n "b": {\n  "enum": [\n'
        f'   "{"a" * 60}",\n   "{"b" * 60}"\n  ]\n }}\n}}\n'
    )
