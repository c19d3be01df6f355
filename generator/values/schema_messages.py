"""Adds messages to the strict schema: it leaves formats of texts to the chart's rules, explains missing keys, admits
the names of other charts so that rules can answer them, and tells wrong types what to write.
"""

from collections.abc import Sequence

from generator.base.trees import Tree, below, submap
from generator.rows.spellings import Misshapen, Spelling
from generator.settings.kind import Schema

# What a text may be at most whose form the rules do not ask for, and one whose form, with its length, they do.
LONGEST: Schema = {"maxLength": 65536}
TOLD: Schema = {}

# What helm prints beside the names of missing keys: null removes the default of a value.
COMPLETE = "not empty: null, or a section with nothing below it, takes the defaults away; leave its line out"


def _loosened(tree: Tree, longest: Schema) -> Tree:
    if isinstance(tree, list):
        return [_loosened(one, longest) for one in tree]
    return loosened(tree, longest) if isinstance(tree, dict) else tree


def loosened(schema: Schema, longest: Schema) -> Schema:
    """The schema without the patterns of texts and keys, and their lengths: their form is told by the chart's rules.

    `longest` is what such texts have in place of their length.
    """
    told = {"pattern", "patternProperties", *({"maxLength", "minLength"} if "pattern" in schema else ())}
    loose = {key: _loosened(one, longest) for key, one in schema.items() if key not in told}
    if "pattern" in schema:
        loose |= longest
    keys = schema.get("patternProperties")
    if isinstance(keys, dict):
        [loose["additionalProperties"]] = (_loosened(one, longest) for one in keys.values())
    return loose


def explained(schema: Schema) -> Schema:
    """Return the schema of the sections with words beside the names of missing keys."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return schema
    inner: Schema = {key: explained(one) if isinstance(one, dict) else one for key, one in properties.items()}
    told: Schema = {}
    for key, one in schema.items():
        if key == "required":
            told |= {"anyOf": [{"required": one}, {"const": COMPLETE}]} if one else {}
        else:
            told[key] = inner if key == "properties" else one
    return told


def _at(root: Schema, path: str) -> Schema | None:
    """Return the schema of a value or section, if the line has it."""
    keys = path.split(".") if path else []
    node = below(root, *(step for key in keys for step in ("properties", key)))
    return node if isinstance(node, dict) else None


def _unknown(root: Schema, path: str) -> tuple[str, str]:
    """Return the section at which a path of another chart leaves ours, and the first name that we do not have."""
    keys = path.split(".")
    depth = next(depth for depth in range(len(keys)) if _at(root, ".".join(keys[: depth + 1])) is None)
    return ".".join(keys[:depth]), keys[depth]


def admit_spellings(root: Schema, spellings: Sequence[Spelling]) -> None:
    """Admit the names of other charts at their places and no further names. An open section admits them anyway."""
    for section, name in [_unknown(root, spelling.theirs) for spelling in spellings]:
        node = _at(root, section)
        if node and "additionalProperties" in node:
            submap(node, "properties")[name] = True


def explain_types(root: Schema, misshapen: Sequence[Misshapen]) -> None:
    """Tell values with a type that they do not have here what to write."""
    for one in misshapen:
        node = _at(root, one.path)
        if node is not None:
            node["type"] = [str(node["type"]), *one.types]  # a validator that finds a wrong type checks nothing else
            node |= {"if": {"type": [*one.types]}, "then": {"const": one.told}}
