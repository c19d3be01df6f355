"""Turns the chart's schema and values into what is wrong with them; the only module that knows jsonschema."""

import json
import re
from collections.abc import Iterator

from jsonschema import Draft7Validator, ValidationError, validators

from generator.canonical import Tree


def _pattern(_validator: object, pattern: str, value: object, _schema: object) -> Iterator[ValidationError]:
    """As helm reads a pattern: `$` is the very end of the text, where Python's `$` lets a line's end follow."""
    ecma = re.sub(r"\$$", r"\\Z", pattern)
    if isinstance(value, str) and not re.search(ecma, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_Validator = validators.extend(Draft7Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]  # no types


def _message(error: ValidationError) -> str:
    """What jsonschema says without what could be a secret: a schema of secrets says itself what is wanted."""
    if isinstance(error.schema, dict) and isinstance(wanted := error.schema.get("else"), dict):
        return f"expected {wanted['const']}"
    if error.context:
        return "; ".join(dict.fromkeys(map(_message, error.context)))
    misplaced = error.validator == "type" or isinstance(error.instance, list)
    return error.message.replace(repr(error.instance), "it") if misplaced else error.message


def _problems(schema: Tree, instance: Tree) -> list[str]:
    found = _Validator(schema).iter_errors(instance)
    return sorted({f"{'.'.join(map(str, error.absolute_path)) or 'values'}: {_message(error)}" for error in found})


def with_defaults(defaults: Tree, given: Tree) -> Tree:
    """The values as Helm hands them to the schema: maps merge key by key, and null takes a key away."""
    if not isinstance(defaults, dict) or not isinstance(given, dict):
        return given
    every = {key: given.get(key, {} if isinstance(default, dict) else default) for key, default in defaults.items()}
    merged = {key: with_defaults(defaults.get(key), value) for key, value in {**every, **given}.items()}
    return {key: value for key, value in merged.items() if value is not None}


def metaschema_problems(schema: str) -> list[str]:
    """What makes the schema itself no draft-07 schema."""
    return _problems(Draft7Validator.META_SCHEMA, json.loads(schema))


def schema_problems(schema: str, values: Tree) -> list[str]:
    """One line for each thing that the schema refuses: `calico.ipip: 'always' is not one of ['', 'Always']`."""
    return _problems(json.loads(schema), values)
