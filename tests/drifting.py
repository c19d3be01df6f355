"""Makes sides of a comparison from a few objects, and lists the changes between them."""

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from generator.base import yamltree
from generator.commands import drift
from generator.drift.change import Change, Drift, Side
from generator.drift.compare import compare
from generator.features.feature_table import FeatureTable, Manifest
from generator.features.manifests import FEATURES
from generator.releases.lines import ReleaseLine
from generator.releases.release import Document, Release

Object = dict[str, Any]

known_side = cache(drift.side_of)


def drift_of(before: str, after: str) -> Drift:
    """Return the drift between lines or releases of the snapshot, each built once."""
    return compare(known_side(before), known_side(after))


STEMS = ("one", "two")
TABLE = FeatureTable(
    features=FEATURES.features,
    manifests=tuple(Manifest(project="calico", file=f"{stem}.yaml", point={}) for stem in STEMS),
    refusals=(),
)


def objects(text: str) -> list[Object]:
    """Return the objects of a text in YAML."""
    return [*yamltree.load_documents(text, "test")]


def side(
    variants: Mapping[str, Sequence[Document]], crds: Sequence[Document] = (), *, kubernetes: str = "", tested: str = ""
) -> Side:
    """Return a side whose variants have these objects; what is not named has none."""
    line = ReleaseLine(
        version="1.2.3", flannel="v0.1.0", calico="v3.0.0", kubernetes=kubernetes, tested=tested, validated=()
    )
    documents = {stem: tuple(variants.get(stem, ())) for stem in STEMS}
    release = Release(
        project="calico",
        version="v3.0.0",
        documents=documents,
        crds=tuple(crds),
        crd_variants=frozenset(STEMS if crds else ()),
        corrected={},
    )
    return Side(name="test", line=line, features=TABLE, releases=[release])


def said(change: Change) -> tuple[str, str]:
    """Return a change by its kind and place."""
    return change.rule.name, change.where.removeprefix("calico > ")


def changes(before: Sequence[Document], after: Sequence[Document], **crds: Sequence[Document]) -> list[Change]:
    """All changes from the objects of one variant to others; `before_crds` and `after_crds` are definitions."""
    left = side({"one": before}, crds.get("before_crds", ()))
    right = side({"one": after}, crds.get("after_crds", ()))
    return [*compare(left, right).every]


def edited(tree: Object, path: str | Sequence[str], value: object) -> Object:
    """Return a copy of the tree with another value at a path, in dots or as steps, None to delete it; numbers count
    items.
    """
    copied = copy.deepcopy(tree)
    *parents, last = [
        int(step) if step.isdigit() else step for step in (path.split(".") if isinstance(path, str) else path)
    ]
    node: Any = copied
    for step in parents:
        node = node[step]
    if value is None:
        del node[last]
    elif isinstance(node, list) and isinstance(last, int) and last == len(node):
        node.append(value)
    else:
        node[last] = value
    return copied
