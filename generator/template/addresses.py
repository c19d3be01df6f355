"""Finds the places in the template tree that an address means."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import translate
from functools import cache, lru_cache

from msgspec import Struct

from generator.base.json_spans import json_spans
from generator.base.trees import Steps, canonical, is_json, show_path
from generator.template import nodes

_STEP = re.compile(r"\.?([^.\[\]]+)|\[((?:[^\[\]]|\[[^\]]*\])*)\]")

# What makes a step match more than itself.
_WILD = frozenset("*?|")


class Place(Struct, frozen=True):
    """A place in the chart: the document's name and the keys that lead to it."""

    project: str
    document: str
    steps: Steps

    def __str__(self) -> str:
        return f"{self.document} > {show_path(self.steps)}" if self.steps else self.document


@cache
def parse_address(at: str) -> tuple[str, Steps]:
    """The document pattern and the steps of an address: `DaemonSet/calico-node|canal spec.template.spec`.

    An alternative without a kind takes the one before it.
    """
    documents, _, path = at.partition(" ")
    kind, options = "", []
    for option in documents.split("|"):
        kind = option.split("/", 1)[0] if "/" in option else kind
        options.append(option if "/" in option or not kind else f"{kind}/{option}")
    return "|".join(options), tuple(plain or quoted for plain, quoted in _STEP.findall(path))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("|".join(translate(option.replace("[", "[[]")) for option in pattern.split("|")))


@lru_cache(maxsize=2**16)
def matches(pattern: str, key: str) -> bool:
    """Whether a key matches a step: `*` and `?` as in file names, alternatives divided by `|`."""
    return pattern == key if _WILD.isdisjoint(pattern) else _compiled(pattern).match(key) is not None


def _children(node: nodes.Node, step: str) -> Iterator[tuple[str, nodes.Node | None]]:
    if isinstance(node, nodes.MapNode | nodes.ListNode):
        yield from ((entry.key, entry.node) for entry in node.entries if matches(step, entry.key))
    elif isinstance(node, nodes.Text):
        yield from ((line.key, None) for line in node.lines if line.key and matches(step, line.key))
    elif isinstance(node, nodes.Choice):
        yield from ((f"#{number}", option.node) for number, option in enumerate(node.options))


def _json_paths(text: str, steps: Sequence[str]) -> Iterator[Steps]:
    if not is_json(text):
        return
    for path in json_spans(text):
        if len(path) == len(steps) and path[-1] != "key" and all(map(matches, steps, path)):
            yield path


def _json_alternatives(node: nodes.Node | None) -> list[Steps]:
    """The steps into alternatives that are all JSON objects; none for anything else."""
    options = node.options if isinstance(node, nodes.Choice) else ()
    texts = [one.node.value if isinstance(one.node, nodes.Scalar) else None for one in options]
    is_every = all(isinstance(text, str) and is_json(text) for text in texts)
    return [(f"#{number}",) for number, _ in enumerate(texts) if is_every]


def find(node: nodes.Node | None, steps: Steps) -> Iterator[Steps]:
    """The concrete steps of every place below the node that matches; alternatives are entered as `#0`, `#1`, at the end
    of the address only if they are JSON objects, whose members actions change.
    """
    if not steps:
        yield from _json_alternatives(node) or [()]
        return
    if node is None:
        return
    if isinstance(node, nodes.Scalar) and isinstance(node.value, str):
        yield from _json_paths(node.value, steps)
        return
    remaining = steps if isinstance(node, nodes.Choice) else steps[1:]
    for key, child in _children(node, steps[0]):
        for rest in find(child, remaining):
            yield (key, *rest)


def _named(documents: Sequence[nodes.Template], pattern: str) -> Iterator[nodes.Template]:
    """The objects that a pattern names; CRDs only where it says their kind."""
    crds = pattern.startswith("CustomResourceDefinition/")
    return (document for document in documents if document.crd == crds and matches(pattern, document.name))


def find_places(documents: Sequence[nodes.Template], at: str) -> list[Place]:
    """Every place that the address matches, in document order."""
    pattern, steps = parse_address(at)
    return [
        Place(document.project, document.name, found)
        for document in _named(documents, pattern)
        for found in find(document.body, steps)
    ]


def _dead_ends(node: nodes.Node, steps: Steps) -> Iterator[tuple[Steps, str]]:
    """The texts and values that the steps lead into as if into a JSON object, with what stands there."""
    if isinstance(node, nodes.Scalar | nodes.Text):
        text = canonical(node.value) if isinstance(node, nodes.Scalar) else node.lines[0].text
        is_object = isinstance(node, nodes.Scalar) and isinstance(node.value, str) and is_json(node.value)
        if steps and steps[0].isidentifier() and not is_object:
            yield (), text
    elif steps:
        remaining = steps if isinstance(node, nodes.Choice) else steps[1:]
        for key, child in _children(node, steps[0]):
            if child is not None:
                yield from (((key, *rest), text) for rest, text in _dead_ends(child, remaining))


def dead_ends(documents: Sequence[nodes.Template], at: str) -> list[tuple[Place, str]]:
    """What the address takes for a JSON object and is none: the place, and what stands there."""
    pattern, steps = parse_address(at)
    return [
        (Place(document.project, document.name, found), text)
        for document in _named(documents, pattern)
        for found, text in _dead_ends(document.body, steps)
    ]


def longest_prefix(documents: Sequence[nodes.Template], at: str) -> str:
    """The longest part of an address that still matches something, for the error message."""
    pattern, steps = parse_address(at)
    for length in range(len(steps), -1, -1):
        short = show_path(steps[:length])
        if any(True for document in _named(documents, pattern) for _ in find(document.body, steps[:length])):
            return f"{pattern} {short}".strip()
    return "no object of that name"
