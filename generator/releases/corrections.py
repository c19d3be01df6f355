"""Turns an object with images of another release into one with its own release's tags, and says which they were."""

import re
from collections.abc import Mapping

from generator.base.trees import Tree, show_path
from generator.releases.release import Correction, Document, Wanted, identity

# The images that carry their release's own version as tag; a tag may add an architecture to it.
_OWN_IMAGE: Mapping[str, re.Pattern[str]] = {
    "flannel": re.compile(r"(?:.*/)?(?:mirrored-flannelcni-)?flannel"),
    "calico": re.compile(r"(?:.*/)?calico/[\w-]+"),
}


def _right_image(wanted: Wanted, image: str) -> str:
    repository, _, tag = image.rpartition(":")
    own = _OWN_IMAGE[wanted.project].fullmatch(repository)
    right = tag == wanted.version or tag.startswith(f"{wanted.version}-")
    return image if right or not own else f"{repository}:{wanted.version}"


def _images(tree: Tree, at: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """Every image in the tree with its place; items of lists go by their name."""
    if isinstance(tree, dict):
        return [found for key, value in tree.items() for found in _images(value, (*at, key))]
    if isinstance(tree, list):
        names = [
            str(item["name"]) if isinstance(item, dict) and "name" in item else str(index)
            for index, item in enumerate(tree)
        ]
        return [found for name, item in zip(names, tree, strict=True) for found in _images(item, (*at, name))]
    return [(at, tree)] if at[-1:] == ("image",) and isinstance(tree, str) else []


def _replaced(tree: Tree, right: Mapping[str, str]) -> Tree:
    """The tree with each image that has a right one replaced."""
    if isinstance(tree, dict):
        return {
            key: right.get(value, value) if key == "image" and isinstance(value, str) else _replaced(value, right)
            for key, value in tree.items()
        }
    return [_replaced(item, right) for item in tree] if isinstance(tree, list) else tree


def correct_images(wanted: Wanted, stem: str, document: Document) -> tuple[Document, list[Correction]]:
    """The object of a manifest with the release's own version as tag of its own images, and each tag put right."""
    where = f"{wanted.name} > {stem} > {identity(document)}"
    corrections = [
        Correction(where=f"{where} > {show_path(at)}", image=image, corrected=right)
        for at, image in _images(document)
        if (right := _right_image(wanted, image)) != image
    ]
    replaced = _replaced(document, {one.image: one.corrected for one in corrections})
    assert isinstance(replaced, dict)
    return replaced, corrections
