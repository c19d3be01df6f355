"""Objects that users make of a chart's CRDs: the good resources of the tests, and the least of every other kind."""

from collections.abc import Mapping, Sequence

from generator.base.trees import Tree
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import named_line
from generator.releases.release import Document
from tests.resources import good_rows, resource

CRD = "CustomResourceDefinition"


def crds(version: str, stem: str) -> list[Document]:
    """The CRDs that a variant of a line has."""
    releases = take_in(named_line(version), None, FEATURES)
    return [crd for release in releases if stem in release.crd_variants for crd in release.crds]


def _mapping(tree: Tree) -> Mapping[str, Tree]:
    assert isinstance(tree, dict)
    return tree


def kind_of(crd: Document) -> str:
    """The kind of a CRD's objects."""
    return str(_mapping(_mapping(crd["spec"])["names"])["kind"])


def _items(tree: Tree) -> Sequence[Tree]:
    assert isinstance(tree, list)
    return tree


def least(schema: Mapping[str, Tree], *, fields: int = 0) -> Tree:
    """The smallest value of a schema of a CRD; an object has this many fields at least, if the schema knows so many."""
    if "enum" in schema:
        return _items(schema["enum"])[0]
    if schema.get("type") == "object":
        known = _mapping(schema.get("properties", {}))
        named = [str(name) for name in _items(schema.get("required", []))]
        wanted = max(fields, int(str(schema.get("minProperties", 0))), len(named))
        names = [*named, *(name for name in known if name not in named)][:wanted]
        return {name: least(_mapping(known[name])) for name in names}
    plain: Mapping[Tree, Tree] = {"string": "x", "integer": schema.get("minimum", 1), "boolean": True, "array": []}
    return plain.get(schema.get("type"), "x")


def _storage(crd: Document) -> Mapping[str, Tree]:
    versions = map(_mapping, _items(_mapping(crd["spec"])["versions"]))
    return next(version for version in versions if version["storage"])


def _least_object(crd: Document) -> Document:
    spec, version = _mapping(crd["spec"]), _storage(crd)
    schema = _mapping(_mapping(_mapping(version["schema"])["openAPIV3Schema"])["properties"])
    return {
        "apiVersion": f"{spec['group']}/{version['name']}",
        "kind": kind_of(crd),
        "metadata": {"name": "default", **({"namespace": "default"} if spec["scope"] == "Namespaced" else {})},
        "spec": least(_mapping(schema["spec"]), fields=1),
    }


def user_objects(version: str, stem: str) -> list[Document]:
    """At least one object of each CRD of a variant, as the CRD stores it."""
    rows: dict[str, list[Document]] = {}
    for row in good_rows(version):
        made = resource(row, "")
        # An AS number that is a text is one of calicoctl's, which stores a number.
        if not isinstance(_mapping(made["spec"]).get("asNumber"), str):
            rows.setdefault(str(made["kind"]), []).append(made)
    found: list[Document] = []
    for crd in crds(version, stem):
        smallest = _least_object(crd)
        listed = rows.get(str(smallest["kind"]), [smallest])
        found += [{**one, "apiVersion": smallest["apiVersion"]} for one in listed]
    return found
