"""Reads image references: the parts of one, and which images a release names."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.base.trees import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """An image reference in its parts: `quay.io/calico/node`, `v3.32.1`, `sha256:...`; what is not there is empty."""

    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]

    def tagged(self, tag: str) -> "Reference":
        """Return the same image with another tag."""
        return replace(self, tag=tag)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.repository}{tag}" + (f"@{self.digest}" if self.digest else "")


def parse_reference(text: str) -> Reference:
    """Return the parts of a reference; a colon in front of a slash belongs to a host's port."""
    named, _, digest = text.partition("@")
    path, slash, last = named.rpartition("/")
    name, _, tag = last.partition(":")
    return Reference(repository=f"{path}{slash}{name}", tag=tag, digest=digest)


def image_references(tree: Tree) -> Iterator[str]:
    """Yield every image reference in a manifest: the strings under `image`."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "image" and isinstance(value, str):
                yield value
            else:
                yield from image_references(value)
    elif isinstance(tree, list):
        for item in tree:
            yield from image_references(item)
