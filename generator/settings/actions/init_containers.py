"""AddsInitContainer: adds an init container to pods, which runs the image of one of their containers."""

from msgspec import Struct

from generator.features.conditions import Condition
from generator.settings.actions.inserting import inserted, with_child
from generator.template import nodes
from generator.template.ways import walk


def _containers(node: nodes.Node, key: str) -> nodes.ListNode:
    found = nodes.entry_of(node, key)
    return found.node if found and isinstance(found.node, nodes.ListNode) else nodes.ListNode()


class AddsInitContainer(Struct, frozen=True, kw_only=True):
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
        if not _containers(node, "initContainers").entries:
            return "no pods with init containers"
        there = nodes.entry_of(_containers(node, "containers"), self.like)
        return "" if there else f"no pods with a container {self.like}"

    def edited(self, node: nodes.Node, place: str) -> nodes.Node:
        """The spec with the init container behind the others."""
        assert isinstance(node, nodes.MapNode)
        *_, container = walk(node, ("containers", self.like))
        image = (entry for key in ("image", "imagePullPolicy") if (entry := nodes.entry_of(container.node, key)))
        fields = (nodes.Entry("name", nodes.Scalar(self.name)), *image, *self.fields.entries)
        new = nodes.Entry(self.name, nodes.MapNode(fields), self.when)
        return with_child(node, "initContainers", inserted(_containers(node, "initContainers"), new, "", place))
