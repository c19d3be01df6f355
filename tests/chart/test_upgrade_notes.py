"""What the chart says and refuses on an upgrade, by all that it knows then: the cluster's API versions."""

from pathlib import Path

import pytest

from generator.base import yamltree
from generator.releases.lines import earlier_lines, read_lines
from generator.releases.upgrade_steps import UPGRADE_STEPS, steps_to
from generator.tools.helm import HelmError, Install
from tests.helms import RENDERERS
from tests.notes import telling_chart
from tests.paths import CHART

# What a cluster tells of itself, with Calico's CRDs, and with those of the policies that Calico has no longer.
BARE = ("v1/Pod",)
WITH_CRDS = (*BARE, "crd.projectcalico.org/v1/IPPool")
WITH_POLICIES = (*WITH_CRDS, "policy.networking.k8s.io/v1alpha1")
BEFORE = "  helm get values cni -n default --all --revision 0\n"

# The values, what the cluster serves, and the steps that the notes name.
TOLD: dict[str, tuple[str, tuple[str, ...], set[str]]] = {
    "flannel": ("plugin: flannel", BARE, {"flannel-daemonset", "flannel-namespace"}),
    "flannel that stays": ("namespaceOverride: kube-system", BARE, {"flannel-daemonset"}),
    "calico": ("plugin: calico", WITH_CRDS, set()),
    "calico with old policies": ("plugin: calico", WITH_POLICIES, {"admin-network-policies"}),
    "calicoctl": ("{plugin: calico, calico: {calicoctl: {enabled: true}}}", WITH_CRDS, {"calicoctl-pod"}),
    "canal with etcd": (
        '{plugin: canal, calico: {datastore: etcd, etcd: {endpoints: ["http://10.0.0.1:2379"]}}}',
        BARE,
        {"canal-job"},
    ),
}


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The chart with its notes as one more object."""
    return telling_chart(tmp_path_factory.mktemp("telling"))


def install(chart: Path, folder: Path, values: str) -> Install:
    """The release with these values."""
    path = folder / "values.yaml"
    path.write_text(values, encoding="utf-8")
    return Install(chart=chart, values=(path,))


def upgraded(name: str, release: Install, served: tuple[str, ...] | None) -> str:
    """The notes that a helm renders on an upgrade, or without `served` on an install."""
    text = RENDERERS.template(name, release, served=served)
    [found] = [document["notes"] for document in yamltree.load_documents(text, "the render") if "notes" in document]
    return str(found)


@pytest.mark.parametrize(("values", "served", "steps"), TOLD.values(), ids=TOLD)
def test_the_notes_of_an_upgrade_name_its_steps(
    values: str, served: tuple[str, ...], steps: set[str], telling: Path, tmp_path: Path
) -> None:
    told = upgraded("helm4", install(telling, tmp_path, values), served)
    assert BEFORE in told
    assert {step.name for step in UPGRADE_STEPS if f"Upgrade step {step.name} (docs/" in told} == steps
    assert all(step.note in told for step in UPGRADE_STEPS if step.name in steps)
    assert "\n\n\n" not in told


def test_an_install_is_told_of_no_upgrade(telling: Path, tmp_path: Path) -> None:
    told = upgraded("helm3", install(telling, tmp_path, "plugin: flannel"), None)
    assert not [word for word in ("Upgrade step", "--revision") if word in told]


def test_the_notes_name_every_step_that_helm_can_make() -> None:
    line = read_lines()[0]
    steps = steps_to(line, earlier_lines(line))
    assert {step.name for step in steps if step.test} == {step for _, _, named in TOLD.values() for step in named}
    assert [step.name for step in steps if not step.test] == ["removed-apis"]


REFUSED: dict[str, tuple[str, tuple[str, ...]]] = {
    "flannel to calico": ("plugin: calico", BARE),
    "flannel to canal": ("plugin: canal", BARE),
}
TAKEN: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "calico that is there": ("plugin: calico", WITH_CRDS),
    "an install": ("plugin: calico", None),
    "a render that knows no cluster": ("plugin: calico", ()),
    "CRDs that are another's": ("{plugin: calico, calico: {crds: {install: false}}}", BARE),
    "flannel": ("plugin: flannel", BARE),
    "flannel where Calico was once": ("plugin: flannel", WITH_CRDS),
    "etcd": TOLD["canal with etcd"][:2],
}


@pytest.mark.parametrize("name", ["helm4", "helm3"])
@pytest.mark.parametrize(("values", "served"), REFUSED.values(), ids=REFUSED)
def test_an_upgrade_to_another_plugin_is_refused(
    values: str, served: tuple[str, ...], name: str, tmp_path: Path
) -> None:
    with pytest.raises(HelmError) as caught:
        RENDERERS.template(name, install(CHART, tmp_path, values), served=served)
    plugin = values.removeprefix("plugin: ")
    assert f"plugin: the cluster has no CRDs of Calico, so this upgrade to {plugin} comes from" in caught.value.text
    assert "keep the former values, or uninstall the release, clean the nodes, and install again" in caught.value.text


@pytest.mark.parametrize(("values", "served"), TAKEN.values(), ids=TAKEN)
def test_what_may_be_no_change_is_taken(values: str, served: tuple[str, ...] | None, tmp_path: Path) -> None:
    assert "kind: DaemonSet" in RENDERERS.template("helm4", install(CHART, tmp_path, values), served=served)
