"""Reads the declared values and the schema made of them, with its references resolved except for Kubernetes' own types.

Importing it builds nothing: the paths of the values are those of the chart's values.yaml, in its order.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache

from generator.base.trees import Tree
from generator.features.combinations import TemplateRule
from generator.refusals.rules import plain_rules, rules_across
from generator.releases.lines import oldest_kubernetes, read_lines
from generator.rows.pod_rules import with_rules
from generator.rows.resource_rows import bgp_rows, resource_rows
from generator.rows.roles import ROLES, image_rows
from generator.rows.values_order import LAST, TABLES
from generator.schemas.types import read_types
from generator.settings.catalogue import Catalogue
from generator.settings.setting import Setting
from tests.builds import current
from tests.later import Later
from tests.rendering import DEFAULTS, SCHEMA

LINE = read_lines()[0]

Schema = dict[str, Tree]


def _paths(tree: Mapping[str, Tree], at: str = "") -> Iterator[str]:
    """Yield the paths of the values in a tree of their defaults."""
    for key, value in tree.items():
        path = f"{at}.{key}".removeprefix(".")
        yield from _paths(value, path) if isinstance(value, dict) and value else [path]


VALUES = Later(lambda: {setting.path: setting for setting in current().catalogue.settings}, _paths(DEFAULTS))


def _tabled() -> Mapping[str, Setting]:
    images = (row for role in ROLES for row in image_rows(role, ()))
    rows = (*TABLES, *bgp_rows({}), *resource_rows((), {}), *images, *LAST)
    found = {row.path: row for row in rows if isinstance(row, Setting)}
    return {path: found[path] for path in VALUES if path in found}


# The settings as the tables have them, before a release decides: of their kinds the words and the samples are the same.
# The two that are made from upstream's tables of parameters are none of them.
TABLED = _tabled()


def chart_rules(catalogue: Catalogue) -> list[TemplateRule]:
    """Return every rule of a line."""
    return [*plain_rules(catalogue), *rules_across(catalogue)]


def under(schema: Schema, keyword: str) -> Schema:
    """Return what stands below a keyword that holds names; nothing when it is not there."""
    found = schema.get(keyword, {})
    assert isinstance(found, dict)
    return found


@cache
def people() -> str:
    """Return the schema for people of the current line."""
    return current().people_schema


TYPES = with_rules(read_types(oldest_kubernetes(LINE)), oldest_kubernetes(LINE))


def _resolved(schema: Tree, definitions: Schema) -> Tree:
    if isinstance(schema, list):
        return [_resolved(item, definitions) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = str(schema["$ref"]).removeprefix("#/definitions/")
        return {"of": name} if name in TYPES else _resolved(definitions[name], definitions)
    return {key: _resolved(inner, definitions) for key, inner in schema.items() if key != "definitions"}


def _resolved_schema() -> Schema:
    schema = json.loads(SCHEMA)
    resolved = _resolved(schema, under(schema, "definitions"))
    assert isinstance(resolved, dict)
    return resolved


RESOLVED = _resolved_schema()


def nodes(schema: Tree, at: str = "") -> Iterator[tuple[str, Schema]]:
    """Yield every schema inside a resolved schema by the path of the value it is for; what is no property has a
    keyword.
    """
    assert isinstance(schema, dict)
    yield at, schema
    for key, inner in under(schema, "properties").items():
        if inner is True:  # what others call a value, which the chart's rules answer
            continue
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


def _walked() -> Iterator[tuple[str, Schema]]:
    """The same of the schemas that the chart walks itself beside values."""
    for path, value in TABLED.items():
        if value.kind.walked:
            schema = _resolved(value.kind.schema, {})
            assert isinstance(schema, dict)
            yield from nodes({**value.kind.in_chart, **schema}, path)


NODES = {**dict(nodes(RESOLVED)), **dict(_walked())}
SECTIONS = tuple(at for at, node in NODES.items() if "properties" in node and at not in VALUES and " > " not in at)
