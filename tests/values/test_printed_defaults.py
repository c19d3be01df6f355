"""The defaults in the texts of values are what each variant's manifest has where the value goes."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.trees import Tree, canonical, is_json
from generator.chart.build import Build
from generator.features.feature_table import Point
from generator.features.manifests import FEATURES
from generator.learn.merge import list_identities
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import Document, identity
from generator.settings.setting import Target
from generator.template.addresses import matches, parse_address
from tests.builds import built, current

# What stands for the default in a row's text, with what is said where upstream has none.
PLACEHOLDER = re.compile(r"\{upstream(?: else ([^}]+))?\}")
# Upstream's choice, be it a value's default or not, said by nothing but its owner's name.
OWNER_ALONE = re.compile(r"[Uu]pstream's(?! (?:manifest|host)\b)")
PATHS = {feature.path: feature.name for feature in FEATURES.features}


def inside(tree: Tree) -> Tree:
    """What is in a JSON text; anything else as it is."""
    return json.loads(tree) if isinstance(tree, str) and is_json(tree) else tree


def children(tree: Tree, key: str, at: str) -> Iterator[Tree]:
    """What a step leads to in a manifest: members, items by what identifies them, what is in a JSON text, and lines."""
    tree = tree if key.startswith('"') else inside(tree)
    if isinstance(tree, dict):
        yield from (value for name, value in tree.items() if matches(key, name))
    elif isinstance(tree, list):
        yield from (item for name, item in zip(list_identities(at, tree), tree, strict=True) if matches(key, name))
    elif isinstance(tree, str):
        lines = (line.strip() for line in tree.split("\n"))
        yield from (yamltree.load(f"{{{line}}}", "line")[0] for line in lines if matches(key, line))


def standing(documents: tuple[Document, ...], target: Target) -> Iterator[Tree]:
    """What the places of a target have in a manifest; of a line its only member."""
    for at in target.at:
        pattern, steps = parse_address(at)
        for document in documents:
            # With etcd canal's pods are called canal-node; addresses call them as they are called without.
            name = identity(document).replace("/canal-node", "/canal")
            found: list[Tree] = [document] if matches(pattern, name) else []
            for before, step in zip(("", *steps), steps, strict=False):
                found = [child for tree in found for child in children(tree, step, before)]
            is_line = steps and steps[-1].startswith('"')
            yield from (next(iter(tree.values())) if is_line and isinstance(tree, dict) else tree for tree in found)


def variables(tree: Any) -> dict[str, Tree]:
    """The variables of a container that have a value of their own."""
    return {item["name"]: item["value"] for item in tree if "value" in item}


def flag(name: str, tree: Any) -> Tree:
    """The value of a flag among arguments; one without a value is true."""
    flags = dict(item.lstrip("-").partition("=")[::2] for item in tree)
    return (flags[name] or True) if name in flags else None


def member(key: str, tree: Tree) -> Tree:
    """A member of a mapping, or of one in a JSON text."""
    members = inside(tree)
    return members.get(key) if isinstance(members, dict) else None


def parameters(names: Mapping[str, str], tree: Any) -> Tree:
    """The variables of parameters by the parameters' names, with the types that YAML gives them."""
    found = {names[name]: str(value) for name, value in variables(tree).items() if name in names}
    return {name: yamltree.load(text, name)[0] for name, text in found.items()}


# What a value takes the place of in a manifest, by the name of the action, None where that is not there.
REPLACED: Mapping[str, Callable[[Any, Any, str], Tree]] = {
    "Overrides": lambda _action, tree, _: tree,
    "Sets": lambda action, tree, _: tree.get(action.key),
    "Inserts": lambda action, tree, _: member(action.key, tree),
    "Merges": lambda action, tree, _: (
        tree.get(action.key) if action.key else {name: tree[name] for name in action.members if name in tree}
    ),
    "SetsEnv": lambda action, tree, _: variables(tree).get(action.name),
    "SetsFlag": lambda action, tree, _: flag(action.name, tree),
    "SetsParameters": lambda action, tree, _: parameters(action.names, tree),
    "UsesImage": lambda _action, tree, _: tree.get("imagePullPolicy"),
    "ChainsPlugins": lambda _action, tree, path: f'"type": "{path.rpartition(".")[2]}"' in tree,
}


def targets(build: Build, path: str) -> list[Target]:
    """The targets of a value, or those that read it where it has none, as far as they put it anywhere."""
    every = [(row, target) for row in build.catalogue.settings for target in row.targets]
    own = [target for row, target in every if row.path == path]
    images = [
        target for target in build.catalogue.images if path.startswith(f"images.{getattr(target.action, 'role', '')}.")
    ]
    return own or images or [target for _, target in every if path in target.reads]


def expected(build: Build, path: str, documents: tuple[Document, ...]) -> list[Tree]:
    """What manifests have for a value: one tree, None where they lack it, or nothing where they lack the place, too."""
    found: list[Tree] = [
        REPLACED[type(target.action).__name__](target.action, tree, path)
        for target in targets(build, path)
        if type(target.action).__name__ in REPLACED
        for tree in standing(documents, target)
    ]
    there: list[Tree] = [one for one in found if one not in (None, {}, [])]
    return (there or found)[:1]


def rendered(build: Build) -> Iterator[tuple[str, Point, tuple[Document, ...]]]:
    """The variants that the releases publish, each with its objects; add-ons with those that they are beside."""
    published = {stem: found for release in build.releases for stem, found in release.documents.items()}
    for stem, manifest in build.features.variants.items():
        yield stem, manifest.point, published[stem]
    for stem, manifest in FEATURES.addons.items():
        beside = FEATURES.beside(manifest)
        yield stem, beside.point, (*published[beside.stem], *published.get(stem, ()))


def holds(condition: str, point: Point) -> bool:
    """Whether a condition in words holds: `plugin is flannel or canal, or calico.datastore is etcd and ...`."""
    subject = ""
    for part in re.split(",? or ", condition):
        before, has_subject, value = part.rpartition(" is ")
        subject = before if has_subject else subject
        literals = [one.split(" is ") for one in f"{subject} is {value}".split(" and ")]
        if all(point.get(PATHS[path], "") == one for path, one in literals):
            return True
    return False


def told(text: str, point: Point) -> str:
    """What a default in words is at a point."""
    for part in text.split("; "):
        value, _, condition = part.removeprefix("otherwise ").partition(" if ")
        if not condition or holds(condition, point):
            return value
    raise AssertionError(text)


def agrees(text: str, tree: Tree, otherwise: str) -> bool:
    """Whether a text says what a manifest has."""
    if tree in (None, {}, []):
        return text == otherwise
    return (
        text == (tree or '""')
        if isinstance(tree, str)
        else canonical(yamltree.load(text, "text")[0]) == canonical(tree)
    )


def wrong(build: Build, docs: Mapping[str, str]) -> tuple[list[str], int]:
    """The values whose texts do not say what a variant has, and how many were compared."""
    found: list[str] = []
    compared = 0
    for setting in build.catalogue.settings:
        doc = setting.doc.replace("{choices}", setting.kind.choices)
        later = f" {setting.first.sentence}" if setting.first else ""
        for placeholder in PLACEHOLDER.finditer(doc):
            before, behind = doc[: placeholder.start()], doc[placeholder.end() :]
            text = docs[setting.path].removeprefix(before).removesuffix(behind + later)
            for stem, point, documents in rendered(build):
                for tree in expected(build, setting.path, documents):
                    compared += 1
                    if not agrees(told(text, point), tree, placeholder[1] or "none"):
                        found.append(f"{setting.path} in {stem}: {text!r}, not {tree!r}")
    return found, compared


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_each_default_is_what_the_manifests_have(line: ReleaseLine) -> None:
    build = built(line.version)
    found, compared = wrong(build, build.chart.docs)
    assert found == []
    assert compared > 300


@pytest.mark.parametrize(
    ("path", "said", "instead"),
    [
        ("flannel.tolerations", "NoSchedule", "NoExecute"),
        ("calico.ipip", "calico.backend is vxlan", "calico.backend is bird"),
        ("calico.typha.minReadySeconds", "Kubernetes' own default", "1"),
        ("calico.felix", "plugin is canal", "plugin is calico"),
    ],
)
def test_a_default_that_is_not_so_is_seen(path: str, said: str, instead: str) -> None:
    docs = current().chart.docs
    found, _ = wrong(current(), {**docs, path: docs[path].replace(said, instead)})
    assert found
    assert {one.partition(" ")[0] for one in found} == {path}


def without_value(build: Build, docs: Mapping[str, str]) -> list[str]:
    """The values whose text names upstream's choice and not what it is, or that are empty and say no default."""
    empty = {one.path for one in build.catalogue.settings if one.default in ("", [], {}, None)}
    return [
        path
        for path, text in docs.items()
        if OWNER_ALONE.search(text) or "{upstream" in text or (path in empty and "Default: " not in text)
    ]


@pytest.mark.parametrize("line", read_lines(), ids=lambda line: line.version)
def test_every_text_says_the_default(line: ReleaseLine) -> None:
    build = built(line.version)
    assert without_value(build, build.chart.docs) == []


@pytest.mark.parametrize(
    "text",
    [
        "The taints. Default: upstream's.",
        "Default: {upstream}.",
        "In place of upstream's. Default: none.",
        "The taints.",
    ],
)
def test_a_text_without_the_default_is_seen(text: str) -> None:
    docs = {"flannel.tolerations": text, "flannel.netpol.enabled": "As in upstream's manifest."}
    assert without_value(current(), docs) == ["flannel.tolerations"]
