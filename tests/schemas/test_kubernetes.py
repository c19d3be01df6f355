"""The schemas of Kubernetes are small, strict, without prose, and point nowhere but into their own folder."""

import json
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator.base.errors import ProblemsError
from generator.schemas import kubernetes
from generator.schemas.kubernetes import DEFINITIONS, KINDS, KUBERNETES_VERSIONS, kubernetes_schemas
from generator.schemas.text import Schema, schema_text
from tests.paths import SCHEMAS

_COMMITTED = [pytest.param(path, id=str(path.relative_to(SCHEMAS))) for path in sorted(SCHEMAS.rglob("*.json"))]

Wheel = Callable[..., dict[str, Any]]


def _mappings(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
    for below in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _mappings(below)


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wheel:
    """Makes a wheel with one kind, which has one field `probe`; returns what becomes of that field's schema."""

    def probe(field: dict[str, Any], **definitions: dict[str, Any]) -> dict[str, Any]:
        schema = {"$id": "https://kubernetes.io/x", "description": "prose", "properties": {"probe": field}}
        (tmp_path / "configmap-v1.json").write_text(json.dumps(schema))
        (tmp_path / DEFINITIONS).write_text(json.dumps({"$defs": definitions}))
        files = kubernetes_schemas("1.34.0")
        converted: dict[str, Any] = json.loads(files["configmap-v1.json"])
        return {**json.loads(files[DEFINITIONS])["definitions"], "probe": converted["properties"]["probe"]}

    installed = SimpleNamespace(version="1.37.0", locate_file=lambda _: tmp_path)
    monkeypatch.setattr(kubernetes, "distribution", lambda _: installed)
    monkeypatch.setattr(kubernetes, "KINDS", (("ConfigMap", "v1"),))
    return probe


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_every_kind_of_the_table_has_a_schema_that_accepts_no_other(version: str) -> None:
    schemas = [json.loads(text) for name, text in kubernetes_schemas(version).items() if name != DEFINITIONS]
    pinned = {(*at["properties"]["kind"]["enum"], *at["properties"]["apiVersion"]["enum"]) for at in schemas}
    assert pinned == set(KINDS)
    assert all(schema["additionalProperties"] is False for schema in schemas)


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_a_version_stays_small(version: str) -> None:
    assert sum(map(len, kubernetes_schemas(version).values())) < 170_000


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
def test_every_object_with_fields_refuses_others(version: str) -> None:
    for text in kubernetes_schemas(version).values():
        for schema in _mappings(json.loads(text)):
            if "properties" in schema and isinstance(schema.get("type"), str | list):
                assert schema["additionalProperties"] is False


def test_there_are_committed_schemas() -> None:
    assert len(_COMMITTED) > len(KINDS) * len(KUBERNETES_VERSIONS)


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
        "say in generator/kubeschemas.py whether it is copied or dropped"
    )


def test_another_kind_of_union_stops_the_conversion(wheel: Wheel) -> None:
    with pytest.raises(ProblemsError, match="expected `oneOf` of bare types, found"):
        wheel({"oneOf": [{"type": ["string"], "format": "byte"}]})


def test_a_missing_wheel_is_an_error_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(kubernetes, "distribution", missing)
    with pytest.raises(ProblemsError) as raised:
        kubernetes_schemas("1.34.0")
    assert str(raised.value) == (
        "wheel kubernetes-validate: expected version 1.37.0 to be installed, found none; "
        "run `nox -s schemas`, which installs it"
    )


def test_another_version_of_the_wheel_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kubernetes, "distribution", lambda _: SimpleNamespace(version="1.36.0"))
    with pytest.raises(ProblemsError, match=r"expected version 1\.37\.0, found 1\.36\.0; run `nox -s schemas`"):
        kubernetes_schemas("1.34.0")


def test_a_kubernetes_version_that_the_wheel_lacks_is_an_error() -> None:
    with pytest.raises(ProblemsError, match=r"expected schemas of Kubernetes 1\.99\.0, found none"):
        kubernetes_schemas("1.99.0")


def test_what_fits_into_a_line_stays_on_one_and_keys_are_sorted() -> None:
    wide: Schema = {"enum": ["a" * 60, "b" * 60]}
    assert schema_text({"b": wide, "a": {"type": "string", "format": "byte"}}) == (
        '{\n "a": {"format": "byte", "type": "string"},\n "b": {\n  "enum": [\n'
        f'   "{"a" * 60}",\n   "{"b" * 60}"\n  ]\n }}\n}}\n'
    )
