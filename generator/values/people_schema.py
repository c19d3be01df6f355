"""Turns settings into the schema for people and their editors: every leaf described, nothing required."""

from collections.abc import Mapping

from generator.schemas.text import values_schema_text
from generator.settings.catalogue import Catalogue
from generator.settings.kind import Schema
from generator.settings.setting import Section, Setting
from generator.values.strict_schema import nested_schema, with_types


def _described(setting: Setting, doc: str) -> Schema:
    hidden = setting.kind.text_format and setting.kind.text_format.secret
    examples = {"examples": [*setting.kind.legal]} if setting.kind.legal and not hidden else {}
    return {**setting.kind.schema, "description": doc, "default": setting.default, **examples}


def _with_sections(schema: Schema, docs: Mapping[str, str], at: str = "") -> Schema:
    """The schema with a description for every section, its own or its path."""
    properties = schema.get("properties")
    if not isinstance(properties, dict) or "description" in schema:
        return schema
    inner: Schema = {
        key: _with_sections(one, docs, f"{at}.{key}".removeprefix(".")) if isinstance(one, dict) else one
        for key, one in properties.items()
    }
    described: Schema = {"description": docs.get(at, f"The values below {at}.")} if at else {}
    return {**schema, **described, "properties": inner}


def people_schema(catalogue: Catalogue, docs: Mapping[str, str], title: str) -> str:
    """The schema, laid out; `docs` are the values' texts by path."""
    leaves = {setting.path: _described(setting, docs[setting.path]) for setting in catalogue.settings}
    sections = {row.path: row.doc for row in catalogue.rows if isinstance(row, Section)}
    root = _with_sections(nested_schema(leaves, None), sections)
    return values_schema_text({**with_types(root, catalogue.types), "title": title}, indent=2)
