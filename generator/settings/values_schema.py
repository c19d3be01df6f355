"""Turns the values' records into values.yaml, values.schema.json and the table in VALUES.md."""

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.trees import Tree, canonical
from generator.settings.value import Row, Schema, Section, Value
from generator.settings.values import calico, flannel, general
from generator.template.scalars import scalar

_WIDTH = 100
_SHARED = 60  # a schema shorter than this is not worth a reference


def value_rows(images: Sequence[Row]) -> list[Row]:
    """All rows in the order of values.yaml; `images` are those of the releases' images."""
    return [*general.ROWS, *flannel.ROWS, *calico.ROWS, *images]


def only_values(rows: Sequence[Row]) -> list[Value]:
    """The values among the rows."""
    return [row for row in rows if isinstance(row, Value)]


def _closed() -> Schema:
    return {"type": "object", "additionalProperties": False, "required": [], "properties": {}}


def values_schema(rows: Sequence[Row]) -> str:
    """The closed draft-07 schema: every key is required, except those whose default is null (Helm 4 drops them)."""
    root: Schema = {"$schema": "http://json-schema.org/draft-07/schema#", **_closed()}
    for value in only_values(rows):
        node = root
        *parents, last = value.path.split(".")
        for key in parents:
            node = _enter(node, key)
        properties, required = node["properties"], node["required"]
        assert isinstance(properties, dict)
        assert isinstance(required, list)
        properties[last] = value.schema
        if value.default is not None:
            required.append(last)
    properties = root["properties"]
    assert isinstance(properties, dict)
    properties["global"] = {"type": "object"}  # Helm passes it to every chart
    return json.dumps(_with_definitions(root), ensure_ascii=False, separators=(",", ":")) + "\n"


def _with_definitions(root: Schema) -> Schema:
    """The schema with what several properties have in common below `definitions`, by the first property's name."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}

    def count(properties: Tree) -> None:
        assert isinstance(properties, dict)
        for key, schema in properties.items():
            assert isinstance(schema, dict)
            text = canonical(schema)
            counts[text] += 1
            if len(text) > _SHARED and key not in names.values():
                names.setdefault(text, key)
            if "properties" in schema and counts[text] == 1:
                count(schema["properties"])

    def shared(properties: Tree) -> dict[str, Tree]:
        assert isinstance(properties, dict)
        return {key: referred(schema) for key, schema in properties.items()}

    def referred(schema: Tree) -> Tree:
        name = names.get(canonical(schema)) if counts[canonical(schema)] > 1 else None
        return {"$ref": f"#/definitions/{name}"} if name else inside(schema)

    def inside(schema: Tree) -> Tree:
        assert isinstance(schema, dict)
        return {**schema, "properties": shared(schema["properties"])} if "properties" in schema else schema

    count(root["properties"])
    definitions = {name: inside(json.loads(text)) for text, name in names.items() if counts[text] > 1}
    return {**root, "properties": shared(root["properties"]), "definitions": definitions}


def _enter(node: Schema, key: str) -> Schema:
    properties, required = node["properties"], node["required"]
    assert isinstance(properties, dict)
    assert isinstance(required, list)
    if key not in properties:
        properties[key] = _closed()
        required.append(key)
    entered = properties[key]
    assert isinstance(entered, dict)
    return entered


def _comment(doc: str, indent: str) -> Iterator[str]:
    for line in textwrap.wrap(doc, _WIDTH - len(indent) - 2, break_on_hyphens=False, break_long_words=False):
        yield f"{indent}# {line}"


def _printed(default: Tree) -> str:
    return "null" if default is None else scalar(default)


def values_file(rows: Sequence[Row], banner: str) -> str:
    """values.yaml: every value with its default, below what it does."""
    lines = [f"# {banner}", ""]
    docs = {row.path: row.doc for row in rows if isinstance(row, Section)}
    open_path: list[str] = []
    for value in only_values(rows):
        *parents, last = value.path.split(".")
        shared = 0
        while shared < len(parents) and open_path[shared : shared + 1] == parents[shared : shared + 1]:
            shared += 1
        if not shared and len(lines) > 2:
            lines.append("")
        for depth in range(shared, len(parents)):
            indent = "  " * depth
            lines += [*_comment(docs.get(".".join(parents[: depth + 1]), ""), indent), f"{indent}{parents[depth]}:"]
        open_path = parents
        indent = "  " * len(parents)
        lines += [*_comment(value.doc, indent), f"{indent}{last}: {_printed(value.default)}"]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentedValue:
    """A line of the table in VALUES.md; what all images take stands there once."""

    path: str
    default_text: str
    doc: str
    since: str


def documented_values(rows: Sequence[Row]) -> list[DocumentedValue]:
    """The lines of the table in VALUES.md."""
    lines: dict[str, DocumentedValue] = {}
    for value in only_values(rows):
        *_, last = value.path.split(".")
        path = f"images.<name>.{last}" if value.path.startswith("images.") else value.path
        lines[path] = DocumentedValue(path=path, default_text=_printed(value.default), doc=value.doc, since=value.since)
    return list(lines.values())


def defaults(rows: Sequence[Row], *, nulls: bool = False) -> dict[str, Tree]:
    """The defaults as a tree, as Helm 4 hands them to templates; with `nulls` as Helm 3 does."""
    tree: dict[str, Tree] = {}
    for value in only_values(rows):
        node = tree
        *parents, last = value.path.split(".")
        for key in parents:
            child = node.setdefault(key, {})
            assert isinstance(child, dict)
            node = child
        if value.default is not None or nulls:
            node[last] = value.default
    return tree
