"""What cannot work in upstream's manifests is mended unless a value is false, in every line that has the defect."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from generator.base import yamltree
from generator.base.files import write_tree
from generator.base.trees import Tree, submap, submaps
from generator.drift.rbac import permissions
from generator.features.deviations import DEVIATIONS, FIX_CANAL_ETCD, FIX_CANAL_MTU, FIX_POLICY_ONLY
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
STEMS = {one.value: one.stems for one in DEVIATIONS}
[POLICY_ONLY], [CANAL_ETCD] = STEMS[FIX_POLICY_ONLY], STEMS[FIX_CANAL_ETCD]
ROLE, RIGHT = "ClusterRole/calico-cni-plugin", ("crd.projectcalico.org", "clusterinformations", "get")
VARIABLE = "FELIX_MTUIFACEPATTERN"
# Links by their names: flannel's, nodes' that upstream's pattern has, and those that say nothing of the node's network.
LINKS_OF_FLANNEL = (
    "flannel.1",
    "flannel.4096",
    "flannel-v6.1",
    "flannel-wg",
    "flannel-wg-v6",
    "flannel.ipip",
    "flannel0",
)
LINKS_OF_NODES = ("eth0", "ens3", "enp0s31f6", "eno1", "wlan0", "ibp5s0")
OTHER_LINKS = ("lo", "docker0", "cali123", "cni0", "kube-ipvs0", "nodelocaldns", "my-flannel")
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


def objects(chart: Path, line: ReleaseLine, stem: str, change: Mapping[str, Tree]) -> tuple[Document, ...]:
    """What a chart renders of a manifest, with changes by the paths of values."""
    values = overlay(load(chart / "ci" / f"{stem}-values.yaml"), nested(change))
    path = chart.parent / "values.yaml"
    path.write_text(json.dumps(values), encoding="utf-8")
    text = RENDERERS.template("helm4", Install(chart=chart, values=(path,)), kube_version=line.validated[0])
    return tuple(yamltree.load_shared(text, "the render"))


def manifest(line: ReleaseLine, stem: str) -> tuple[Document, ...]:
    """Upstream's manifest in a line."""
    [found] = [one.documents[stem] for one in built(line.version).releases if one.project == "calico"]
    return tuple(found)


def rights(documents: tuple[Document, ...]) -> set[tuple[str, str, str]]:
    """What Calico's CNI plugin may do."""
    return {(one.group, one.resource, one.verb) for one in permissions(named(documents)) if one.role == ROLE}


@pytest.mark.parametrize("one", DEVIATIONS, ids=lambda one: one.value)
def test_a_deviation_is_documented(one: Deviation) -> None:
    assert f"| {', '.join(f'`{stem}`' for stem in one.stems)} | `{one.value}` |" in LIMITATIONS
    assert one.reason in " ".join(VALUES_FILE.replace("#", " ").split())


def test_the_values_of_its_manifest_turn_each_deviation_off(line: ReleaseLine, chart: Path) -> None:
    catalogue = built(line.version).catalogue
    known = [one.value for one in DEVIATIONS if one.value in catalogue.paths]
    assert [one.value for one in catalogue.features.deviations] == known
    assert FIX_CANAL_ETCD in known
    for value in known:
        for stem in STEMS[value]:
            values = load(chart / "ci" / f"{stem}-values.yaml")
            assert overlay(values, nested({value: False})) == values


def test_the_plugin_of_policy_alone_may_get_what_it_asks_for(line: ReleaseLine, chart: Path) -> None:
    made = built(line.version)
    upstream = manifest(line, POLICY_ONLY)
    assert (FIX_POLICY_ONLY in made.catalogue.paths) == bool(rights(upstream))
    if not rights(upstream):  # older plugins have the account of calico-node
        return
    assert RIGHT not in rights(upstream)
    assert rights(objects(chart, line, POLICY_ONLY, {FIX_POLICY_ONLY: False})) == rights(upstream)
    for on in ON:
        assert rights(objects(chart, line, POLICY_ONLY, {FIX_POLICY_ONLY: on})) == rights(upstream) | {RIGHT}


def subjects(documents: tuple[Document, ...]) -> set[bool]:
    """Whether the ServiceAccounts that canal's roles are bound to are there."""
    found = named(documents)
    bindings = [one for name, one in found.items() if name.startswith("ClusterRoleBinding/canal-")]
    return {f"ServiceAccount/{subject['name']}" in found for one in bindings for subject in submaps(one, "subjects")}


def test_the_roles_of_canal_with_etcd_are_bound_to_an_account_that_is_there(line: ReleaseLine, chart: Path) -> None:
    assert False in subjects(objects(chart, line, CANAL_ETCD, {FIX_CANAL_ETCD: False}))
    for on in ON:
        assert subjects(objects(chart, line, CANAL_ETCD, {FIX_CANAL_ETCD: on})) == {True}


def patterns(documents: tuple[Document, ...]) -> list[str]:
    """The links among which Felix looks for the smallest MTU, of each variable that says so."""
    [canal] = [one for name, one in named(documents).items() if name.startswith("DaemonSet/canal")]
    variables = [
        variable
        for container in submaps(submap(canal, "spec", "template", "spec"), "containers")
        for variable in submaps(container, "env")
    ]
    return [str(one["value"]) for one in variables if one["name"] == VARIABLE]


def the_default_of_felix(line: ReleaseLine) -> str:
    """Upstream's own pattern of links; empty where Felix has none."""
    felix = built(line.version).catalogue.programs[0]
    return next((one.default for one in felix.accepted if one.env == VARIABLE), "")


def test_the_mtu_of_canal_is_mended_where_upstream_leaves_it_to_felix(line: ReleaseLine) -> None:
    for stem in STEMS[FIX_CANAL_MTU]:
        config = named(manifest(line, stem))["ConfigMap/canal-config"]
        assert (submap(config, "data")["veth_mtu"] == "0") == (FIX_CANAL_MTU in built(line.version).catalogue.paths)


@pytest.mark.parametrize("stem", STEMS[FIX_CANAL_MTU])
def test_felix_looks_at_links_of_flannel_and_at_those_that_it_looks_at_anyway(
    stem: str, line: ReleaseLine, chart: Path
) -> None:
    default = the_default_of_felix(line)
    if not default:  # pods have 1450 there
        return
    assert patterns(objects(chart, line, stem, {FIX_CANAL_MTU: False})) == []
    for on in ON:
        [pattern] = patterns(objects(chart, line, stem, {FIX_CANAL_MTU: on}))
        names = [*LINKS_OF_FLANNEL, *LINKS_OF_NODES, *OTHER_LINKS]
        assert [name for name in names if re.search(pattern, name)] == [*LINKS_OF_FLANNEL, *LINKS_OF_NODES]
        assert [name for name in names if re.search(default, name)] == [*LINKS_OF_NODES]


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"calico.mtu": 1400}, []), ({"calico.felix": {"mtuIfacePattern": "^bond"}}, ["^bond"])],
    ids=["an MTU of one's own", "a pattern of one's own"],
)
def test_what_a_value_says_of_the_mtu_is_said_once(
    change: Mapping[str, Tree], expected: list[str], line: ReleaseLine, chart: Path
) -> None:
    if the_default_of_felix(line):
        assert patterns(objects(chart, line, "canal", {FIX_CANAL_MTU: None, **change})) == expected
