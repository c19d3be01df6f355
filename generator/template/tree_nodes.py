"""Nodes of templates made from trees, for what the tables add to manifests as a whole."""

from collections.abc import Sequence

from generator.base.trees import Tree
from generator.template.nodes import Entry, ListNode, MapNode, Node, Scalar


def node_of(tree: Tree) -> Node:
    """A tree as a node; items of lists go by their numbers."""
    if isinstance(tree, dict):
        return fields_of(tree)
    if isinstance(tree, list):
        return list_of([node_of(one) for one in tree])
    return Scalar(tree)


def fields_of(tree: dict[str, Tree]) -> MapNode:
    """A mapping as a node."""
    return MapNode(tuple(Entry(key, node_of(value)) for key, value in tree.items()))


def list_of(items: Sequence[Node]) -> ListNode:
    """A list of nodes."""
    return ListNode(tuple(Entry(str(number), one) for number, one in enumerate(items)))
