"""Finds upstream's values that some setting must be able to change and that no target takes care of."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.errors import Problem
from generator.base.trees import Tree, is_json, leaves
from generator.settings.catalogue import Catalogue
from generator.template import nodes
from generator.template.addresses import Place

Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitive:
    """A kind of upstream value that a setting must reach, how one recognises it, and what to do about one."""

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
_IMAGE_REMEDY = "add a role to generator/settings/tables/roles.py, or the mirror will miss it"

SENSITIVE: tuple[Sensitive, ...] = (
    Sensitive(what="an image reference", pattern=_IMAGE, remedy=_IMAGE_REMEDY),
    Sensitive(what="an image reference", pattern=re.compile(r".+"), key="image", remedy=_IMAGE_REMEDY),
    Sensitive(
        what="a namespace",
        pattern=re.compile(r".+"),
        key="namespace",
        remedy="add it to the targets of namespaceOverride, which would miss it",
    ),
    Sensitive(
        what="a pod network",
        pattern=re.compile(r".*(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}\b.*", re.DOTALL),
        remedy="add it to the targets of podCIDR",
    ),
    Sensitive(
        what="an etcd placeholder",
        pattern=re.compile(r".*<ETCD_\w+>.*", re.DOTALL),
        remedy="add it to the targets of calico.etcd.endpoints",
    ),
)


def _json_texts(text: str, steps: Steps) -> Iterator[tuple[Steps, Tree]]:
    yield from (((*steps, *at), value) for at, value in leaves(json.loads(text)))


def _texts(node: nodes.Node, steps: Steps) -> Iterator[tuple[Steps, Tree]]:
    """Every value with its steps: those of a JSON text one by one, a text of lines line by line."""
    if isinstance(node, nodes.Scalar):
        if isinstance(node.value, str) and is_json(node.value):
            yield from _json_texts(node.value, steps)
        else:
            yield steps, node.value
    elif isinstance(node, nodes.Text):
        yield from (((*steps, line.key), line.text) for line in node.lines)
    elif isinstance(node, nodes.Choice):
        for number, option in enumerate(node.options):
            yield from _texts(option.node, (*steps, f"#{number}"))
    elif isinstance(node, nodes.MapNode | nodes.ListNode):
        for entry in node.entries:
            yield from _texts(entry.node, (*steps, entry.key))


def _chosen(steps: Steps) -> Steps:
    """Where the alternatives stand that the steps lead into: a claim on the place covers them all."""
    while steps and steps[-1].startswith("#"):
        steps = steps[:-1]
    return steps


def _kind_of(at: Steps, value: Tree) -> Sensitive | None:
    named = [step for step in at if not step.startswith("#")]
    if not isinstance(value, str) or not named:
        return None
    return next((kind for kind in SENSITIVE if kind.pattern.fullmatch(value) and kind.key in ("", named[-1])), None)


def unclaimed(
    templates: Sequence[nodes.Template], claims: Sequence[tuple[Place, Steps]], catalogue: Catalogue
) -> Iterator[Problem]:
    """A problem for each sensitive value without a claim; CRDs have none."""
    claimed = {(place.project, place.document, claim) for place, claim in claims}
    for template in (template for template in templates if not template.crd):
        for at, value in _texts(template.body, ()):
            kind = _kind_of(at, value)
            if kind is None or (template.project, template.name, _chosen(at)) in claimed:
                continue
            variants = ", ".join(catalogue.variants_of(template))
            yield Problem(
                where=f"{template.project} > {Place(template.project, template.name, at)}",
                expected=f"a setting for {kind.what}",
                found=f"{value!r} in {variants}, which no setting changes",
                remedy=kind.remedy,
            )
