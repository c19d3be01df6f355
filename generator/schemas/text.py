"""Turns a JSON Schema into text that is small and yet changes line by line."""

import json

from generator.base.trees import Tree

Schema = dict[str, Tree]

_WIDTH = 120


def _layout(tree: Tree, indent: str, step: str) -> str:
    compact = json.dumps(tree, ensure_ascii=False)
    if len(indent) + len(compact) <= _WIDTH or not isinstance(tree, dict | list):
        return compact
    inner = indent + step
    if isinstance(tree, dict):
        parts = [f"{inner}{json.dumps(key)}: {_layout(value, inner, step)}" for key, value in tree.items()]
        return "{\n" + ",\n".join(parts) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + _layout(item, inner, step) for item in tree) + f"\n{indent}]"


def schema_text(schema: Schema) -> str:
    """The schema as JSON: keys sorted, on one line what fits into one, one newline at the end."""
    return _layout(json.loads(json.dumps(schema, sort_keys=True)), "", " ") + "\n"


def stored_schema_text(schema: Schema) -> str:
    """The schema of a chart's values, the same but for its keys' own order and no indentation.

    Helm stores it in the Secret of every release, where indentation by one space would cost 0.05 % of the limit.
    """
    return _layout(schema, "", "") + "\n"
