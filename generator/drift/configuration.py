"""Compares what ConfigMaps and Secrets hold: members of JSON texts, lines of other texts, whole keys."""

import json
from collections.abc import Iterator, Mapping

from generator.base.trees import Tree, is_json, show_place
from generator.drift import rules
from generator.drift.change import Change, Rule, Side
from generator.drift.differences import Difference, differing, in_variants
from generator.drift.in_place import is_fixed
from generator.releases.release import Document

KINDS = frozenset({"ConfigMap", "Secret"})
SECTIONS = ("data", "binaryData", "stringData")


def _held(document: Document) -> Tree:
    """Return what an object holds, by section."""
    return {key: document[key] for key in SECTIONS if key in document}


def _rule(before: Document, found: Difference) -> Rule:
    if is_fixed(before, found):
        return rules.IMMUTABLE_FIELD
    if not found.before:
        return rules.KEY_ADDED
    return rules.KEY_CHANGED if found.after else rules.KEY_REMOVED


def _lines(before: str, after: str) -> tuple[Tree, Tree]:
    """Return the lines that only one of two texts has; if the lines only changed places, return the texts
    themselves.
    """
    left, right = before.splitlines(), after.splitlines()
    lost: list[Tree] = [line for line in left if line not in right]
    gained: list[Tree] = [line for line in right if line not in left]
    return (lost, gained) if lost or gained else (before, after)


def _told(found: Difference) -> Iterator[Difference]:
    """Yield the differences of a text by its members or its lines."""
    texts = [text for held in (found.before, found.after) for text in held if isinstance(text, str)]
    if len(texts) == 2 and all(map(is_json, texts)):
        before, after = map(json.loads, texts)
        yield from [*differing(before, after, found.steps)] or [found]
    elif len(texts) == 2 and any("\n" in text for text in texts):
        lost, gained = _lines(*texts)
        yield Difference(steps=found.steps, before=(lost,), after=(gained,))
    else:
        yield found


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    for name, document in after.items():
        if name in before and document["kind"] in KINDS:
            for whole in differing(_held(before[name]), _held(document)):
                for found in _told(whole):
                    where = show_place((project, name, *found.steps))
                    yield Change(rule=_rule(before[name], found), where=where, before=found.before, after=found.after)


def compare_configuration(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of configuration in all variants."""
    yield from in_variants(before, after, _compared)
