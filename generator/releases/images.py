"""Reads image references: the parts of one, and which images a release names."""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from generator.base.trees import Steps, Tree

# Docker Hub, where an image without a host comes from, by its older name, too, and its folder of those without another.
_HUB, _OLDER_HUB, _HUBS_OWN = "docker.io", "index.docker.io", "library/"


class Reference(Struct, frozen=True, kw_only=True):
    """An image reference in its parts: `quay.io/calico/node`, `v3.32.1`, `sha256:...`; what is not there is empty.

    The repository stays as it is written; `host` and `path` say where container runtimes pull it from.
    """

    repository: str
    tag: str = ""
    digest: str = ""

    @property
    def _divided(self) -> tuple[str, str]:
        """The host and the path, as the grammar of references divides them."""
        first, slash, rest = self.repository.partition("/")
        is_host = "." in first or ":" in first or first == "localhost" or first != first.lower()
        host, path = (first, rest) if slash and is_host else (_HUB, self.repository)
        if host in (_HUB, _OLDER_HUB):
            return _HUB, path if "/" in path else f"{_HUBS_OWN}{path}"
        return host, path

    @property
    def host(self) -> str:
        """The registry: `quay.io`; `docker.io` where the reference names none."""
        return self._divided[0]

    @property
    def path(self) -> str:
        """The path in the registry: `calico/node`; `library/busybox` is Docker Hub's `busybox`."""
        return self._divided[1]

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]

    @property
    def version(self) -> str:
        """What tells it from others of its repository: the digest, or the tag where it has none."""
        return self.digest or self.tag

    def renamed(self, name: str) -> "Reference":
        """The image of that name beside this one."""
        return replace(self, repository=f"{self.repository.removesuffix(self.name)}{name}")

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        return f"{self.repository}{tag}" + (f"@{self.digest}" if self.digest else "")


def parse_reference(text: str) -> Reference:
    """Return the parts of a reference; a colon in front of a slash belongs to a host's port."""
    named, _, digest = text.partition("@")
    path, slash, last = named.rpartition("/")
    name, _, tag = last.partition(":")
    return Reference(repository=f"{path}{slash}{name}", tag=tag, digest=digest)


def placed_images(tree: Tree, at: Steps = ()) -> list[tuple[Steps, str]]:
    """Every image in the tree with its place; items of lists go by their name."""
    if isinstance(tree, dict):
        return [found for key, value in tree.items() for found in placed_images(value, (*at, key))]
    if isinstance(tree, list):
        names = [
            str(item["name"]) if isinstance(item, dict) and "name" in item else str(index)
            for index, item in enumerate(tree)
        ]
        return [found for name, item in zip(names, tree, strict=True) for found in placed_images(item, (*at, name))]
    return [(at, tree)] if at[-1:] == ("image",) and isinstance(tree, str) else []


def image_references(tree: Tree) -> Iterator[str]:
    """Yield every image reference in a manifest: the strings under `image`."""
    return (image for _, image in placed_images(tree))
