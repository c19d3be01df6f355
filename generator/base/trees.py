"""Defines manifest trees and paths in them, and prints trees as canonical JSON, so that equal texts mean
equal trees.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

# A manifest: the one alias for raw trees past the loader. Keys of mappings are strings.
Tree = dict[str, "Tree"] | list["Tree"] | str | int | float | bool | None

Map = dict[str, Tree]

# A path in a manifest or a template: keys of mappings, and what identifies items of lists.
Steps = tuple[str, ...]

# Manifests are at most 25 levels deep. Their readers use recursion, which must have an end.
DEEPEST = 100
TOO_DEEP = f"more than {DEEPEST} nested levels"

# One encoder for all calls: json.dumps makes one a call.
_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))

# How the encoder prints a text.
_quoted = json.encoder.encode_basestring

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)

# The fields that identify the items of a list, by the key of the list. Items of other lists are known by all they hold.
LIST_KEYS: Mapping[str, tuple[str, ...]] = {
    "containers": ("name",),
    "initContainers": ("name",),
    "env": ("name",),
    "volumes": ("name",),
    "ports": ("name",),
    "volumeMounts": ("name", "mountPath"),
    "rules": ("apiGroups", "resources", "resourceNames", "nonResourceURLs"),
}


def canonical(tree: Tree) -> str:
    """Return the tree as JSON with sorted keys. `True` and `1`, and `1` and `1.0`, stay apart; the order of lists
    counts.
    """
    return _CANONICAL.encode(tree)


class Encoded:
    """The JSON of each mapping and list in trees, made once of the texts of its parts; the trees must outlive it. Keys
    are sorted as in canonical JSON, or keep their order.
    """

    def __init__(self, *, sort: bool = True) -> None:
        self._sort = sort
        self._known: dict[int, str] = {}

    def of(self, tree: Tree) -> str:
        """Return the text of a mapping or a list; empty for anything else."""
        if not isinstance(tree, (dict, list)):
            return ""
        text = self._known.get(id(tree))
        if text is None:
            text = self._known[id(tree)] = self._made(tree)
        return text

    def _made(self, tree: dict[str, Tree] | list[Tree]) -> str:
        if isinstance(tree, list):
            return f"[{','.join(map(self._inner, tree))}]"
        members = sorted(tree.items()) if self._sort else tree.items()
        return f"{{{','.join([f'{_quoted(key)}:{self._inner(value)}' for key, value in members])}}}"

    def _inner(self, value: Tree) -> str:
        if isinstance(value, str):
            return _quoted(value)
        return self.of(value) if isinstance(value, (dict, list)) else canonical(value)


def digest(text: str) -> str:
    """Return the sha256 of the text in UTF-8, in hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _is_deep(text: str) -> bool:
    """Report whether the brackets of a JSON text are nested too deep."""
    depth = 0
    for sign in _JSON_STRING.sub("", text):
        depth += (sign in "{[") - (sign in "}]")
        if depth > DEEPEST:
            return True
    return False


def _starts_json(text: str) -> bool:
    return text.lstrip().startswith("{")


def laid_over(below: Tree, above: Tree) -> Tree:
    """Return one tree over the other, as helm lays values: it merges mappings and replaces all else."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return {**below, **{key: laid_over(below.get(key), value) for key, value in above.items()}}


def is_json(text: str) -> bool:
    """Report whether the text is a JSON object that is not nested too deep."""
    try:
        return _starts_json(text) and not _is_deep(text) and isinstance(json.loads(text), dict)
    except ValueError:
        return False


def is_deep_json(text: str) -> bool:
    """Report whether the text is a JSON object that is nested too deep."""
    try:
        return _starts_json(text) and _is_deep(text) and isinstance(json.loads(text), dict)
    except RecursionError:
        return True
    except ValueError:
        return False


def show_path(steps: Steps) -> str:
    """Return a path in a manifest as people write it: `spec.containers[calico-node].image`."""
    shown = ""
    for before, step in pairwise(("", *steps)):
        plain = step.replace("_", "a").replace("-", "a").isalnum() and before not in LIST_KEYS
        shown += (f".{step}" if shown else step) if plain else f"[{step}]"
    return shown


def show_place(at: tuple[str, ...]) -> str:
    """Return a place in a release: `calico v3.32.1 > DaemonSet/calico-node > spec.template`."""
    return " > ".join([*at[:2], *([show_path(at[2:])] if len(at) > 2 else [])])


def below(tree: Tree, *keys: str) -> Tree:
    """What stands below the keys, None where they lead nowhere."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def submap(tree: Tree, *path: str) -> Map:
    """Return the mapping below the path; empty if there is none."""
    found = below(tree, *path)
    return found if isinstance(found, dict) else {}


def sublist(tree: Tree, *path: str) -> list[Tree]:
    """Return the list below the path; empty if there is none."""
    found = below(tree, *path)
    return found if isinstance(found, list) else []


def submaps(tree: Tree, *path: str) -> list[Map]:
    """Return the mappings in the list below the path; none if there is no list."""
    return [item for item in sublist(tree, *path) if isinstance(item, dict)]


def leaves(tree: Tree, at: Steps = ()) -> Iterator[tuple[Steps, Tree]]:
    """Yield every leaf with its path. Empty mappings and lists are leaves, and list items are numbered from 0."""
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from leaves(value, (*at, key))
    elif isinstance(tree, list) and tree:
        for index, value in enumerate(tree):
            yield from leaves(value, (*at, str(index)))
    else:
        yield at, tree


def differences(expected: Tree, found: Tree, at: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a line for each path at which two trees differ. Lists are compared in order."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in [*expected, *(key for key in found if key not in expected)]:
            if key not in found:
                yield f"{show_path((*at, key))}: missing, expected {canonical(expected[key])[:200]}"
            elif key not in expected:
                yield f"{show_path((*at, key))}: unexpected {canonical(found[key])[:200]}"
            else:
                yield from differences(expected[key], found[key], (*at, key))
    elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (left, right) in enumerate(zip(expected, found, strict=True)):
            yield from differences(left, right, (*at, str(index)))
    elif canonical(expected) != canonical(found):
        yield f"{show_path(at)}: expected {canonical(expected)[:200]}, found {canonical(found)[:200]}"
