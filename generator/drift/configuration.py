"""Compares what ConfigMaps and Secrets hold: members of JSON texts, lines of other texts, whole keys."""

import json
import re
from collections.abc import Iterator, Mapping

from generator.base.trees import Tree, is_json, show_place
from generator.base.version import NUMBERS, numbers
from generator.drift import rules
from generator.drift.change import Change, Rule, Side
from generator.drift.differences import Difference, differing, in_variants
from generator.drift.in_place import is_fixed
from generator.releases.release import Document

KINDS = frozenset({"ConfigMap", "Secret"})
SECTIONS = ("data", "binaryData", "stringData")

# The version of a CNI configuration, which holds placeholders where it is no JSON.
_CNI_VERSION = "cniVersion"
_VERSION_LINE = re.compile(rf'(?<="{_CNI_VERSION}": ")({NUMBERS})(?=")')
_CNI_RULES = (rules.CNI_VERSION_LOWERED, rules.CNI_VERSION_RAISED)


def _held(document: Document) -> Tree:
    """Return what an object holds, by section."""
    return {key: document[key] for key in SECTIONS if key in document}


def _rule(before: Document, found: Difference) -> Rule:
    if is_fixed(before, found):
        return rules.IMMUTABLE_FIELD
    if not found.before:
        return rules.KEY_ADDED
    if found.steps[-1] == _CNI_VERSION and found.after:
        versions = [numbers(str(one)) for one in (*found.before, *found.after) if re.fullmatch(NUMBERS, str(one))]
        return rules.KEY_CHANGED if len(versions) < 2 else _CNI_RULES[versions[0] < versions[1]]
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
        versions = [_VERSION_LINE.findall(text) for text in texts]
        if versions[0] != versions[1] and len(versions[0]) == len(versions[1]) == 1:
            yield Difference(steps=(*found.steps, _CNI_VERSION), before=(versions[0][0],), after=(versions[1][0],))
            texts[0] = _VERSION_LINE.sub(versions[1][0], texts[0])
        lost, gained = _lines(*texts)
        if texts[0] != texts[1]:
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
