"""Reads image references: which value of `images` an image belongs to, and which images a release names."""

from collections.abc import Iterator

from generator.base.trees import Tree


def image_name(reference: str) -> str:
    """The name below `images` of a reference: its repository's last part in camel case, `kubeControllers`."""
    base = reference.split("@", 1)[0].rsplit("/", 1)[-1].split(":", 1)[0]
    first, *rest = base.replace("_", "-").split("-")
    return first + "".join(part.capitalize() for part in rest)


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
