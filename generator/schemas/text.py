"""Turns a JSON Schema into text that is small and yet changes line by line."""

import json

from generator.base.trees import Tree

Schema = dict[str, Tree]

_WIDTH = 120


def _layout(tree: Tree, indent: str) -> str:
    compact = json.dumps(tree, sort_keys=True, ensure_ascii=False)
    if len(indent) + len(compact) <= _WIDTH or not isinstance(tree, dict | list):
        return compact
    inner = indent + " "
    if isinstance(tree, dict):
        parts = [f"{inner}{json.dumps(key)}: {_layout(value, inner)}" for key, value in sorted(tree.items())]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _layout(item, inner) for item in tree) + f"\n{indent}]"


def schema_text(schema: Schema) -> str:
    """The schema as JSON: keys sorted, on one line what fits into one, one newline at the end."""
    return _layout(schema, "") + "\n"
