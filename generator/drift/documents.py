"""Compares objects: which came and went, which moved, and every field that no other comparison covers."""

from collections.abc import Iterator, Mapping

from generator.base.trees import show_place
from generator.drift import configuration, rbac, rules
from generator.drift.change import Change, Rule, Side
from generator.drift.differences import Difference, differing, in_variants
from generator.drift.in_place import is_fixed
from generator.drift.pods import is_image, is_workload
from generator.drift.served import served_words
from generator.releases.pod_specs import namespace_of
from generator.releases.release import Document

_NAMESPACE = ("metadata", "namespace")
_API_VERSION = ("apiVersion",)


def _elsewhere(document: Document) -> tuple[str, ...]:
    """Return the fields of an object that other comparisons cover."""
    kind = str(document["kind"])
    if kind in rbac.ROLES:
        return ("rules",)
    if kind in rbac.BINDINGS:
        return ("subjects",)
    if kind in configuration.KINDS:
        return configuration.SECTIONS
    return ("spec",) if is_workload(document) else ()


def _rule(before: Document, found: Difference) -> Rule:
    if found.steps == _NAMESPACE:
        return rules.NAMESPACE_MOVED
    if found.steps == _API_VERSION:
        return rules.API_VERSION
    return rules.IMMUTABLE_FIELD if is_fixed(before, found) else rules.OBJECT_FIELD


def _fields(project: str, name: str, before: Document, after: Document) -> Iterator[Change]:
    others = {*_elsewhere(before), *_elsewhere(after)}
    old, new = ({key: one[key] for key in one if key not in others} for one in (before, after))
    for found in differing(old, new):
        if before["kind"] == "Pod" and is_image(found.steps, ("spec",)):
            continue
        rule = _rule(before, found)
        where = show_place((project, name, *found.steps))
        versions = map(str, (*found.after, *found.before)) if rule is rules.API_VERSION else ()
        note = served_words(str(after["kind"]), *versions)
        yield Change(rule=rule, where=where, before=found.before, after=found.after, note=note)


def _described(document: Document) -> str:
    namespace = namespace_of(document)
    return f"in namespace {namespace}" if namespace else ""


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    for name in {**before, **after}:
        where = show_place((project, name))
        if name not in before:
            yield Change(rule=rules.OBJECT_ADDED, where=where, after=(after[name],), note=_described(after[name]))
        elif name not in after:
            yield Change(rule=rules.OBJECT_REMOVED, where=where, before=(before[name],), note=_described(before[name]))
        else:
            yield from _fields(project, name, before[name], after[name])


def compare_documents(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of objects in all variants that no other comparison covers."""
    yield from in_variants(before, after, _compared)
