"""Compares CustomResourceDefinitions: which came and went, their scope, names and versions, and their schemas."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from generator.base.trees import Map, Tree, canonical, show_path, submap, submaps
from generator.drift import cel, rules
from generator.drift.change import Change, Held, Side
from generator.drift.crd_schemas import compare_schemas
from generator.drift.differences import differing
from generator.drift.served import served_words
from generator.releases.release import Document
from generator.settings.actions.inserting import Inserts
from generator.settings.setting import Target

_KEEP, _ALL = "helm.sh/resource-policy", "CustomResourceDefinition/* metadata"
_IDENTITY = ("scope", "group", "names.kind", "names.plural", "names.singular", "names.listKind")
# The fields of a version, apart from its schema, that this module compares itself.
_OWN = frozenset({"name", "schema", "served", "storage"})
# Fields that belong to all versions in v1beta1, and to each version in v1.
_SHARED = ("additionalPrinterColumns", "subresources")


class _Definition(Struct, frozen=True, kw_only=True):
    """A definition of apiextensions.k8s.io v1 or v1beta1: its versions by name, the stored one, and all else in it."""

    versions: Mapping[str, Map]
    rest: Map

    @property
    def stored(self) -> str:
        """The version that objects are stored in."""
        return next((name for name, version in self.versions.items() if version.get("storage")), "")


def _definition(document: Document) -> _Definition:
    spec = submap(document, "spec")
    versions = submaps(document, "spec", "versions") or [{"name": spec.get("version"), "served": True, "storage": True}]
    shared = {key: spec[key] for key in _SHARED if key in spec}
    if "validation" in spec:
        shared["schema"] = spec["validation"]
    rest = {key: value for key, value in spec.items() if key not in {*shared, "validation", "version", "versions"}}
    names = submap(spec, "names")
    kind = str(names.get("kind"))
    rest["names"] = {"listKind": f"{kind}List", "singular": kind.lower(), **names}
    metadata = {key: value for key, value in submap(document, "metadata").items() if key != "name"}
    return _Definition(
        versions={str(version.get("name")): {**shared, **version} for version in versions},
        rest={"scope": "Namespaced", **rest, "metadata": metadata, "apiVersion": document.get("apiVersion")},
    )


def _detail(where: str, before: Tree, after: Tree) -> Iterator[Change]:
    """Yield the changes that no object notices, and those of the definition's identity."""
    for found in differing(before, after):
        path = ".".join(found.steps)
        if path == "apiVersion":
            note = served_words("CustomResourceDefinition", *map(str, (*found.after, *found.before)))
            rule, place = rules.API_VERSION, f"{where} > {path}"
        else:
            rule, place = rules.CRD_IDENTITY if path in _IDENTITY else rules.CRD_DETAIL, where
            note = show_path(found.steps)
        yield Change(rule=rule, where=place, before=found.before, after=found.after, note=note)


def _served(where: str, before: Map, after: Map) -> Iterator[Change]:
    sides: list[Held] = [(version.get("served"),) for version in (before, after)]
    if sides[0] != sides[1]:
        rule = rules.CRD_VERSION_ADDED if after.get("served") else rules.CRD_VERSION_REMOVED
        yield Change(rule=rule, where=where, before=sides[0], after=sides[1], note="served")


def _versions(where: str, old: _Definition, new: _Definition) -> Iterator[Change]:
    for name in {**old.versions, **new.versions}:
        at = f"{where} > {name}"
        if name not in new.versions:
            rule = rules.CRD_STORED_REMOVED if name == old.stored else rules.CRD_VERSION_REMOVED
            yield Change(rule=rule, where=at, before=(name,))
        elif name not in old.versions:
            yield Change(rule=rules.CRD_VERSION_ADDED, where=at, after=(name,))
        else:
            before, after = old.versions[name], new.versions[name]
            yield from _served(at, before, after)
            yield from compare_schemas(at, *(submap(side, "schema", "openAPIV3Schema") for side in (before, after)))
            rest = [{key: value for key, value in side.items() if key not in _OWN} for side in (before, after)]
            yield from _detail(at, *rest)
    if old.stored != new.stored:
        rule = rules.CRD_STORAGE_MOVED
        yield Change(rule=rule, where=where, before=(old.stored,), after=(new.stored,), note="stored version")


def keeps_definitions(additions: Iterable[Target]) -> bool:
    """Report whether the chart's additions to upstream's objects make helm leave definitions in the cluster."""
    kept = (target for target in additions if isinstance(target.action, Inserts) and target.action.key == _KEEP)
    return any(_ALL in target.at for target in kept)


def definitions(side: Side) -> dict[str, Document]:
    """Return the definitions of a side by their places."""
    return {
        f"{release.project} > {submap(document, 'metadata').get('name')}": document
        for release in side.releases
        for document in release.crds
    }


def compare_crds(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of definitions, which are the same in all variants that have them."""
    left, right = definitions(before), definitions(after)
    for where in {**left, **right}:
        if where not in left:
            yield Change(rule=rules.CRD_ADDED, where=where, note=cel.needs(right[where]))
        elif where not in right:
            rule = rules.CRD_REMOVED if before.keeps else rules.CRD_LOST
            yield Change(rule=rule, where=where)
        elif canonical(left[where]) != canonical(right[where]):
            old, new = _definition(left[where]), _definition(right[where])
            yield from _versions(where, old, new)
            yield from _detail(where, old.rest, new.rest)
