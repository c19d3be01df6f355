"""Holds the chart of changed manifests against the one of upstream's: equal where nothing is set, and as reachable."""

import functools
import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from generator.base.files import write_tree
from generator.base.trees import LIST_KEYS, Tree, canonical, is_json
from generator.chart.build import Build
from generator.checks.conformance import check_conformance
from generator.checks.defaults import check_defaults
from generator.checks.parity import check_parity
from generator.checks.references import check_references
from generator.checks.registry import verify
from generator.checks.renderings import Renders, render_all
from generator.checks.subject import Subject
from generator.checks.values import check_values
from generator.checks.wellformed import check_wellformed
from generator.features.manifests import FEATURES
from generator.learn.merge import list_identities
from generator.releases.release import Document, identity
from generator.settings.catalogue import nested as by_path
from tests import upstream
from tests.paths import SCHEMAS
from tests.rendering import nested, overlay, scenario
from tests.rounds import tried
from tests.rows.test_mirror import KNOWN_HOST, MIRROR, MODES, REFERENCE

CHECKS = (
    ("values", check_values),
    ("defaults", check_defaults),
    ("parity", check_parity),
    ("references", check_references),
    ("wellformed", check_wellformed),
    ("conformance", check_conformance),
)
ROUNDS = (0, 1)
ELSEWHERE = "moved-elsewhere"
IN_MIRROR = re.compile(rf"{re.escape(MIRROR)}(?:/[\w.-]+)+(?::[\w.-]+)?(?:@sha256:[0-9a-f]+)?")
# A text that is JSON only where the values in it are; its lines tell more.
LINES = "cni_network_config"
# Made of other values, or of the values as a whole.
DERIVED = ("checksum/config",)

Path_ = tuple[str, ...]
Flat = Mapping[Path_, Tree]


class Rendered(Struct, frozen=True, kw_only=True):
    """What a chart renders of a variant: with its smallest values, each round's samples, and moved and mirrored."""

    plain: Flat
    rounds: tuple[Flat, ...]
    moved: Mapping[str, tuple[Document, ...]]  # by the mirror's mode


def _keys(key: str, items: Sequence[Tree]) -> list[str]:
    """Return what tells the items of a list apart: their names, else their numbers; texts by themselves."""
    if key in LIST_KEYS or not all(isinstance(item, dict) for item in items):
        return list_identities(key, items)
    names = [str(item.get("name", number)) for number, item in enumerate(items) if isinstance(item, dict)]
    return list_identities("", [*names])


def _mirrored(reference: str, mode: str) -> str:
    """Return what a mode makes of a reference; without a host it is at docker.io."""
    host, slash, rest = reference.partition("/")
    is_host = bool(slash) and ("." in host or ":" in host)
    host, path = (host, rest) if is_host else ("docker.io", reference)
    shown = {"replace": path, "prefix": f"{host}/{path}", "flat": path.rpartition("/")[2]}
    return f"{MIRROR}/{shown[mode]}"


def _unique(pairs: list[tuple[str, Tree]]) -> dict[str, Tree]:
    assert len({name for name, _ in pairs}) == len(pairs), f"a member twice in {pairs}"
    return dict(pairs)


def _flat(tree: Tree, at: Path_) -> Iterator[tuple[Path_, Tree]]:
    """Yield every leaf, those of JSON texts and the lines of others one by one."""
    if isinstance(tree, str) and is_json(tree) and at[-1] != LINES:
        tree = json.loads(tree, object_pairs_hook=_unique)
    if isinstance(tree, dict) and tree:
        for key, value in tree.items():
            yield from _flat(value, (*at, key))
    elif isinstance(tree, list) and tree:
        for key, value in zip(_keys(at[-1], tree), tree, strict=True):
            yield from _flat(value, (*at, key))
    elif isinstance(tree, str) and "\n" in tree:
        lines = [line.strip() for line in tree.split("\n")]
        for key, line in zip(list_identities("", [line.partition(":")[0] for line in lines]), lines, strict=True):
            yield (*at, key), line
    else:
        yield at, tree


def _name(document: Document) -> str:
    """Kind and name; that of a Job or Pod without what its input adds."""
    name = identity(document)
    return name.removesuffix(name[-9:]) if name.startswith(("Job/", "Pod/")) and name[-9:-8] == "-" else name


def flat(documents: Sequence[Document]) -> Flat:
    """Return every leaf of the objects, but for what is made of others."""
    every = {path: leaf for one in documents for path, leaf in _flat(one, (_name(one),))}
    return {
        path: leaf
        for path, leaf in every.items()
        if path[-1] not in DERIVED and not (path[0].startswith(("Job/", "Pod/")) and path[1:] == ("metadata", "name"))
    }


def _values(variant: str) -> dict[str, dict[str, Tree]]:
    """Return the values that a variant is rendered with, by what they are for."""
    base = scenario(variant)
    rounds = {f"round {number}": overlay(base, by_path(tried(variant, number))) for number in ROUNDS}
    moved = {
        mode: overlay(overlay(base, nested("namespaceOverride", ELSEWHERE)), {"imageMirror": mirror})
        for mode, mirror in MODES.items()
    }
    return {"plain": base, **rounds, **moved}


def _render(chart: Path, variants: Sequence[str], folder: Path) -> dict[str, Rendered]:
    """Return what the chart renders of the variants with these values."""
    files: dict[str, Path] = {}
    for variant in variants:
        for name, values in _values(variant).items():
            path = folder / f"{variant} {name}.yaml"
            path.write_text(json.dumps(values), encoding="utf-8")
            files[f"{variant} {name}"] = path
    renders = render_all(chart, files, ["helm4"], kubernetes=upstream.LINE.validated[-1])
    assert renders.refused == (), renders.refused
    objects = renders.objects
    return {
        variant: Rendered(
            plain=flat(objects[f"{variant} plain"]),
            rounds=tuple(flat(objects[f"{variant} round {number}"]) for number in ROUNDS),
            moved={mode: objects[f"{variant} {mode}"] for mode in MODES},
        )
        for variant in variants
    }


@functools.cache
def baseline(variant: str) -> Rendered:
    """Return what the chart of upstream's own manifests renders of a variant with these values."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_tree(folder / "cni", upstream.built(lambda _: None, folder).chart.files)
        return _render(folder / "cni", [variant], folder)[variant]


def _is_there(path: Path_, tree: Flat) -> bool:
    return any(one[: len(path)] == path for one in tree)


def _unreached(before: Rendered, after: Rendered) -> Iterator[str]:
    """Places that samples change in upstream's chart and do not in this one, though it has them."""
    for was, now in zip(before.rounds, after.rounds, strict=True):
        for path, value in was.items():
            gone = path in before.plain and path not in after.plain
            homeless = _is_there(path[:-1], before.plain) and not _is_there(path[:-1], after.plain)
            if path[-1] in {"image"} or before.plain.get(path, ...) == value or gone or homeless:
                continue
            if path not in now or canonical(now[path]) != canonical(value):
                yield f"{path}: expected {value!r}, found {now.get(path)!r}"
        yield from _doubled_flags(was, now)


def _doubled_flags(was: Flat, now: Flat) -> Iterator[str]:
    """Upstream's own flags beside those that samples set."""
    set_ = {(path[:-1], path[-1].partition("=")[0].lstrip("-")) for path in was if path[-1].startswith("--iface=")}
    for path in now:
        flag, equals, _ = path[-1].partition("=")
        if equals and (path[:-1], flag.lstrip("-")) in set_ and path not in was:
            yield f"{path}: a flag of upstream's beside the value's"


def _unmoved(before: Rendered, after: Rendered, planted: Sequence[str]) -> Iterator[str]:
    """Images outside of the mirror and namespaces that stay, and texts of the edit that name some."""
    for mode, documents in after.moved.items():
        known, moved = flat(before.moved[mode]), flat(documents)
        for path, value in after.plain.items():
            found = moved.get(path)
            if path[-1] == "image" and found != _mirrored(str(value), mode):
                yield f"{path} in mode {mode}: expected {_mirrored(str(value), mode)}, found {found}"
            if path[-1] == "namespace" and found != ELSEWHERE:
                yield f"{path}: expected {ELSEWHERE}, found {found!r}"
        for path, value in moved.items():
            text = IN_MIRROR.sub("", str(value))
            if REFERENCE.search(text) or KNOWN_HOST.search(text):
                yield f"{path} in mode {mode}: outside of the mirror, {value!r}"
            left = [one for one in planted if one in text and known.get(path) != value]
            yield from (f"{path}: {one} is left in {value!r}" for one in left)


def silent(chart: Path, variants: Sequence[str], planted: Sequence[str], folder: Path) -> list[str]:
    """Return what settings, the mirror's modes and namespaceOverride miss in the variants, though the chart was
    built.
    """
    rendered = _render(chart, variants, folder)
    return [
        f"{variant}: {found}"
        for variant in variants
        for found in (
            *_unreached(baseline(variant), rendered[variant]),
            *_unmoved(baseline(variant), rendered[variant], planted),
        )
    ]


def findings(made: Build, chart: Path) -> list[str]:
    """Return what the checks of `check --upstream` find that judge one render of each variant."""
    values = {stem: chart / "ci" / f"{stem}-values.yaml" for stem in FEATURES.variants}
    newest = made.line.validated[-1:]
    renders: Renders = render_all(chart, values, ["helm4"], kubernetes=newest[0])
    subject = Subject(
        build=made,
        chart=chart,
        variants=FEATURES.variants,
        scenarios=values,
        renders=renders,
        schemas=SCHEMAS,
        kubernetes=newest,
    )
    refused = [f"{one.scenario}: {one.message}" for one in renders.refused]
    return refused + [str(one) for result in verify(subject, CHECKS) for one in result.outcome.findings]
