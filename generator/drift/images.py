"""Compares the images of containers: tags, registries and repositories, containers that came and went."""

from collections.abc import Collection, Iterator, Mapping

from generator.base.trees import show_place
from generator.drift import rules
from generator.drift.change import Change, Rule, Side
from generator.drift.differences import in_variants
from generator.drift.pods import containers_of
from generator.releases.corrections import is_own
from generator.releases.images import Reference, parse_reference
from generator.releases.release import Document

# What an image brings that its successor under another name does not, by the last part of its name.
_LOST: Mapping[str, str] = {
    "cni": "the new image brings no base CNI plugins: the nodes must have them, or cniPlugins.install puts them there"
}


def _images(project: str, documents: Mapping[str, Document]) -> dict[str, str]:
    """Return the image of each container by its place."""
    return {
        show_place((project, name, *steps)): str(container.get("image"))
        for name, document in documents.items()
        for steps, container in containers_of(document)
    }


def _rule(project: str, old: Reference, new: Reference, named: Collection[str]) -> Rule:
    """Return the kind of a change. `named` are the paths of all images of the manifest as it is now."""
    if is_own(project, old) and old.name != new.name and old.path not in named:
        return rules.IMAGE_GONE
    if old.host != new.host:
        return rules.IMAGE_REGISTRY
    return rules.IMAGE_TAG if old.path == new.path else rules.IMAGE_REPOSITORY


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    left, right = _images(project, before), _images(project, after)
    named = {parse_reference(image).path for image in right.values()}
    for where in {**left, **right}:
        old, new = left.get(where), right.get(where)
        if old is None or new is None:
            rule = rules.IMAGE_ADDED if old is None else rules.IMAGE_REMOVED
            yield Change(rule=rule, where=where, before=(old,) if old else (), after=(new,) if new else ())
        elif old != new:
            former, now = parse_reference(old), parse_reference(new)
            rule = _rule(project, former, now, named)
            notes = {
                rules.IMAGE_REGISTRY.name: f"{former.host} to {now.host}",
                rules.IMAGE_GONE.name: _LOST.get(former.name, ""),
            }
            yield Change(rule=rule, where=where, before=(old,), after=(new,), note=notes.get(rule.name, ""))


def compare_images(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of images in all variants."""
    yield from in_variants(before, after, _compared)
