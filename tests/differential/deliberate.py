"""Lists what the chart refuses although an API server takes it, with the reason of each."""

import re
from collections.abc import Sequence

from msgspec import Struct


class Deliberate(Struct, frozen=True, kw_only=True):
    """What a class of refusals is called, why the chart refuses it, and what each of its lines is like."""

    name: str
    reason: str
    line: str


PODS: Sequence[Deliberate] = ()


def class_of(line: str, table: Sequence[Deliberate]) -> str:
    """The class of a line that the chart says; empty if it is of none."""
    return next((one.name for one in table if re.search(one.line, line)), "")


def deliberately(refused: str, table: Sequence[Deliberate]) -> str:
    """The class of a refusal of which every line is deliberate, that of its first; empty for another."""
    classes = [class_of(line, table) for line in refused.splitlines()]
    return classes[0] if classes and all(classes) else ""
