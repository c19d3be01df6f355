"""Finds for each knob the places it changes, before anything is changed, and what no knob has claimed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.errors import Problem, raise_problems
from generator.base.trees import Tree
from generator.features.conditions import Condition
from generator.features.table import FeatureTable
from generator.settings.knob import ANY, SOME, Image, Knob, Override, Replace, ReplaceLine, SetEnv
from generator.template import nodes
from generator.template.addresses import Place, find_places, longest_prefix


@dataclass(frozen=True, slots=True)
class Step:
    """A knob and the places it was found to change."""

    knob: Knob
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every knob with its places, in the order of the tables."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A kind of upstream value that must be reachable by a knob, and how one recognises it."""

    what: str
    pattern: re.Pattern[str]
    remedy: str
    key: str = ""  # only under this key


# With a tag or a digest, alone or behind a flag: `--image=quay.io/calico/node:v3.32.1`, `calico/node:v3.14.2`.
_IMAGE = re.compile(
    r"""(?:.*[\s=,"'])?"""
    r"(?:(?:[a-z0-9-]+\.)+[a-z]+(?::[0-9]+)?/[\w./-]+(?::[\w.-]+|@sha256:[0-9a-f]+)"
    r"|(?:[\w.-]+(?::[0-9]+)?/)+[\w.-]+(?::v?[0-9][\w.-]*|@sha256:[0-9a-f]+))"
    r"""(?:@sha256:[0-9a-f]+)?(?:[\s,"'].*)?""",
    re.DOTALL,
)

SENSITIVE: tuple[Sensitive, ...] = (
    Sensitive(
        what="an image reference",
        pattern=_IMAGE,
        remedy="add a row to generator/knobs/images.py, or the mirror will miss it",
    ),
    Sensitive(
        what="an image reference",
        pattern=re.compile(r".+"),
        key="image",
        remedy="add a row to generator/knobs/images.py, or the mirror will miss it",
    ),
    Sensitive(
        what="a namespace",
        pattern=re.compile(r".+"),
        key="namespace",
        remedy="add a row to generator/knobs/common.py, or namespaceOverride will miss it",
    ),
    Sensitive(
        what="a pod network",
        pattern=re.compile(r".*\b10\.244\.0\.0/16\b.*", re.DOTALL),
        remedy="add a row for podCIDR",
    ),
    Sensitive(
        what="an etcd placeholder",
        pattern=re.compile(r".*<ETCD_\w+>.*", re.DOTALL),
        remedy="add a row for calico.etcd.endpoints",
    ),
)


def _wrong_count(documents: Sequence[nodes.Template], knob: Knob, found: int) -> Problem | None:
    if knob.expect in {found, ANY} or (knob.expect == SOME and found):
        return None
    wanted = "at least 1 match" if knob.expect == SOME else f"{knob.expect} match{'es' * (knob.expect != 1)}"
    return Problem(
        where=f"knob {', '.join(knob.values)} > {knob.at}",
        expected=wanted,
        found=str(found),
        remedy=f"the longest prefix that matches is {longest_prefix(documents, knob.at)!r}; mend the row's address",
    )


def _conditions(node: nodes.Node, steps: tuple[str, ...]) -> Iterator[Condition]:
    """The conditions on the way to a place."""
    for step in steps:
        if not isinstance(node, nodes.MapNode | nodes.ListNode):
            return
        entry = next(entry for entry in node.entries if entry.key == step)
        yield entry.condition
        node = entry.node


def _not_everywhere(documents: Sequence[nodes.Template], step: Step) -> Iterator[Problem]:
    """Lists of variables that only some variants have: under another name the others would miss the value."""
    if not isinstance(step.knob.do, SetEnv):
        return
    bodies = {(document.project, document.name): document.body for document in documents}
    for place in step.places:
        for condition in filter(None, _conditions(bodies[place.project, place.document], place.steps)):
            yield Problem(
                where=f"knob {', '.join(step.knob.values)} > {place}",
                expected="it in all variants of the object",
                found=f"it only where {condition}",
                remedy="say in the row's address what it is called in the others",
            )


def plan_knobs(documents: Sequence[nodes.Template], knobs: Sequence[Knob], table: FeatureTable) -> Plan:
    """The plan; raises ProblemsError with every knob that matches too few or too many places."""
    steps = tuple(Step(knob, tuple(find_places(documents, knob.at))) for knob in knobs)
    wrong = (_wrong_count(documents, step.knob, len(step.places)) for step in steps)
    raise_problems(problem for problem in wrong if problem)
    raise_problems(problem for step in steps for problem in _not_everywhere(documents, step))
    raise_problems(_unclaimed(documents, steps, table))
    return Plan(steps)


def _texts(node: nodes.Node, steps: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Tree]]:
    if isinstance(node, nodes.Scalar):
        yield steps, node.value
    elif isinstance(node, nodes.Text):
        for line in node.lines:
            yield (*steps, line.key), line.text
    elif isinstance(node, nodes.Choice):
        for number, option in enumerate(node.options):
            yield from _texts(option.node, (*steps, f"#{number}"))
    elif isinstance(node, nodes.MapNode | nodes.ListNode):
        for entry in node.entries:
            yield from _texts(entry.node, (*steps, entry.key))


def _claims(knob: Knob, steps: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The leaves that a knob takes care of; a place inside a text takes care of the text."""
    if isinstance(knob.do, Image):
        yield (*steps, "image")
    elif isinstance(knob.do, SetEnv):
        yield (*steps, knob.do.name, "value")
    elif isinstance(knob.do, Replace | Override | ReplaceLine):
        yield from (steps[:length] for length in range(len(steps), max(0, len(steps) - 3), -1))


def _variants(document: nodes.Template, table: FeatureTable) -> list[str]:
    return [
        stem
        for stem, manifest in table.variants.items()
        if manifest.project == document.project and manifest.point and document.condition.holds(manifest.point)
    ]


def _chosen(steps: tuple[str, ...]) -> tuple[str, ...]:
    """Where the alternatives stand that the steps lead into: a claim on the place covers them all."""
    while steps and steps[-1].startswith("#"):
        steps = steps[:-1]
    return steps


def _unclaimed(documents: Sequence[nodes.Template], steps: Sequence[Step], table: FeatureTable) -> Iterator[Problem]:
    """Sensitive values that no replacing knob changes; a claim on a part of a text covers the text."""
    claimed = {
        (place.document, place.project, claim)
        for step in steps
        for place in step.places
        for claim in _claims(step.knob, place.steps)
    }
    for document in documents:
        if document.crd:
            continue
        for at, value in _texts(document.body, ()):
            if not isinstance(value, str) or (document.name, document.project, _chosen(at)) in claimed:
                continue
            named = [step for step in at if not step.startswith("#")]
            for kind in SENSITIVE:
                if kind.pattern.fullmatch(value) and kind.key in ("", named[-1]):
                    yield Problem(
                        where=f"{document.project} > {Place(document.project, document.name, at)}",
                        expected=f"a knob for {kind.what}",
                        found=f"{value!r} in {', '.join(_variants(document, table))}, which no knob changes",
                        remedy=kind.remedy,
                    )
                    break
