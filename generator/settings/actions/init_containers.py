"""AddsInitContainer: adds an init container to pods, which runs the image of one of their containers."""

from dataclasses import dataclass, replace

from generator.features.conditions import Condition
from generator.settings.actions.inserting import inserted
from generator.template import nodes


def _entries(node: nodes.Node, key: str) -> tuple[nodes.Entry, ...]:
    assert isinstance(node, nodes.MapNode)
    return tuple(entry for entry in node.entries if entry.key == key)


def _containers(node: nodes.Node, key: str) -> tuple[nodes.Entry, ...]:
    lists = _entries(node, key) if isinstance(node, nodes.MapNode) else ()
    return lists[0].node.entries if lists and isinstance(lists[0].node, nodes.ListNode) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddsInitContainer:
    """The action on the spec of pods: its name, the container whose image it runs in, its other fields, and when."""

    name: str
    like: str
    fields: nodes.MapNode
    when: Condition

    @property
    def purpose(self) -> str:
        """What it does, in words."""
        return f"put in the init container {self.name}"

    def unfit(self, node: nodes.Node) -> str:
        """It needs pods that have init containers already, and the container."""
        if not _containers(node, "initContainers"):
            return "no pods with init containers"
        there = any(entry.key == self.like for entry in _containers(node, "containers"))
        return "" if there else f"no pods with a container {self.like}"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The spec with the init container behind the others."""
        assert isinstance(node, nodes.MapNode)
        container = next(entry.node for entry in _containers(node, "containers") if entry.key == self.like)
        own = nodes.Entry("name", nodes.Scalar(self.name))
        image = (*_entries(container, "image"), *_entries(container, "imagePullPolicy"))
        new = nodes.Entry(self.name, nodes.MapNode((own, *image, *self.fields.entries)), self.when)
        entries = (
            replace(entry, node=inserted(entry.node, new, "", place)) if entry.key == "initContainers" else entry
            for entry in node.entries
        )
        return replace(node, entries=tuple(entries))
