"""What cannot work in upstream's manifests is mended unless a value is false, in every line that has the defect."""

import json
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree, submaps
from generator.drift.rbac import permissions
from generator.features.deviations import DEVIATIONS, FIX_CANAL_ETCD, FIX_POLICY_ONLY
from generator.features.feature_table import Deviation
from generator.releases.lines import ReleaseLine, read_lines
from generator.releases.release import Document, named
from generator.settings.catalogue import nested
from generator.tools.helm import Install
from tests.builds import built
from tests.helms import RENDERERS
from tests.paths import CHART, ROOT
from tests.rendering import load, overlay

LIMITATIONS = (ROOT / "docs" / "limitations.md").read_text(encoding="utf-8")
VALUES_FILE = (CHART / "values.yaml").read_text(encoding="utf-8")
STEMS = {one.value: one.stem for one in DEVIATIONS}
ROLE, RIGHT = "ClusterRole/calico-cni-plugin", ("crd.projectcalico.org", "clusterinformations", "get")
# What null and true render, and what false does.
ON: tuple[Tree, ...] = (None, True)


@pytest.fixture(scope="module", params=read_lines(), ids=lambda line: line.version)
def line(request: pytest.FixtureRequest) -> ReleaseLine:
    found: ReleaseLine = request.param
    return found


@pytest.fixture(scope="module")
def chart(line: ReleaseLine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("line") / "cni"
    write_tree(folder, built(line.version).chart.files)
    return folder


def objects(chart: Path, line: ReleaseLine, value: str, setting: Tree) -> tuple[Document, ...]:
    """What a chart renders of the manifest of a deviation, with its value set so."""
    values = overlay(load(chart / "ci" / f"{STEMS[value]}-values.yaml"), nested({value: setting}))
    path = chart.parent / "values.yaml"
    path.write_text(json.dumps(values), encoding="utf-8")
    text = RENDERERS.template("helm4", Install(chart=chart, values=(path,)), kube_version=line.validated[0])
    return tuple(yamltree.load_shared(text, "the render"))


def rights(documents: tuple[Document, ...]) -> set[tuple[str, str, str]]:
    """What Calico's CNI plugin may do."""
    return {(one.group, one.resource, one.verb) for one in permissions(named(documents)) if one.role == ROLE}


@pytest.mark.parametrize("one", DEVIATIONS, ids=lambda one: one.value)
def test_a_deviation_is_documented(one: Deviation) -> None:
    assert f"| `{one.stem}` | `{one.value}` |" in LIMITATIONS
    assert one.reason in " ".join(VALUES_FILE.replace("#", " ").split())


def test_the_values_of_its_manifest_turn_each_deviation_off(line: ReleaseLine, chart: Path) -> None:
    catalogue = built(line.version).catalogue
    known = [one.value for one in DEVIATIONS if one.value in catalogue.paths]
    assert [one.value for one in catalogue.features.deviations] == known
    assert FIX_CANAL_ETCD in known
    for value in known:
        values = load(chart / "ci" / f"{STEMS[value]}-values.yaml")
        assert overlay(values, nested({value: False})) == values


def test_the_plugin_of_policy_alone_may_get_what_it_asks_for(line: ReleaseLine, chart: Path) -> None:
    made = built(line.version)
    [upstream] = [one.documents[STEMS[FIX_POLICY_ONLY]] for one in made.releases if one.project == "calico"]
    assert (FIX_POLICY_ONLY in made.catalogue.paths) == bool(rights(upstream))
    if not rights(upstream):  # older plugins have the account of calico-node
        return
    assert RIGHT not in rights(upstream)
    assert rights(objects(chart, line, FIX_POLICY_ONLY, setting=False)) == rights(upstream)
    for on in ON:
        assert rights(objects(chart, line, FIX_POLICY_ONLY, on)) == rights(upstream) | {RIGHT}


def subjects(documents: tuple[Document, ...]) -> set[bool]:
    """Whether the ServiceAccounts that canal's roles are bound to are there."""
    found = named(documents)
    bindings = [one for name, one in found.items() if name.startswith("ClusterRoleBinding/canal-")]
    return {f"ServiceAccount/{subject['name']}" in found for one in bindings for subject in submaps(one, "subjects")}


def test_the_roles_of_canal_with_etcd_are_bound_to_an_account_that_is_there(line: ReleaseLine, chart: Path) -> None:
    assert False in subjects(objects(chart, line, FIX_CANAL_ETCD, setting=False))
    for on in ON:
        assert subjects(objects(chart, line, FIX_CANAL_ETCD, on)) == {True}
