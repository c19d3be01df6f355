"""Prints CRDs as compact JSON whose repeated parts stand in named templates, so that a release Secret stays small."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.base import yamltree
from generator.base.trees import Tree

# A part is shared when that takes at least so many characters out of the chart.
_WORTHWHILE = 600
_SHORTEST = 200

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedText:
    """Named templates, and the text of each tree given, which includes them."""

    definitions: Mapping[str, str]
    texts: tuple[str, ...]


def _compact(tree: Tree) -> str:
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":"))


def _parts(tree: Tree, steps: Steps, parent: str) -> Iterator[tuple[str, str, Steps]]:
    """Every mapping long enough to be shared: its text, the text of the one around it, and its path."""
    if isinstance(tree, dict):
        text = _compact(tree)
        if len(text) < _SHORTEST:
            return
        yield text, parent, steps
        for key, value in tree.items():
            yield from _parts(value, (*steps, key), text)
    elif isinstance(tree, list):
        for item in tree:
            yield from _parts(item, steps, parent)


def _name(steps: Steps, taken: Mapping[str, str]) -> str:
    """A name from the path of the first place, the words of JSON Schema left out: `spec.egress`."""
    words = [step for step in steps if step not in {"versions", "schema", "openAPIV3Schema", "properties", "items"}]
    name = base = "cni.crds." + ".".join(words[-2:])
    number = 2
    while name in taken.values():
        name = f"{base}{number}"
        number += 1
    return name


def _shared_names(trees: Sequence[Tree]) -> dict[str, str]:
    """The texts to share with their names: repeated ones that do not only repeat inside the same larger one."""
    counts: Counter[str] = Counter()
    parents: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, Steps] = {}
    for tree in trees:
        for text, parent, steps in _parts(tree, (), ""):
            counts[text] += 1
            parents[text].add(parent)
            first.setdefault(text, steps)
    names: dict[str, str] = {}
    for text, count in counts.items():
        always_inside = len(parents[text]) == 1 and counts[next(iter(parents[text]))] == count
        if count > 1 and not always_inside and len(text) * (count - 1) >= _WORTHWHILE:
            names[text] = _name(first[text], names)
    return names


def _print(tree: Tree, names: Mapping[str, str], *, include: bool = True) -> str:
    if isinstance(tree, dict) and tree:
        if include and (name := names.get(_compact(tree))):
            return f'{{{{ include "{name}" . }}}}'
        members = (f"{_scalar(key)}: {_print(value, names)}" for key, value in tree.items())
        return "{" + ",".join(members) + "}"
    if isinstance(tree, list) and tree:
        return "[" + ",".join(_print(item, names) for item in tree) + "]"
    return _scalar(tree)


def _scalar(value: Tree) -> str:
    return value if isinstance(value, str) and yamltree.is_plain(value) else _compact(value)


def share(trees: Sequence[Tree]) -> SharedText:
    """The trees as JSON in template text; a part that occurs several times is included by name."""
    names = _shared_names(trees)
    definitions = {name: _print(json.loads(text), names, include=False) for text, name in names.items()}
    return SharedText(definitions=definitions, texts=tuple(_print(tree, names) for tree in trees))
