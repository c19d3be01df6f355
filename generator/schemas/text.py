"""Prints a JSON Schema as text that is small and changes line by line."""

import json
from collections.abc import Callable, Iterator

from generator.base.errors import problem
from generator.base.trees import Tree

Schema = dict[str, Tree]

_WIDTH = 120

_COMPACT = json.JSONEncoder(ensure_ascii=False)


def _layout(tree: Tree, indent: str, step: str) -> str:
    compact = _COMPACT.encode(tree)
    if len(indent) + len(compact) <= _WIDTH or not isinstance(tree, dict | list):
        return compact
    inner = indent + step
    if isinstance(tree, dict):
        parts = [f"{inner}{json.dumps(key)}: {_layout(value, inner, step)}" for key, value in tree.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _layout(item, inner, step) for item in tree) + f"\n{indent}]"


def schema_text(schema: Schema) -> str:
    """Return the schema as JSON: keys sorted, on one line what fits there, and a newline at the end."""
    return _layout(json.loads(json.dumps(schema, sort_keys=True)), "", " ") + "\n"


def values_schema_text(schema: Schema, *, indent: int) -> str:
    """Return the schema as JSON with the keys in its own order, which is that of the values, and indented by so many
    spaces.

    Helm stores the chart's schema in the Secret of every release, where each space costs 0.05 % of the limit: there,
    indent by 0.
    """
    return _layout(schema, "", " " * indent) + "\n"


def references(tree: Tree) -> Iterator[str]:
    """Yield the names of the definitions that a schema, or a part of one, refers to."""
    if isinstance(tree, dict):
        if isinstance(reference := tree.get("$ref"), str):
            yield reference.rpartition("/")[2]
        tree = [*tree.values()]
    if isinstance(tree, list):
        for item in tree:
            yield from references(item)


def reached(start: Tree, definition: Callable[[str], Tree]) -> dict[str, Tree]:
    """The definitions that a schema leads to, through each other too, by name; `definition` gives that of a name."""
    waiting, found = [*references(start)], dict[str, Tree]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = definition(name)
            waiting += references(found[name])
    return found


def refuse_unknown(schema: Schema, known: frozenset[str], where: str, *, expected: str, module: str) -> None:
    """Raise ProblemsError for keywords of which nothing says what becomes of them; extensions of Kubernetes pass."""
    unknown = sorted(key for key in schema if key not in known and not key.startswith("x-kubernetes-"))
    if unknown:
        remedy = f"say in generator/schemas/{module}.py whether it is copied or dropped"
        raise problem(where, expected=expected, found=", ".join(unknown), remedy=remedy)
