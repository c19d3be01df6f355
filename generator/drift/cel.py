"""Finds the Kubernetes version that a validation rule of a CRD needs, by its functions and by the members of
the rule.
"""

import re
from collections.abc import Iterator, Mapping

from generator.base.trees import Tree

VALIDATIONS = "x-kubernetes-validations"

Minor = tuple[int, ...]

# The first API server that reads the rules without a feature gate.
_FIRST: Minor = (1, 25)

_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")


# What a rule calls, and the first API server that takes new rules which call it: one that the former knew already.
_CALLS: tuple[tuple[Minor, str], ...] = (
    ((1, 29), r"\b(?:quantity|isQuantity)\("),
    ((1, 29), r"\boptional\.|\.(?:orValue|hasValue|optMap|optFlatMap)\(|\.\?|\[\?"),
    ((1, 30), r"\bsets\.(?:contains|equivalent|intersects)\("),
    ((1, 30), r"\bstrings\.quote\(|\.(?:format|reverse)\("),
    ((1, 31), r"\b(?:ip|isIP|cidr|isCIDR)\(|\bip\.isCanonical\("),
    ((1, 32), r"\.masked\("),  # older servers estimate that it costs too much
    ((1, 32), r"\bformat\.\w+\("),
    ((1, 33), r"\.(?:transformList|transformMap|transformMapEntry)\("),
    ((1, 33), r"\.(?:all|exists|existsOne)\(\s*\w+\s*,\s*\w+\s*,"),
    ((1, 34), r"\b(?:semver|isSemver)\("),
    ((1, 35), r"\blists\.range\(|\.(?:slice|flatten|distinct|sort|sortBy|first|last)\("),
)
_PATTERNS = tuple((since, re.compile(pattern)) for since, pattern in _CALLS)

# Further members of a rule, and the first API server that reads each.
_MEMBERS: Mapping[str, Minor] = {
    "messageExpression": (1, 27),
    "reason": (1, 28),
    "fieldPath": (1, 28),
    "optionalOldSelf": (1, 29),
}


def shown(version: Minor) -> str:
    """Return a version of Kubernetes as people write it."""
    return ".".join(map(str, version))


def needed(validation: Tree) -> Minor:
    """Return the oldest Kubernetes that takes a definition with the rule."""
    if not isinstance(validation, dict):
        return _FIRST
    said = [_STRING.sub("''", str(validation.get(key, ""))) for key in ("rule", "messageExpression")]
    found = [since for since, pattern in _PATTERNS for text in said if pattern.search(text)]
    return max([_FIRST, *found, *(since for key, since in _MEMBERS.items() if key in validation)])


def validations(schema: Tree) -> Iterator[Tree]:
    """Yield every validation rule in a schema."""
    if isinstance(schema, dict):
        rules = schema.get(VALIDATIONS)
        yield from rules if isinstance(rules, list) else ()
        for key, value in schema.items():
            yield from validations(value) if key != VALIDATIONS else ()
    elif isinstance(schema, list):
        for item in schema:
            yield from validations(item)


def oldest(schema: Tree) -> Minor | None:
    """Return the oldest Kubernetes that takes all the rules in a schema; None if it has none."""
    return max((needed(validation) for validation in validations(schema)), default=None)


def needs(schema: Tree) -> str:
    """What the rules in a schema need, in words; empty where it has none."""
    found = oldest(schema)
    return f"its validation rules need Kubernetes {shown(found)}" if found else ""
