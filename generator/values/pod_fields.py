"""Turns the kinds of what values put into pods into the file by which the chart checks it."""

from collections.abc import Mapping, Sequence

from generator.base.trees import Tree
from generator.rows.patterns import short
from generator.schemas.text import schema_text
from generator.schemas.types import with_types
from generator.settings.kind import Schema
from generator.settings.setting import Setting


def pod_values(settings: Sequence[Setting]) -> dict[str, list[str]]:
    """What _pods.tpl says: the sections that have such values, and all names of those."""
    parts = [setting.path.rpartition(".") for setting in settings if setting.kind.walked]
    return {
        "pod_sections": [*dict.fromkeys(section for section, _, _ in parts)],
        "pod_names": [*dict.fromkeys(name for _, _, name in parts)],
    }


def _shortened(tree: Tree) -> Tree:
    """The tree with the chart's short words in its patterns."""
    if isinstance(tree, list):
        return [_shortened(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    return {
        key: short(one) if key == "pattern" and isinstance(one, str) else _shortened(one) for key, one in tree.items()
    }


def pod_fields(settings: Sequence[Setting], types: Mapping[str, Schema], banner: str) -> str:
    """The schemas by the names of values, or by a path where another value has the name, and the types in them."""
    fields: Schema = {}
    for setting in (setting for setting in settings if setting.kind.walked):
        name = setting.path.rpartition(".")[2]
        if fields.setdefault(name, setting.kind.schema) != setting.kind.schema:
            fields[setting.path] = setting.kind.schema
    whole = with_types({"properties": fields}, types)
    text = schema_text(
        {"$comment": banner, "fields": _shortened(fields), "types": _shortened(whole.get("definitions", {}))}
    )
    return text.replace('"#/definitions/', '"')
