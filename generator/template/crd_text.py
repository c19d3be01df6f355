"""Prints CRDs as compact JSON whose repeated parts stand in named templates, so that a release Secret stays small."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base import yamltree
from generator.base.trees import Encoded, Steps, Tree

# A part of at least so many characters is shared when it repeats; a lower limit makes the release Secret, in which the
# chart stands compressed, no smaller.
_SHORTEST = 150

# What stands on lines of its own, so that a difference shows the one that changed.
_ON_LINES = frozenset({"properties", "x-kubernetes-validations"})

# One encoder for all: json.dumps makes one a call, and a chart's CRDs need eight thousand.
_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"))


class SharedText(Struct, frozen=True, kw_only=True):
    """Named templates, and the text of each tree given, which includes them."""

    definitions: Mapping[str, str]
    texts: tuple[str, ...]


class _Part(Struct, frozen=True, kw_only=True):
    """A mapping or a list in the trees: what it is, its text, the text of the one around it, and its path."""

    tree: Tree
    text: str
    around: str
    steps: Steps


def _children(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """What is in a mapping or a list, with its key; an item's is JSON Schema's word."""
    if isinstance(tree, dict):
        yield from tree.items()
    elif isinstance(tree, list):
        yield from (("items", item) for item in tree)


def _parts(tree: Tree, texts: Encoded, steps: Steps = (), around: str = "") -> Iterator[_Part]:
    """Every mapping and list long enough to be shared."""
    text = texts.of(tree)
    if len(text) >= _SHORTEST:
        yield _Part(tree=tree, text=text, around=around, steps=steps)
        for key, value in _children(tree):
            yield from _parts(value, texts, (*steps, key), text)


def _name(steps: Steps, taken: Collection[str]) -> str:
    """A name from the path of the first place, the words of JSON Schema left out: `spec.egress`."""
    words = [step for step in steps if step not in {"versions", "schema", "openAPIV3Schema", "properties", "items"}]
    base = "crd." + ".".join(words[-2:] or steps[-1:])
    tried = (base, *(f"{base}{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in tried if name not in taken)


def _shared(trees: Sequence[Tree], texts: Encoded) -> list[_Part]:
    """The first place of each part to share: one that repeats and does not only repeat inside the same larger one."""
    counts: Counter[str] = Counter()
    around: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, _Part] = {}
    for tree in trees:
        for part in _parts(tree, texts):
            counts[part.text] += 1
            around[part.text].add(part.around)
            first.setdefault(part.text, part)
    inside = {text for text, larger in around.items() if [counts[one] for one in larger] == [counts[text]]}
    return [part for text, part in first.items() if counts[text] > 1 and text not in inside]


def _parted(parts: Iterable[str], *, on_lines: bool) -> str:
    """Parts of a mapping or a list, divided by commas, each on a line of its own where that is wanted.

    One space is all that YAML asks for; more of them, which would show the depth, cost 0.08 % of a release Secret.
    """
    return "\n " + ",\n ".join(parts) if on_lines else ",".join(parts)


def _scalar(value: Tree) -> str:
    return value if isinstance(value, str) and yamltree.is_plain(value) else _ENCODER.encode(value)


class _Printer(Struct, frozen=True):
    """Prints trees in flow style; `names` are those of the parts that are included, by text."""

    texts: Encoded
    names: Mapping[str, str]

    def included(self, tree: Tree, key: str = "") -> str:
        """What stands under the key: the include of a shared part, or the tree itself."""
        name = self.names.get(self.texts.of(tree))
        return f'{{{{ include "{name}" . }}}}' if name else self.whole(tree, key)

    def whole(self, tree: Tree, key: str = "") -> str:
        """The tree itself, its parts included by name."""
        on_lines = key in _ON_LINES
        if isinstance(tree, dict) and tree:
            parts = (f"{_scalar(name)}: {self.included(value, name)}" for name, value in tree.items())
            return "{" + _parted(parts, on_lines=on_lines) + "}"
        if isinstance(tree, list) and tree:
            return "[" + _parted(map(self.included, tree), on_lines=on_lines) + "]"
        return _scalar(tree)


def share(trees: Sequence[Tree]) -> SharedText:
    """The trees as JSON in template text; a part that occurs several times is included by name."""
    texts = Encoded(sort=False)
    shared = _shared(trees, texts)
    names: dict[str, str] = {}
    for part in shared:
        names[part.text] = _name(part.steps, names.values())
    printer = _Printer(texts, names)
    definitions = {names[part.text]: printer.whole(part.tree, key="".join(part.steps[-1:])) for part in shared}
    return SharedText(definitions=definitions, texts=tuple(map(printer.included, trees)))
