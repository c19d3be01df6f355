"""Adds messages to the strict schema: it leaves formats of texts to the chart's rules, explains missing keys, admits
the names of other charts so that rules can answer them, and tells wrong types what to write.
"""

from collections import defaultdict
from collections.abc import Sequence

from generator.base.trees import Tree
from generator.rows.spellings import Misshapen, Spelling
from generator.settings.kind import Schema

# What helm prints beside the names of missing keys: null removes the default of a value.
COMPLETE = "not empty: null, or a section with nothing below it, takes the defaults away; leave its line out"

# The most characters of texts whose format the chart's rules check.
_LONGEST = 65536


def _loosened(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return [_loosened(one) for one in tree]
    return loosened(tree) if isinstance(tree, dict) else tree


def loosened(schema: Schema) -> Schema:
    """Return the schema without patterns and lengths of texts and keys: the chart's rules check their format."""
    told = {"pattern", "patternProperties", *({"maxLength", "minLength"} if "pattern" in schema else ())}
    loose = {key: _loosened(one) for key, one in schema.items() if key not in told}
    if "pattern" in schema:
        loose["maxLength"] = _LONGEST
    keys = schema.get("patternProperties")
    if isinstance(keys, dict):
        [loose["additionalProperties"]] = map(_loosened, keys.values())
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
    node: Tree = root
    for key in path.split(".") if path else []:
        properties = node.get("properties") if isinstance(node, dict) else None
        node = properties.get(key) if isinstance(properties, dict) else None
    return node if isinstance(node, dict) else None


def _unknown(root: Schema, path: str) -> tuple[str, str]:
    """Return the section at which a path of another chart leaves ours, and the first name that we do not have."""
    keys = path.split(".")
    depth = next(depth for depth in range(len(keys)) if _at(root, ".".join(keys[: depth + 1])) is None)
    return ".".join(keys[:depth]), keys[depth]


def _alternatives(names: Sequence[str]) -> str:
    """Return a pattern of exactly these names, in which common beginnings stand once."""
    by_start: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        start, mark, rest = name.partition("_")
        by_start[start + mark].append(rest)
    return "|".join(
        f"{start}({'|'.join(rests)})" if rests[1:] else start + rests[0] for start, rests in by_start.items()
    )


def admit_spellings(root: Schema, spellings: Sequence[Spelling]) -> None:
    """Admit the names of other charts at their places and no further names. An open section admits them anyway."""
    names: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for spelling in spellings:
        section, name = _unknown(root, spelling.theirs)
        names[section][name] = None
    for section, found in names.items():
        node = _at(root, section)
        assert node
        if "additionalProperties" in node:
            node["patternProperties"] = {f"^({_alternatives([*found])})$": {}}


def explain_types(root: Schema, misshapen: Sequence[Misshapen]) -> None:
    """Tell values with a type that they do not have here what to write."""
    for one in misshapen:
        node = _at(root, one.path)
        if node is not None:
            node["type"] = [str(node["type"]), *one.types]  # a validator that finds a wrong type checks nothing else
            node |= {"if": {"type": [*one.types]}, "then": {"const": one.told}}
