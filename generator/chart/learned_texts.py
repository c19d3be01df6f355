"""Turns upstream's learned alternatives into what the chart's own texts include instead of restating them."""

from collections.abc import Sequence
from dataclasses import dataclass

from generator.settings.tables.learned import LEARNED
from generator.template import nodes
from generator.template.alternatives import alternatives, define


@dataclass(frozen=True, slots=True, kw_only=True)
class DaemonSet:
    """A DaemonSet that the notes name, and the template test for it being there."""

    name: str
    test: str


def learned_texts(templates: Sequence[nodes.Template]) -> list[str]:
    """A named template for each of upstream's defaults that the chart's own texts need."""
    return [
        define(name, tuple(one for at in addresses for one in alternatives(templates, at)))
        for name, addresses in LEARNED.items()
    ]


def daemon_sets(templates: Sequence[nodes.Template]) -> list[DaemonSet]:
    """The DaemonSets of all variants."""
    found = alternatives(templates, "DaemonSet/* metadata.name")
    return [DaemonSet(name=str(one.value), test=one.condition.text()) for one in found]
