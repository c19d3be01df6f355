"""Compares the images of containers: tags, registries and repositories, containers that came and went."""

from collections.abc import Iterator, Mapping

from generator.base.trees import show_place
from generator.drift import rules
from generator.drift.change import Change, Rule, Side
from generator.drift.differences import in_variants
from generator.drift.pods import containers_of
from generator.releases.images import parse_reference
from generator.releases.release import Document


def _images(project: str, documents: Mapping[str, Document]) -> dict[str, str]:
    """Return the image of each container by its place."""
    return {
        show_place((project, name, *steps)): str(container.get("image"))
        for name, document in documents.items()
        for steps, container in containers_of(document)
    }


def _rule(before: str, after: str) -> Rule:
    old, new = parse_reference(before), parse_reference(after)
    if old.host != new.host:
        return rules.IMAGE_REGISTRY
    return rules.IMAGE_TAG if old.path == new.path else rules.IMAGE_REPOSITORY


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    left, right = _images(project, before), _images(project, after)
    for where in {**left, **right}:
        old, new = left.get(where), right.get(where)
        if old is None or new is None:
            rule = rules.IMAGE_ADDED if old is None else rules.IMAGE_REMOVED
            yield Change(rule=rule, where=where, before=(old,) if old else (), after=(new,) if new else ())
        elif old != new:
            rule = _rule(old, new)
            hosts = f"{parse_reference(old).host} to {parse_reference(new).host}"
            note = hosts if rule is rules.IMAGE_REGISTRY else ""
            yield Change(rule=rule, where=where, before=(old,), after=(new,), note=note)


def compare_images(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of images in all variants."""
    yield from in_variants(before, after, _compared)
