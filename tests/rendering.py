"""Renders the chart for values given as trees, and keeps each render or refusal."""

import functools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from generator.base import yamltree
from generator.base.trees import Tree, leaves
from generator.checks.renderings import scenario_values
from generator.features.manifests import FEATURES
from generator.releases.release import Document, identity
from generator.schemas.validation import schema_problems, with_defaults
from generator.tools.helm import HelmError
from tests.helms import template
from tests.paths import CHART, ROOT

HELMS = ("helm4", "helm3")
SCENARIOS = scenario_values(CHART, ROOT / "golden" / "values", (*FEATURES.variants, *FEATURES.addons))
SCHEMA = (CHART / "values.schema.json").read_text(encoding="utf-8")

Values = Mapping[str, Tree]
# What has a hash behind its name where its input is not upstream's.
_HASHED = ("Job/", "Pod/")


def as_yaml(values: Values) -> str:
    """Return the values as a text that keeps every character; helm refuses the halves that JSON makes of some."""
    pairs = re.compile(r"\\u(d[89ab]..)\\u(d[c-f]..)")
    text = pairs.sub(lambda found: f"\\U{_joined(found[1], found[2]):08x}", json.dumps(values))
    return text.replace("\x7f", "\\u007f")


def _joined(high: str, low: str) -> int:
    """Return the character of two halves."""
    return 0x10000 + ((int(high, 16) - 0xD800) << 10) + (int(low, 16) - 0xDC00)


def load(path: Path) -> dict[str, Tree]:
    """Return the mapping in a YAML file."""
    [tree] = yamltree.load_documents(path.read_text(encoding="utf-8"), path.name)
    return tree


DEFAULTS = load(CHART / "values.yaml")


def overlay(base: Tree, change: Tree) -> dict[str, Tree]:
    """Return the change laid over the base, map by map; nothing is taken away."""
    assert isinstance(base, dict)
    assert isinstance(change, dict)
    laid: dict[str, Tree] = dict(base)
    for key, value in change.items():
        under = laid.get(key)
        laid[key] = overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return laid


def nested(path: str, value: Tree) -> dict[str, Tree]:
    """Return the value at its path in dots, as a tree."""
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def without_crds(values: Values) -> dict[str, Tree]:
    """Return the values without Calico's CRDs, for tests that ask nothing of them: they are most of what helm
    renders.
    """
    calico = values.get("calico", {})
    assert isinstance(calico, dict)
    has_none = values["plugin"] == "flannel" or calico.get("datastore") == "etcd"
    return dict(values) if has_none else overlay(dict(values), {"calico": {"crds": {"install": False}}})


def scenario(name: str) -> dict[str, Tree]:
    """Return the values of a variant or scenario."""
    return load(SCENARIOS[name])


@functools.cache
def _template(name: str, chart: Path, values: str) -> str:
    return template(name, chart, values)


@functools.cache
def _objects(name: str, chart: Path, values: str) -> tuple[Document, ...]:
    return tuple(yamltree.load_shared(_template(name, chart, values), "the render"))


def rendered(values: Values, name: str = "helm4", chart: Path = CHART) -> tuple[Document, ...]:
    """Return the objects that the values render. Raise HelmError when they are refused."""
    return _objects(name, chart, as_yaml(values))


def by_identity(values: Values) -> dict[str, Document]:
    """Return the objects that the values render, by kind and name."""
    return {identity(document): document for document in rendered(values)}


def by_identity_of(values: Values, chart: Path) -> dict[str, Document]:
    """Return the objects of another chart that the values render, by kind and name."""
    return {identity(document): document for document in rendered(values, "helm4", chart)}


@functools.cache
def _refusal(name: str, values: str) -> str:
    try:
        _template(name, CHART, values)
    except HelmError as error:
        return error.text
    raise AssertionError(f"{name} takes {values[:200]}")


def refusal(values: Values, name: str) -> str:
    """Return what helm says when it refuses the values; fails when it takes them."""
    return _refusal(name, as_yaml(values))


def problems(values: Values) -> list[str]:
    """Return what the Python jsonschema finds wrong with the values over the chart's defaults."""
    return schema_problems(SCHEMA, with_defaults(DEFAULTS, dict(values)))


def _branch(schema: Tree, defaults: Tree, path: str) -> Tree:
    """Return the schema of a section that takes anything but for the value at a path below it."""
    known = schema.get("properties") if isinstance(schema, dict) else None
    if not (isinstance(schema, dict) and isinstance(known, dict) and isinstance(defaults, dict) and defaults):
        return schema
    first, _, rest = path.partition(".")
    below = {first: _branch(known[first], defaults.get(first), rest)} if first in known else {}
    return {**schema, "properties": {**dict.fromkeys(known, True), **below}}


@functools.lru_cache(maxsize=1)
def _branch_of(path: str) -> str:
    return json.dumps(_branch(json.loads(SCHEMA), DEFAULTS, path))


def problems_of(path: str, sample: Tree) -> list[str]:
    """Return what `problems` finds wrong with one value, without a look at all the others."""
    return schema_problems(_branch_of(path), with_defaults(DEFAULTS, nested(path, sample)))


def names_path(message: str, path: str) -> bool:
    """Report whether helm's message names the value: in dots, or as a JSON pointer, the last key apart or not.

    A path with a key that has a dot is given with slashes.
    """
    pointer = path if "/" in path else path.replace(".", "/")
    parent, _, last = f"/{pointer}".rpartition("/")
    return path in message or f"'/{pointer}'" in message or (f"at '{parent}'" in message and f"'{last}'" in message)


def at(tree: Tree, path: str) -> Tree:
    """Return what stands at a path in dots; an item of a list by number or by its name."""
    for step in path.split("."):
        if isinstance(tree, list):
            named = [item for item in tree if isinstance(item, dict) and item.get("name") == step]
            tree = named[0] if named else tree[int(step)]
        else:
            assert isinstance(tree, dict)
            tree = tree[step]
    return tree


def mapping(tree: Tree, path: str) -> dict[str, Tree]:
    """Return the mapping that stands at a path."""
    found = at(tree, path)
    assert isinstance(found, dict)
    return found


def items(tree: Tree, path: str) -> list[Tree]:
    """Return the items of the list that stands at a path."""
    found = at(tree, path)
    assert isinstance(found, list)
    return found


def strings(documents: Sequence[Document]) -> Iterator[tuple[str, str]]:
    """Yield every string in the objects, keys apart, with where it stands."""
    for document in documents:
        for path, leaf in leaves(document):
            if isinstance(leaf, str):
                yield f"{identity(document)} {'.'.join(path)}", leaf


def containers(documents: Sequence[Document]) -> Iterator[tuple[str, dict[str, Tree]]]:
    """Yield every container, init containers first, with its object and name."""
    for document in documents:
        if document["kind"] in {"DaemonSet", "Deployment", "Job", "Pod"}:
            for kind in ("initContainers", "containers"):
                pod = mapping(document, "spec" if document["kind"] == "Pod" else "spec.template.spec")
                for container in items(pod, kind) if kind in pod else []:
                    assert isinstance(container, dict)
                    yield f"{identity(document)} {container['name']}", container


def differing(before: Mapping[str, Document], after: Mapping[str, Document]) -> set[tuple[str, ...]]:
    """Return the leaves that differ between two renders, names of Jobs and Pods and checksums apart."""
    flat = []
    for objects in (before, after):
        flat.append(
            {
                (name.removesuffix(f"-{name[-8:]}") if name.startswith(_HASHED) else name, *at): leaf
                for name, document in objects.items()
                for at, leaf in leaves(document)
                if at[-1] != "checksum/config" and not (name.startswith(_HASHED) and at == ("metadata", "name"))
            }
        )
    return {at for at in {*flat[0], *flat[1]} if flat[0].get(at) != flat[1].get(at)}
