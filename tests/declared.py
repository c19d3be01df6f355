"""The values that are declared and the schema made of them, its references resolved but for Kubernetes' own types."""

import json
from collections.abc import Iterator

from generator.base.trees import Tree
from generator.features.refusals import TemplateRule
from generator.releases.lines import read_lines
from generator.settings.catalogue import Catalogue
from generator.settings.rules import plain_rules, rules_across
from tests.builds import built
from tests.rendering import SCHEMA

BUILT = built(read_lines()[0].version)
CATALOGUE = BUILT.catalogue
VALUES = {setting.path: setting for setting in CATALOGUE.settings}

Schema = dict[str, Tree]


def chart_rules(catalogue: Catalogue) -> list[TemplateRule]:
    """Every rule of a line."""
    return [*plain_rules(catalogue), *rules_across(catalogue)]


def under(schema: Schema, keyword: str) -> Schema:
    """What stands below a keyword that holds names; nothing when it is not there."""
    found = schema.get(keyword, {})
    assert isinstance(found, dict)
    return found


def _resolved(schema: Tree, definitions: Schema) -> Tree:
    if isinstance(schema, list):
        return [_resolved(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/definitions/")
        return {"of": name} if name in CATALOGUE.types else _resolved(definitions[name], definitions)
    return {key: _resolved(inner, definitions) for key, inner in schema.items() if key != "definitions"}


def _resolved_schema() -> Schema:
    schema = json.loads(SCHEMA)
    resolved = _resolved(schema, under(schema, "definitions"))
    assert isinstance(resolved, dict)
    return resolved


RESOLVED = _resolved_schema()


def nodes(schema: Tree, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Every schema inside a resolved schema by the path of the value it is for; what is no property has a keyword."""
    assert isinstance(schema, dict)
    yield at, schema
    for key, inner in under(schema, "properties").items():
        yield from nodes(inner, f"{at} > {key}" if at in VALUES else f"{at}.{key}".removeprefix("."))
    for key, inner in under(schema, "patternProperties").items():
        yield from nodes(inner, f"{at} > {key}")
    for keyword in ("items", "if", "else", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from nodes(schema[keyword], f"{at} > {keyword}")
    options = schema.get("anyOf", [])
    assert isinstance(options, list)
    for number, inner in enumerate(options):
        yield from nodes(inner, f"{at} > anyOf {number}")


NODES = dict(nodes(RESOLVED))
SECTIONS = tuple(at for at, node in NODES.items() if "properties" in node and at not in VALUES and " > " not in at)
