"""Reads which images a manifest names."""

from collections.abc import Iterator

from generator.base.trees import Tree


def image_references(tree: Tree) -> Iterator[str]:
    """Every image reference in a manifest: the strings under `image`."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "image" and isinstance(value, str):
                yield value
            else:
                yield from image_references(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from image_references(item)
