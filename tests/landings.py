"""Finds what a render has at a place of the plan, and tells whether a value has arrived in a field there."""

import json
from collections.abc import Mapping

from generator.base.trees import Tree, canonical
from generator.learn.merge import list_identities
from generator.learn.release_merge import SAME_OBJECT
from generator.releases.release import Document
from generator.settings.actions.assigning import Appends, FieldAction, Merges
from generator.template.addresses import Place


def child(tree: Tree, step: str, key: str) -> Tree:
    """Return the child of a rendered tree at a step: by key, by what identifies the item, or in a JSON text.

    Items in a JSON text have numbers.
    """
    if isinstance(tree, str):
        tree = json.loads(tree)
    if isinstance(tree, list) and step.startswith("{"):
        return next(item for item in tree if isinstance(item, str) and item.startswith("{"))
    if isinstance(tree, list):
        identified = dict(zip(list_identities(key, tree), tree, strict=True))
        return tree[int(step)] if step.isdigit() and step not in identified else identified[step]
    assert isinstance(tree, dict)
    return tree[step]


def found(objects: Mapping[str, Document], place: Place) -> Tree:
    """Return what a render has at a place; upstream names some objects differently in different variants."""
    names = [place.document, *(name for name, merged in SAME_OBJECT.items() if merged == place.document)]
    hashed = [name for name in objects if any(name.startswith(f"{one}-") and name[-8:].isalnum() for one in names)]
    tree: Tree = next(objects[name] for name in [*names, *hashed] if name in objects)
    key = ""
    for step in (step for step in place.steps if not step.startswith("#")):
        if isinstance(tree, str) and not tree.lstrip().startswith("{"):
            return tree
        if isinstance(tree, str) and step.startswith('"'):
            lines = (line.strip() for line in tree.split("\n"))
            return next((line for line in lines if line.startswith(step.partition(":")[0])), tree)
        tree = child(tree, step, key)
        key = step
    return tree


def field_has(action: FieldAction, tree: Tree, value: Tree) -> bool:
    """Report whether a field of a rendered object is the value, or holds its members or its items."""
    held = child(tree, action.key, "") if action.key else tree
    if isinstance(action, Merges):
        assert isinstance(held, dict)
        assert isinstance(value, dict)
        return all(held.get(key) == one for key, one in value.items())
    if isinstance(action, Appends):
        assert isinstance(held, list)
        assert isinstance(value, list)
        return held[-len(value) :] == value
    return canonical(held) == canonical(value)
