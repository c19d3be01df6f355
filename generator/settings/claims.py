"""Finds upstream's values that some setting must be able to change and that no target takes care of."""

import json
from collections.abc import Iterator, Sequence

from generator.base.errors import Problem
from generator.base.trees import Steps, Tree, leaves
from generator.settings.catalogue import Catalogue
from generator.settings.sensitive import sensitive_kind
from generator.template import nodes
from generator.template.addresses import Place
from generator.template.alternatives import values_of
from generator.template.ways import below

Value = tuple[Steps, Tree]

_OBJECTS_NAMESPACE = ("metadata", "namespace")


def _of_text(text: str, steps: Steps) -> Iterator[Value]:
    """The values of a JSON object or list one by one, another text whole."""
    try:
        held: Tree = json.loads(text) if text.lstrip().startswith(("{", "[")) else text
    except (ValueError, RecursionError):
        held = text
    yield from (((*steps, *at), value) for at, value in leaves(held))


def _texts(body: nodes.Node) -> Iterator[Value]:
    """Every value with its steps: those of a JSON text one by one, a text of lines line by line."""
    for steps, node in below(body):
        if isinstance(node, nodes.Text):
            yield from (((*steps, line.key), line.text) for line in node.lines)
        elif isinstance(node, nodes.Scalar) and isinstance(node.value, str):
            yield from _of_text(node.value, steps)
        elif isinstance(node, nodes.Scalar):
            yield steps, node.value


def _chosen(steps: Steps) -> Steps:
    """Return the place of the alternatives that the steps lead into: a claim on it covers them all."""
    while steps and steps[-1].startswith("#"):
        steps = steps[:-1]
    return steps


def _values(template: nodes.Template) -> Iterator[Value]:
    """Yield every value of an object; of a CRD only its conversion, which may name a Service."""
    if not template.crd:
        yield from _texts(template.body)
        return
    for spec in (entry.node for entry in template.body.entries if isinstance(entry.node, nodes.Fixed)):
        if isinstance(spec.tree, dict) and "conversion" in spec.tree:
            yield from leaves(spec.tree["conversion"], ("spec", "conversion"))


def _namespaces(values: Sequence[Value]) -> frozenset[str]:
    """The namespaces that objects are in."""
    named = ((tuple(step for step in at if not step.startswith("#")), value) for at, value in values)
    return frozenset(value for at, value in named if at == _OBJECTS_NAMESPACE and isinstance(value, str))


def _variants(template: nodes.Template, at: Steps, catalogue: Catalogue) -> list[str]:
    """The variants that have a value."""
    if template.crd:
        return catalogue.variants_of(template)
    found = values_of(template.body, Place(template.project, template.name, at), template.condition)
    return catalogue.variants_of(template, found)


def unclaimed(
    templates: Sequence[nodes.Template], claims: Sequence[tuple[Place, Steps]], catalogue: Catalogue
) -> Iterator[Problem]:
    """Yield a problem for each sensitive value without a claim. Values in CRDs never have one."""
    claimed = {(place.project, place.document, claim) for place, claim in claims}
    values = {(template.project, template.name): list(_values(template)) for template in templates}
    namespaces = _namespaces([value for found in values.values() for value in found])
    for template in templates:
        for at, value in values[template.project, template.name]:
            is_claimed = (template.project, template.name, _chosen(at)) in claimed
            if is_claimed or (kind := sensitive_kind(at, value, namespaces)) is None:
                continue
            variants = ", ".join(_variants(template, at, catalogue))
            yield Problem(
                where=f"{template.project} > {Place(template.project, template.name, at)}",
                expected=f"a setting for {kind.what}",
                found=f"{value!r} in {variants}, which no setting changes",
                remedy=kind.remedy,
            )
