"""Template trees of objects that are given as YAML text."""

from dataclasses import replace

from generator import template, yamltree
from generator.canonical import Tree, is_json
from generator.conditions import ALWAYS, Condition
from generator.merge import list_identities
from generator.template import Document, Entry, Mapping, Scalar


def node(tree: Tree, key: str = "") -> template.Node:
    """A tree as nodes, list items by what identifies them, texts of several lines as lines."""
    if isinstance(tree, dict) and tree:
        return Mapping(tuple(Entry(name, node(value, name)) for name, value in tree.items()))
    if isinstance(tree, list) and tree:
        keys = list_identities(key, tree)
        return template.Sequence(tuple(Entry(name, node(value)) for name, value in zip(keys, tree, strict=True)))
    if isinstance(tree, str) and "\n" in tree and not is_json(tree):
        return template.Text(tuple(template.Line(line, key=line.strip()) for line in tree.split("\n")))
    return Scalar(tree)


def document(name: str, text: str, condition: Condition = ALWAYS, *, crd: bool = False) -> Document:
    """An object of Calico's from YAML text."""
    body = node(yamltree.load(text, name)[0])
    assert isinstance(body, Mapping)
    return Document(project="calico", name=name, condition=condition, body=body, crd=crd)


def guarded(body: template.Node, path: str, condition: Condition) -> Mapping | template.Sequence:
    """The tree with a condition on the child at a path in dots."""
    assert isinstance(body, Mapping | template.Sequence)
    first, _, rest = path.partition(".")
    entries: list[Entry] = []
    for entry in body.entries:
        if entry.key == first and rest:
            entries.append(Entry(entry.key, guarded(entry.node, rest, condition), entry.condition))
        else:
            entries.append(Entry(entry.key, entry.node, condition if entry.key == first else entry.condition))
    return replace(body, entries=tuple(entries))
