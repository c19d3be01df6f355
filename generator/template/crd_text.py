"""Prints CRDs as compact JSON whose repeated parts stand in named templates, so that a release Secret stays small."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.base import yamltree
from generator.base.trees import Steps, Tree

# A part of at least so many characters is shared when it repeats; a lower limit makes the release Secret, in which the
# chart stands compressed, no smaller.
_SHORTEST = 150

# What stands on lines of its own, so that a difference shows the one that changed.
_ON_LINES = frozenset({"properties", "x-kubernetes-validations"})

# One encoder for all: json.dumps makes one a call, and a chart's CRDs need eight thousand.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """Named templates, and the text of each tree given, which includes them."""

    definitions: Mapping[str, str]
    texts: tuple[str, ...]


def _compact(tree: Tree) -> str:
    return _ENCODER.encode(tree)


def _children(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """What is in a mapping or a list, with its key; an item's is JSON Schema's word."""
    if isinstance(tree, dict):
        yield from tree.items()
    elif isinstance(tree, list):
        yield from (("items", item) for item in tree)


def _parts(tree: Tree, steps: Steps, parent: str) -> Iterator[tuple[str, str, Steps]]:
    """Every mapping and list long enough to be shared: its text, the text of the one around it, and its path."""
    text = _compact(tree) if isinstance(tree, dict | list) else ""
    if len(text) >= _SHORTEST:
        yield text, parent, steps
        for key, value in _children(tree):
            yield from _parts(value, (*steps, key), text)


def _name(steps: Steps, taken: Collection[str]) -> str:
    """A name from the path of the first place, the words of JSON Schema left out: `spec.egress`."""
    words = [step for step in steps if step not in {"versions", "schema", "openAPIV3Schema", "properties", "items"}]
    name = base = "crd." + ".".join(words[-2:] or steps[-1:])
    number = 2
    while name in taken:
        name = f"{base}{number}"
        number += 1
    return name


def _shared_places(trees: Sequence[Tree]) -> dict[str, Steps]:
    """The texts to share with their first places: repeated ones that do not only repeat inside the same larger one."""
    counts: Counter[str] = Counter()
    parents: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, Steps] = {}
    for tree in trees:
        for text, parent, steps in _parts(tree, (), ""):
            counts[text] += 1
            parents[text].add(parent)
            first.setdefault(text, steps)
    inside = {text for text, around in parents.items() if [counts[one] for one in around] == [counts[text]]}
    return {text: first[text] for text, count in counts.items() if count > 1 and text not in inside}


def _parted(parts: Iterable[str], *, on_lines: bool) -> str:
    """Parts of a mapping or a list, divided by commas, each on a line of its own where that is wanted.

    One space is all that YAML asks for; more of them, which would show the depth, cost 0.08 % of a release Secret.
    """
    return "\n " + ",\n ".join(parts) if on_lines else ",".join(parts)


def _print(tree: Tree, names: Mapping[str, str], key: str = "") -> str:
    """What stands under the key in flow style."""
    name = names.get(_compact(tree)) if isinstance(tree, dict | list) else None
    return f'{{{{ include "{name}" . }}}}' if name else _whole(tree, names, key)


def _whole(tree: Tree, names: Mapping[str, str], key: str = "") -> str:
    """The tree itself, its parts included by name."""
    on_lines = key in _ON_LINES
    if isinstance(tree, dict) and tree:
        parts = (f"{_scalar(name)}: {_print(value, names, name)}" for name, value in tree.items())
        return "{" + _parted(parts, on_lines=on_lines) + "}"
    if isinstance(tree, list) and tree:
        parts = (_print(item, names) for item in tree)
        return "[" + _parted(parts, on_lines=on_lines) + "]"
    return _scalar(tree)


def _scalar(value: Tree) -> str:
    return value if isinstance(value, str) and yamltree.is_plain(value) else _compact(value)


def share(trees: Sequence[Tree]) -> SharedText:
    """The trees as JSON in template text; a part that occurs several times is included by name."""
    places = _shared_places(trees)
    names: dict[str, str] = {}
    for text, steps in places.items():
        names[text] = _name(steps, names.values())
    definitions = {
        names[text]: _whole(json.loads(text), names, key=steps[-1] if steps else "") for text, steps in places.items()
    }
    return SharedText(definitions=definitions, texts=tuple(_print(tree, names) for tree in trees))
