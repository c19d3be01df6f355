"""Turns trees and JSON texts into records, or into problems that name the field; the only module that knows msgspec."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec.structs import fields

from generator.base.errors import Problem, problem, raise_problems
from generator.base.trees import Tree, canonical

T = TypeVar("T")

_SHOWN = 200


def text(pattern: str, expected: str) -> msgspec.Meta:
    """Require a pattern of a whole text, and give its words for people: `Annotated[str, text(...)]`."""
    return msgspec.Meta(pattern=rf"\A(?:{pattern})\Z", description=expected)


def some(expected: str) -> msgspec.Meta:
    """Require a list that is not empty, and give its words: `Annotated[tuple[str, ...], some(...)]`."""
    return msgspec.Meta(min_length=1, description=expected)


def _parts(error: msgspec.ValidationError) -> tuple[str, str, str]:
    """Return the place of an error in the value, as `.field[0]`, what is expected there, and what was found."""
    said, _, at = str(error).replace("`", "").partition(" - at ")
    said = said.replace("Object missing required field", "Expected the key")
    expected, _, found = said.removeprefix("Expected ").partition(", got ")
    return at.removeprefix("$"), expected, found or "none"


def _words(hint: Any) -> str:
    """Return the words of the field's own annotation; empty if it has none."""
    said = (one.description for one in getattr(hint, "__metadata__", ()) if isinstance(one, msgspec.Meta))
    return next((words for words in said if words), "")


def _unread(tree: Tree, read: object, at: str = "") -> Iterator[str]:
    """Yield the keys of a tree for which its record has no field."""
    if isinstance(tree, dict) and isinstance(read, dict):
        for key, value in tree.items():
            yield from _unread(value, read[key], f"{at}.{key}") if key in read else (f"{at}.{key}",)
    elif isinstance(tree, list) and isinstance(read, tuple | list):
        for index, (value, other) in enumerate(zip(tree, read, strict=True)):
            yield from _unread(value, other, f"{at}[{index}]")


def _field_problems(where: str, value: Tree, hint: Any) -> Iterator[Problem]:
    try:
        read = msgspec.to_builtins(msgspec.convert(value, hint))
    except msgspec.ValidationError as error:
        (at, expected, _), words = _parts(error), _words(hint)
        yield Problem(where=where if words else where + at, expected=words or expected, found=canonical(value)[:_SHOWN])
        return
    for at in _unread(value, read):
        yield Problem(where=where + at, expected="no such key", found="one")


@cache
def _hints(kind: type) -> dict[str, Any]:
    """Return the annotations of a record's fields."""
    return get_type_hints(kind, include_extras=True)


def record_problems(tree: Tree, kind: type, where: str) -> Iterator[Problem]:
    """Yield a problem for each field of a tree that does not match the record's annotations, and for each unknown
    key.
    """
    columns = {field.name: field.required for field in fields(kind)}
    needed = {name for name, required in columns.items() if required}
    if not isinstance(tree, dict) or not needed <= set(tree) <= set(columns):
        found = ", ".join(tree) if isinstance(tree, dict) else canonical(tree)[:_SHOWN]
        yield Problem(where=where, expected=f"the keys {', '.join(columns)}", found=found or "none")
        return
    hints = _hints(kind)
    for name, value in tree.items():
        yield from _field_problems(f"{where} > {name}", value, hints[name])


def _fitting(tree: Tree, kind: type[T]) -> T | None:
    """Return the tree as a record; None if anything is wrong in it. Finding what is wrong takes longer."""
    try:
        made = msgspec.convert(tree, kind)
    except msgspec.ValidationError:
        return None
    return None if any(_unread(tree, msgspec.to_builtins(made))) else made


def records(rows: Iterable[tuple[str, Tree]], kind: type[T]) -> dict[str, T]:
    """Return each tree as a record, by its place. Raise ProblemsError with what is wrong in any of them."""
    named = dict(rows)
    made = {where: _fitting(tree, kind) for where, tree in named.items()}
    wrong = [where for where, one in made.items() if one is None]
    raise_problems(found for where in wrong for found in record_problems(named[where], kind, where))
    return {where: msgspec.convert(named[where], kind) if one is None else one for where, one in made.items()}


def record_of_json(said: str, kind: type[T], where: str, what: str) -> T:
    """Return a program's JSON as a record, without members that the record lacks. `what` names the JSON in a
    problem.
    """
    try:
        return msgspec.json.decode(said, type=kind)
    except msgspec.ValidationError as error:
        at, expected, found = _parts(error)
        raise problem(f"{where}{at and ' > '}{at.lstrip('.')}", expected=f"{what}: {expected}", found=found) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise problem(where, expected=what, found=(said.strip() or "nothing").splitlines()[0][:_SHOWN]) from error
