"""Turns settings into values.schema.json: closed, complete and small, since every release Secret stores it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.trees import Encoded, Tree, submap
from generator.rows.spellings import Misshapen, Spelling
from generator.schemas.text import values_schema_text
from generator.settings.kind import Kind, Schema
from generator.settings.setting import OPEN_SECTIONS, Setting, sections_of
from generator.values.schema_messages import LONGEST, TOLD, admit_spellings, explain_types, explained, loosened

_DEFINITIONS = "#/definitions/"
_SHARED = 60  # a schema shorter than this is not worth a reference

# A chart inside the chart that holds named templates only. Helm stores a chart in the Secret of every release without
# the charts in it, so that what is long costs nothing there. To each of them it hands the global values.
LIBRARY = "cni-library"
_LIBRARYS_VALUES: Schema = {"type": "object", "properties": {"global": {}}, "additionalProperties": False}


def _section(name: str, *, complete: bool) -> Schema:
    if name in OPEN_SECTIONS:
        return {"type": ["object", "null"], "properties": {}}
    required: Schema = {"required": []} if complete else {}
    return {"type": "object", "additionalProperties": False, **required, "properties": {}}


def _require(node: Schema, key: str) -> None:
    required = node.get("required")
    if isinstance(required, list) and key not in required:
        required.append(key)


def nested_schema(leaves: Mapping[str, Schema], required: frozenset[str] | None) -> Schema:
    """The schema of all values, by path; with `required` the sections and those paths must be there."""
    root: Schema = {"$schema": "http://json-schema.org/draft-07/schema#", **_section("", complete=required is not None)}
    for path, schema in leaves.items():
        node = root
        for section in sections_of(path):
            properties, name = submap(node, "properties"), section.rpartition(".")[2]
            if name not in properties:
                properties[name] = _section(section, complete=required is not None)
                if section not in OPEN_SECTIONS:
                    _require(node, name)
            node = submap(properties, name)
        last = path.rpartition(".")[2]
        submap(node, "properties")[last] = schema
        if required and path in required:
            _require(node, last)
    return root


def _subschemas(key: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Every schema inside a schema with the key of the property that it is for, larger ones first."""
    for keyword, inner in schema.items():
        if keyword in {"properties", "patternProperties"} and isinstance(inner, dict):
            named = [(name if keyword == "properties" else key, one) for name, one in inner.items()]
        else:
            named = [(key, one) for one in (inner if keyword == "anyOf" and isinstance(inner, list) else [])]
        for name, one in named:
            if isinstance(one, dict):
                yield name, one
                yield from _subschemas(name, one)


def _names(schemas: Iterable[tuple[str, Schema]], texts: Encoded) -> dict[str, str]:
    """A name for each schema that stands in several places, by its text."""
    counts: Counter[str] = Counter()
    keys: dict[str, str] = {}
    for key, schema in schemas:
        text = texts.of(schema)
        counts[text] += 1
        keys.setdefault(text, key)
    names: dict[str, str] = {}
    for text, key in keys.items():
        if counts[text] > 1 and len(text) > _SHARED:
            tried = (key or "complete", *(f"{key or 'complete'}{number}" for number in range(2, len(keys) + 2)))
            names[text] = next(name for name in tried if name not in names.values())
    return names


class _Referring(Struct, frozen=True):
    """Replaces schemas that have a name with references. `names` are those of the texts."""

    texts: Encoded
    names: Mapping[str, str]

    def _referred(self, schema: Tree) -> Tree:
        if not isinstance(schema, dict):
            return schema
        name = self.names.get(self.texts.of(schema))
        return {"$ref": f"{_DEFINITIONS}{name}"} if name else self.inside(schema)

    def inside(self, schema: Schema) -> Schema:
        """Return the schema with references in place of the named schemas in it."""
        inside: Schema = {}
        for keyword, inner in schema.items():
            if keyword in {"properties", "patternProperties"} and isinstance(inner, dict):
                inside[keyword] = {key: self._referred(one) for key, one in inner.items()}
            elif keyword == "anyOf" and isinstance(inner, list):
                inside[keyword] = [self._referred(one) for one in inner]
            else:
                inside[keyword] = inner
        return inside


def with_definitions(root: Schema) -> Schema:
    """The schema with what several properties have in common below `definitions`, by the first property's name."""
    texts, schemas = Encoded(), [*_subschemas("", root)]
    names = _names(schemas, texts)
    by_text = {texts.of(schema): schema for _, schema in schemas}
    referring = _Referring(texts, names)
    definitions: Schema = {name: referring.inside(by_text[text]) for text, name in names.items()}
    return {**referring.inside(root), "definitions": definitions}


def _leaf(kind: Kind) -> Schema:
    """What the schema says of a value, but for the form of its texts, which the chart's rules ask for."""
    return loosened(kind.in_chart, TOLD if kind.text_format else LONGEST)


def strict_schema(
    settings: Sequence[Setting],
    spellings: Sequence[Spelling] = (),
    misshapen: Sequence[Misshapen] = (),
) -> str:
    """The closed draft-07 schema: every key is required, except those whose default is null (Helm 4 drops them)."""
    leaves = {setting.path: _leaf(setting.kind) for setting in settings}
    required = frozenset(setting.path for setting in settings if setting.default is not None)
    root = nested_schema(leaves, required)
    admit_spellings(root, spellings)
    explain_types(root, misshapen)
    submap(root, "properties")[LIBRARY] = _LIBRARYS_VALUES
    return values_schema_text(with_definitions(explained(root)), indent=0)
