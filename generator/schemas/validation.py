"""Validates the chart's schema and values; the only module that knows jsonschema."""

import functools
import json
import re
from collections.abc import Callable

from jsonschema import Draft7Validator, ValidationError

from generator.base.trees import Tree

Schema = dict[str, Tree]

_WORD = re.compile(r"[\w.-]{0,40}")


def _ended(pattern: str) -> str:
    return re.sub(r"\$$", r"\\Z", pattern)


def _for_python(node: Schema) -> Schema:
    """Adapt patterns to Python: for helm `$` is the very end of a text, for Python a newline may follow."""
    return {
        _ended(key): _ended(inner) if key == "pattern" and isinstance(inner, str) else inner
        for key, inner in node.items()
    }


def _unexpected(error: ValidationError) -> str:
    """Return the keys that a closed object does not have, without the patterns of keys that the chart's rules
    refuse.
    """
    schema = error.schema if isinstance(error.schema, dict) else {}
    given = error.instance if isinstance(error.instance, dict) else {}
    names = [
        key
        for key in given
        if key not in schema.get("properties", {})
        and not any(re.search(pattern, key) for pattern in schema.get("patternProperties", {}))
    ]
    was = "was" if len(names) == 1 else "were"
    return f"Additional properties are not allowed ({', '.join(map(repr, names))} {was} unexpected)"


def _message(error: ValidationError) -> str:
    """Return the message of jsonschema without the value, which could be a secret; show a wrong member of a choice."""
    if error.validator == "const":
        return f"expected {error.validator_value}"
    if error.validator == "additionalProperties":
        return _unexpected(error)
    if error.context:
        return "; ".join(dict.fromkeys(map(_message, error.context)))
    shown = error.validator == "enum" and isinstance(error.instance, str) and _WORD.fullmatch(error.instance)
    return error.message if shown else error.message.replace(repr(error.instance), "it")


def _problems(
    validator: Draft7Validator, instance: Tree, tell: Callable[[ValidationError], str] = _message
) -> list[str]:
    found = validator.iter_errors(instance)
    return sorted({f"{'.'.join(map(str, error.absolute_path)) or 'values'}: {tell(error)}" for error in found})


def with_defaults(defaults: Tree, given: Tree) -> Tree:
    """Return the values as Helm hands them to the schema: it merges maps key by key, and null removes a default."""
    if not isinstance(defaults, dict) or not isinstance(given, dict):
        return given
    every = {key: given.get(key, {} if isinstance(default, dict) else default) for key, default in defaults.items()}
    merged = {key: with_defaults(defaults.get(key), value) for key, value in {**every, **given}.items()}
    return {key: value for key, value in merged.items() if value is not None or key not in defaults}


def metaschema_problems(schema: str) -> list[str]:
    """Return why the schema is no draft-07 schema, including patterns that cannot be compiled."""
    validator = Draft7Validator(Draft7Validator.META_SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
    return _problems(validator, json.loads(schema), lambda error: error.message)


@functools.lru_cache(maxsize=32)
def _validator(schema: str) -> Draft7Validator:
    """Return the validator of a schema. It is kept, since it takes longer to make than to use."""
    return Draft7Validator(json.loads(schema, object_hook=_for_python))


def schema_problems(schema: str, values: Tree) -> list[str]:
    """Return one line for each value that the schema refuses: `calico.ipip: 'always' is not one of ['', 'Always']`."""
    return _problems(_validator(schema), values)
