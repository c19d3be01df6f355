"""Changes upstream's manifests as upstream might: the raw files beside the repository, and the snapshot's."""

import copy
import functools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from generator.base import yamltree
from generator.base.errors import ProblemsError
from generator.base.files import write_tree
from generator.base.trees import canonical
from generator.chart.build import Build
from generator.checks.parity import differing
from generator.checks.renderings import render_all
from generator.commands.line_builds import build_line
from generator.features.manifests import FEATURES
from generator.pipeline import take_in
from generator.releases.lines import choose_line
from generator.releases.release import identity, stem_of
from generator.rows.resources import KINDS

RAW = Path(__file__).parents[2] / "shared" / "upstream"

LINE = choose_line(None, None)
CALICO = f"calico {LINE.calico}"
ALL = tuple(stem for stem, manifest in FEATURES.variants.items() if manifest.project == "calico")
CANAL = ("canal", "canal-etcd")
OWN = tuple(stem for stem in ALL if stem not in CANAL)

# The kinds that scenarios apply objects of.
_APPLIED = frozenset(
    {
        *("IPPool", "BGPConfiguration", "BGPPeer", "FelixConfiguration", "IPAMConfiguration", "GlobalNetworkSet"),
        *("NetworkPolicy", "GlobalNetworkPolicy", "HostEndpoint"),
    }
)

# The documents of each manifest, by its stem; whatever a test makes of them.
Manifests = dict[str, list[dict[str, Any]]]
Change = Callable[[Manifests], None]


def raw_folder() -> Path:
    """Return the folder of raw manifests; the test fails without it in CI and is skipped elsewhere."""
    if RAW.is_dir():
        return RAW
    if os.environ.get("CI") == "true":
        pytest.fail("no raw manifests beside the repository, in shared/upstream")
    pytest.skip("no raw manifests beside the repository, in shared/upstream")


def _is_applied(name: str) -> bool:
    """Report whether scenarios apply objects of a CRD."""
    return name.partition(".")[0] in {kind.plural for kind in KINDS if kind.name in _APPLIED}


@functools.cache
def _originals() -> Manifests:
    """Return the documents of each manifest of the current line, with some of its CRDs, which stand for all."""
    originals: Manifests = {}
    for release in take_in(LINE):
        crds = [crd for crd in release.crds if _is_applied(identity(crd).partition("/")[2])]
        for stem, documents in release.documents.items():
            originals[stem] = [*documents, *(crds if stem in release.crd_variants else ())]
    return originals


@functools.cache
def _text(stem: str) -> str:
    return yamltree.dump([*_originals()[stem]])


def current() -> Manifests:
    """Return the current line's manifests, free to be changed."""
    return {stem: copy.deepcopy(documents) for stem, documents in _originals().items()}


def whole() -> Manifests:
    """Return the same with every CRD."""
    changed = current()
    for release in take_in(LINE):
        for stem in release.crd_variants:
            changed[stem] = [*copy.deepcopy(release.documents[stem]), *copy.deepcopy(release.crds)]
    return changed


def _texts(changed: Manifests) -> Iterator[tuple[str, str]]:
    for project, version in LINE.releases():
        for file in (*FEATURES.files(project), *FEATURES.assets(project, version), *FEATURES.addon_files(project)):
            if stem_of(file) not in changed:
                continue
            documents = changed[stem_of(file)]
            same = canonical([*documents]) == canonical([*_originals()[stem_of(file)]])
            text = _text(stem_of(file)) if same else yamltree.dump([*documents])
            yield f"{project}/{version}/{file}", text


def write(changed: Manifests, folder: Path) -> Path:
    """Return the manifests as raw files in a folder, laid out as `--upstream` wants it."""
    write_tree(folder / "upstream", dict(_texts(changed)))
    return folder / "upstream"


def built(change: Change, folder: Path) -> Build:
    """Return the build from the changed manifests. Raise ProblemsError if it stops."""
    changed = current()
    change(changed)
    return build_line(LINE, write(changed, folder))


def stopped(change: Change, folder: Path) -> str:
    """Return what the build says when it stops at the changed manifests; fails when it does not."""
    with pytest.raises(ProblemsError) as caught:
        built(change, folder)
    return str(caught.value)


def parity_faults(made: Build, folder: Path, stems: Iterable[str] = ()) -> list[str]:
    """Return where the built chart, rendered with the values of each of the variants and add-ons, or of all that the
    releases have, differs from the manifests.
    """
    chart = folder / "cni"
    write_tree(chart, made.chart.files)
    features, published = made.features, [stem for release in made.releases for stem in release.documents]
    wanted = list(stems) or published
    beside = [features.beside(features.addons[stem]).stem for stem in wanted if stem in features.addons]
    values = {stem: chart / "ci" / f"{stem}-values.yaml" for stem in (*wanted, *beside)}
    renders = render_all(chart, values, ["helm4"], kubernetes=made.line.validated[-1])
    assert renders.refused == ()
    return [str(finding) for stem in wanted for finding in differing(made, stem, renders.objects)]


def document(changed: Manifests, stem: str, name: str) -> dict[str, Any]:
    """Return an object of a manifest by kind and name."""
    return next(one for one in changed[stem] if identity(one) == name)


def node_pod(changed: Manifests, stem: str) -> dict[str, Any]:
    """Return the pod of a manifest's DaemonSet."""
    spec: dict[str, Any] = next(one for one in changed[stem] if one["kind"] == "DaemonSet")["spec"]["template"]["spec"]
    return spec


def node(changed: Manifests, stem: str) -> dict[str, Any]:
    """Return the container calico-node of a manifest."""
    found: dict[str, Any] = next(one for one in node_pod(changed, stem)["containers"] if one["name"] == "calico-node")
    return found


def add_env(changed: Manifests, stems: Sequence[str], value: str = "1e3") -> None:
    """A new variable of calico-node, NEW_ENV, behind the last one that all manifests have."""
    for stem in stems:
        node(changed, stem)["env"].append({"name": "NEW_ENV", "value": value})


def conditions(made: Build, place: str) -> list[str]:
    """Return the conditions that were learned at the places that end so."""
    lessons = [lesson for lesson in made.learned.lessons if lesson.where.endswith(place)]
    return ["else" if lesson.otherwise else lesson.condition.text(FEATURES) for lesson in lessons]
