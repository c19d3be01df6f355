"""Makes objects that users make of a chart's CRDs: the good resources of the tests, and the least of every
other kind.
"""

from collections.abc import Mapping

from generator.base.trees import Map, Tree, submap, submaps
from generator.releases.release import Document
from tests.builds import built
from tests.resources import good_rows, resource

CRD = "CustomResourceDefinition"


def crds(version: str, stem: str) -> list[Document]:
    """Return the CRDs that a variant of a line has."""
    return [crd for release in built(version).releases if stem in release.crd_variants for crd in release.crds]


def kind_of(crd: Document) -> str:
    """Return the kind of a CRD's objects."""
    return str(submap(crd, "spec", "names")["kind"])


def least(schema: Map, *, fields: int = 0) -> Tree:
    """Return the smallest value of a schema of a CRD; an object has this many fields at least, if the schema knows so
    many.
    """
    if isinstance(members := schema.get("enum"), list):
        return members[0]
    if schema.get("type") == "object":
        known, required = submap(schema, "properties"), schema.get("required", [])
        named = [str(name) for name in required] if isinstance(required, list) else []
        wanted = max(fields, int(str(schema.get("minProperties", 0))), len(named))
        names = [*named, *(name for name in known if name not in named)][:wanted]
        return {name: least(submap(known, name)) for name in names}
    plain: Mapping[Tree, Tree] = {"string": "x", "integer": schema.get("minimum", 1), "boolean": True, "array": []}
    return plain.get(schema.get("type"), "x")


def _least_object(crd: Document) -> Document:
    spec = submap(crd, "spec")
    version = next(one for one in submaps(crd, "spec", "versions") if one["storage"])
    return {
        "apiVersion": f"{spec['group']}/{version['name']}",
        "kind": kind_of(crd),
        "metadata": {"name": "default", **({"namespace": "default"} if spec["scope"] == "Namespaced" else {})},
        "spec": least(submap(version, "schema", "openAPIV3Schema", "properties", "spec"), fields=1),
    }


def user_objects(version: str, stem: str) -> list[Document]:
    """At least one object of each CRD of a variant, as the CRD stores it."""
    rows: dict[str, list[Document]] = {}
    for row in good_rows(version):
        made = resource(row, "")
        # An AS number that is a text is one of calicoctl's, which stores a number.
        if not isinstance(submap(made, "spec").get("asNumber"), str):
            rows.setdefault(str(made["kind"]), []).append(made)
    found: list[Document] = []
    for crd in crds(version, stem):
        smallest = _least_object(crd)
        listed = rows.get(str(smallest["kind"]), [smallest])
        found += [{**one, "apiVersion": smallest["apiVersion"]} for one in listed]
    return found
