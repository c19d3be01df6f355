"""Makes template trees of objects that are given as YAML text."""

from msgspec.structs import replace

from generator.base import yamltree
from generator.base.trees import Tree, is_json
from generator.features.conditions import ALWAYS, Condition
from generator.learn.merge import list_identities
from generator.template import nodes
from generator.template.nodes import Entry, MapNode, Scalar, Template


def node(tree: Tree, key: str = "") -> nodes.Node:
    """Return a tree as nodes, list items by what identifies them, texts of several lines as lines."""
    if isinstance(tree, dict) and tree:
        return MapNode(tuple(Entry(name, node(value, name)) for name, value in tree.items()))
    if isinstance(tree, list) and tree:
        keys = list_identities(key, tree)
        return nodes.ListNode(tuple(Entry(name, node(value)) for name, value in zip(keys, tree, strict=True)))
    if isinstance(tree, str) and "\n" in tree and not is_json(tree):
        return nodes.Text(tuple(nodes.TextLine(line, key=line.strip()) for line in tree.split("\n")))
    return Scalar(tree)


def document(
    name: str, text: str, condition: Condition = ALWAYS, *, crd: bool = False, body: nodes.Node | None = None
) -> Template:
    """Return an object of Calico's from YAML text, or with a body that the text has been made into."""
    body = body or node(yamltree.load(text, name)[0])
    assert isinstance(body, MapNode)
    return Template(project="calico", name=name, condition=condition, body=body, crd=crd)


def conditioned(body: nodes.Node, path: str, condition: Condition) -> MapNode | nodes.ListNode:
    """Return the tree with a condition on the child at a path in dots."""
    assert isinstance(body, MapNode | nodes.ListNode)
    first, _, rest = path.partition(".")
    entries: list[Entry] = []
    for entry in body.entries:
        if entry.key == first and rest:
            entries.append(Entry(entry.key, conditioned(entry.node, rest, condition), entry.condition))
        else:
            entries.append(Entry(entry.key, entry.node, condition if entry.key == first else entry.condition))
    return replace(body, entries=tuple(entries))
