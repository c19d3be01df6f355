"""Makes the strict schema answer in words: forms left to the chart's rules, missing keys explained, others' names let
through to be answered, values of another shape told theirs."""

from collections import defaultdict
from collections.abc import Sequence

from generator.base.trees import Tree
from generator.rows.spellings import Misshapen, Spelling
from generator.settings.kind import Schema

# What helm says beside the names of the keys that are missing: a value that is null takes its default away.
COMPLETE = "not empty: null, or a section with nothing below it, takes the defaults away; leave its line out"

# Texts whose form the chart's rules tell: the most characters of any.
_LONGEST = 65536


def _loosened(tree: Tree) -> Tree:
    if isinstance(tree, list):
        return [_loosened(one) for one in tree]
    return loosened(tree) if isinstance(tree, dict) else tree


def loosened(schema: Schema) -> Schema:
    """The schema without the patterns of texts and keys, and their lengths: their form is told by the chart's rules."""
    told = {"pattern", "patternProperties", *({"maxLength", "minLength"} if "pattern" in schema else ())}
    loose = {key: _loosened(one) for key, one in schema.items() if key not in told}
    if "pattern" in schema:
        loose["maxLength"] = _LONGEST
    keys = schema.get("patternProperties")
    if isinstance(keys, dict):
        [loose["additionalProperties"]] = map(_loosened, keys.values())
    return loose


def explained(schema: Schema) -> Schema:
    """The sections with words beside the names of the keys that are missing."""
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
    """The schema of a value or section, where the line has it."""
    node: Tree = root
    for key in path.split(".") if path else []:
        properties = node.get("properties") if isinstance(node, dict) else None
        node = properties.get(key) if isinstance(properties, dict) else None
    return node if isinstance(node, dict) else None


def _unknown(root: Schema, path: str) -> tuple[str, str]:
    """The section that a path of theirs leaves ours in, and the first name that is not ours."""
    keys = path.split(".")
    depth = next(depth for depth in range(len(keys)) if _at(root, ".".join(keys[: depth + 1])) is None)
    return ".".join(keys[:depth]), keys[depth]


def _alternatives(names: Sequence[str]) -> str:
    """A pattern of exactly these names, what they begin with said once."""
    by_start: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        start, mark, rest = name.partition("_")
        by_start[start + mark].append(rest)
    return "|".join(
        f"{start}({'|'.join(rests)})" if rests[1:] else start + rests[0] for start, rests in by_start.items()
    )


def admit_spellings(root: Schema, spellings: Sequence[Spelling]) -> None:
    """The names of others pass where they stand, and no more than those; a section that is open takes them anyway."""
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
    """Values of a type that they do not have here are told what to write."""
    for one in misshapen:
        node = _at(root, one.path)
        if node is not None:
            node["type"] = [str(node["type"]), *one.types]  # a validator that finds the type wrong looks no further
            node |= {"if": {"type": [*one.types]}, "then": {"const": one.told}}
