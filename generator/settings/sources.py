"""Says which places an object is made from: its own, and those of the configuration that its pod reads."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.template import nodes
from generator.template.addresses import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An object, or one key of its data."""

    document: str
    key: str = ""

    def holds(self, place: Place) -> bool:
        """Whether a place belongs to it; labels and names of the object say nothing of what it does."""
        if place.document != self.document:
            return False
        return not self.key or place.steps[:2] == ("data", self.key)


def _scalars(node: nodes.Node, at: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(node, nodes.Scalar):
        yield at, str(node.value)
    elif isinstance(node, nodes.Choice):
        for option in node.options:
            yield from _scalars(option.node, at)
    elif isinstance(node, nodes.MapNode | nodes.ListNode):
        for entry in node.entries:
            yield from _scalars(entry.node, (*at, entry.key))


def reading(template: nodes.Template) -> list[Source]:
    """The object itself, the keys that its environment takes from ConfigMaps, the Secrets that it mounts."""
    sources = {Source(document=template.name): None}
    names: dict[tuple[str, ...], str] = {}
    for at, value in _scalars(template.body):
        *parent, last = at
        if parent[-1:] == ["configMapKeyRef"]:
            names[at] = value
            if last == "key":
                sources[Source(document=f"ConfigMap/{names[(*parent, 'name')]}", key=value)] = None
        elif parent[-1:] == ["secret"] and last == "secretName":
            sources[Source(document=f"Secret/{value}")] = None
    return list(sources)
