"""Finds the places that an object is made from: its own, and those of the configuration that its pod reads."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from generator.template import nodes
from generator.template.addresses import Place

# The fields of pods that refer to another object: its kind, and the key of its name.
_REFERENCES: Mapping[str, tuple[str, str]] = {
    "configMapKeyRef": ("ConfigMap", "name"),
    "configMapRef": ("ConfigMap", "name"),
    "configMap": ("ConfigMap", "name"),
    "secretKeyRef": ("Secret", "name"),
    "secretRef": ("Secret", "name"),
    "secret": ("Secret", "secretName"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An object, or one key of its data."""

    document: str
    key: str = ""

    def holds(self, place: Place) -> bool:
        """Whether a place belongs to it."""
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


def sources_of(template: nodes.Template) -> list[Source]:
    """The object itself, the keys that its environment takes, the ConfigMaps and Secrets that it mounts."""
    named: defaultdict[tuple[str, ...], defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for at, value in _scalars(template.body):
        named[at[:-1]][at[-1]].append(value)
    found = [Source(document=template.name)]
    for at, fields in named.items():
        kind, name = _REFERENCES.get(at[-1] if at else "", ("", ""))
        keys = fields["key"] if at and at[-1].endswith("KeyRef") else [""]
        found += (Source(document=f"{kind}/{value}", key=key) for value in fields[name] for key in keys)
    return list(dict.fromkeys(found))
