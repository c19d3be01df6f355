"""Charts of neighbouring lines follow each other in a real API server, and nothing that users made is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.files import write_tree
from generator.base.trees import canonical, leaves, submap
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Identity
from generator.drift.rules import DEFAULT_CHANGED, FIELD_ADDED
from generator.releases.lines import read_lines
from generator.releases.release import Document
from generator.report.compatibility import is_within
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from generator.tools.tool_table import TOOLS
from tests import installs
from tests.applied import SERVER, apply
from tests.builds import built
from tests.clearing import paths, remove
from tests.drifting import drift_of
from tests.installs import install, upgrade
from tests.lifecycle import objects_of
from tests.paths import ROOT
from tests.servers import OLDEST, shared_cluster
from tests.user_objects import crds, kind_of, user_objects

pytestmark = pytest.mark.cluster

KUBERNETES = TOOLS[OLDEST.apiserver].version
LINES = [line.version for line in reversed(read_lines()) if is_within(KUBERNETES, line.kubernetes)]
GUIDE = " ".join((ROOT / "docs" / "upgrading.md").read_text(encoding="utf-8").split())
REFUSED = "metadata.resourceVersion: Invalid value: 0: must be specified for an update"
KEEP, NONE = "helm.sh/resource-policy: keep", "example.org/policy: none"


class Case(Struct, frozen=True, kw_only=True):
    """An upgrade of a variant from one line to the next, by one helm."""

    older: str
    newer: str
    stem: str
    helm: str


# Each variant goes each way, and each helm meets each variant.
CASES = [
    Case(older=older, newer=newer, stem=stem, helm=("helm4", "helm3")[(way + place) % 2])
    for way, (older, newer) in enumerate(pairwise(LINES))
    for place, stem in enumerate(("kube-flannel", "calico", "canal"))
]


class Site(Struct, frozen=True, kw_only=True):
    """A server, what it holds by itself, and a folder for charts."""

    cluster: Cluster
    before: dict[Identity, str]
    folder: Path

    def release(self, version: str, stem: str, *, kept: bool = True) -> Install:
        """The release of a variant by a line's chart, or by one that does not say that helm is to keep CRDs."""
        chart = self.folder / f"{version}{'' if kept else '-bare'}"
        if not chart.exists():
            files = built(version).chart.files
            write_tree(chart, {name: text if kept else text.replace(KEEP, NONE) for name, text in files.items()})
        return Install(chart=chart, values=(chart / "ci" / f"{stem}-values.yaml",))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with shared_cluster(OLDEST) as cluster:
        for name in ("a", "b"):
            body = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}
            kubeapi.request(cluster.server, Call(path="/api/v1/namespaces", method="POST", body=body))
        before = kubeapi.settle(cluster.server)
        yield Site(cluster=cluster, before=before, folder=tmp_path_factory.mktemp("charts"))


@contextmanager
def installed(site: Site, case: Case, older: Install) -> Iterator[list[Document]]:
    """The older chart with objects of users, which are given; all of it is gone afterwards."""
    program, kubeconfig = helm.located(case.helm), site.cluster.kubeconfig
    install(program, older, kubeconfig)
    try:
        kubeapi.rest(site.cluster.server)
        documents = user_objects(case.older, case.stem)
        apply(site.cluster, documents, SERVER)
        yield documents
    finally:
        installs.uninstall(program, older, kubeconfig)
        remove(site.cluster, site.before)


def held(site: Site, documents: list[Document]) -> set[tuple[str, ...]]:
    """What the server holds of the kinds of some objects: each leaf, with the kind and the uid of its object."""
    known = paths(site.cluster)
    lists = {known.of(one) for one in documents if (one["apiVersion"], one["kind"]) in known.plurals}
    items = [item for path in lists for item in kubeapi.request(site.cluster.server, Call(path=path))["items"]]
    return {
        (str(item["kind"]), item["metadata"]["uid"], ".".join(at), canonical(value))
        for item in items
        for at, value in leaves(item.get("spec"))
    }


def dropped(case: Case) -> set[str]:
    """The kinds of users' objects that the newer chart has no CRDs of."""
    older, newer = (set(map(kind_of, crds(version, case.stem))) for version in (case.older, case.newer))
    return older - newer


def announced(case: Case) -> set[str]:
    """The fields that the report of drift says have a default now, which objects have that left them out."""
    kinds = {f"calico > {submap(crd, 'metadata')['name']} > v1": kind_of(crd) for crd in crds(case.newer, case.stem)}
    told: set[str] = set()
    for change in drift_of(case.older, case.newer).changes["crds"]:
        definition, _, path = change.where.partition(".spec.")
        has_default = change.rule == FIELD_ADDED and '"default":' in canonical([*change.after])
        if has_default or change.rule == DEFAULT_CHANGED:
            told.add(f"{kinds.get(definition)}.{path}")
    return told


def go_back(case: Case, older: Install, kubeconfig: Path) -> None:
    """Return to the older chart as the guide says; helm 3 does not roll back to CRDs that it has kept."""
    program = helm.located(case.helm)
    if case.helm == "helm3" and dropped(case):
        with pytest.raises(HelmError, match=REFUSED):
            installs.rollback(program, older, kubeconfig, 1)
        assert REFUSED in GUIDE
        upgrade(program, older, kubeconfig)
    else:
        installs.rollback(program, older, kubeconfig, 1)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.stem}, {case.older} to {case.newer}, {case.helm}")
def test_an_upgrade_and_a_rollback_keep_what_users_made(case: Case, site: Site) -> None:
    older, newer = (site.release(version, case.stem) for version in (case.older, case.newer))
    program, kubeconfig = helm.located(case.helm), site.cluster.kubeconfig
    with installed(site, case, older) as documents:
        before, first = held(site, documents), installs.manifest(program, older, kubeconfig)
        assert len({uid for _, uid, *_ in before}) == len(documents)
        upgrade(program, newer, kubeconfig)
        there = kubeapi.settle(site.cluster.server).keys()
        assert objects_of(installs.manifest(program, newer, kubeconfig)).keys() <= there
        after = held(site, documents)
        assert before - after == set()
        filled = {f"{kind}.{path}" for kind, _, path, _ in after - before}
        assert filled <= announced(case)
        assert ("FelixConfiguration.nftablesMode" in filled) == (bool(documents) and case.newer == LINES[-1])
        later = user_objects(case.newer, case.stem)
        apply(site.cluster, later, SERVER)
        both = {uid for _, uid, *_ in held(site, later)}
        go_back(case, older, kubeconfig)
        kubeapi.rest(site.cluster.server)
        assert installs.manifest(program, older, kubeconfig) == first
        assert before - held(site, documents) == set()
        assert both == {uid for _, uid, *_ in held(site, later)}


def test_each_crd_of_each_line_has_an_object_of_a_user() -> None:
    for version in LINES:
        kinds = {one["kind"] for one in user_objects(version, "calico")}
        assert set(map(kind_of, crds(version, "calico"))) == kinds


def test_without_the_policy_to_keep_them_the_objects_of_dropped_crds_are_lost(site: Site) -> None:
    case = next(one for one in CASES if (one.newer, one.stem) == (LINES[-1], "calico"))
    older, newer = site.release(case.older, case.stem, kept=False), site.release(case.newer, case.stem)
    with installed(site, case, older) as documents:
        before = held(site, documents)
        upgrade(helm.located(case.helm), newer, site.cluster.kubeconfig)
        kubeapi.rest(site.cluster.server)
        lost = {kind for kind, *_ in before - held(site, documents)}
        assert lost == dropped(case) == {"AdminNetworkPolicy", "BaselineAdminNetworkPolicy"}
