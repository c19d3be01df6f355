"""Finds the places that an object is made from: its own, and those of the configuration that its pod reads."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from generator.template import nodes
from generator.template.addresses import Place
from generator.template.ways import below

# The fields of pods that refer to another object: its kind, and the key of its name.
_REFERENCES: Mapping[str, tuple[str, str]] = {
    "configMapKeyRef": ("ConfigMap", "name"),
    "configMapRef": ("ConfigMap", "name"),
    "configMap": ("ConfigMap", "name"),
    "secretKeyRef": ("Secret", "name"),
    "secretRef": ("Secret", "name"),
    "secret": ("Secret", "secretName"),
}


class Source(Struct, frozen=True, kw_only=True):
    """An object, or one key of its data."""

    document: str
    key: str = ""

    def holds(self, place: Place) -> bool:
        """Whether a place belongs to it."""
        if place.document != self.document:
            return False
        return not self.key or place.steps[:2] == ("data", self.key)


def sources_of(template: nodes.Template) -> list[Source]:
    """The object itself, the keys that its environment takes, the ConfigMaps and Secrets that it mounts."""
    named: defaultdict[tuple[str, ...], defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for steps, node in below(template.body):
        if isinstance(node, nodes.Scalar):
            at = tuple(step for step in steps if not step.startswith("#"))
            named[at[:-1]][at[-1]].append(str(node.value))
    found = [Source(document=template.name)]
    for at, fields in named.items():
        kind, name = _REFERENCES.get(at[-1] if at else "", ("", ""))
        keys = fields["key"] if at and at[-1].endswith("KeyRef") else [""]
        found += (Source(document=f"{kind}/{value}", key=key) for value in fields[name] for key in keys)
    return list(dict.fromkeys(found))
