"""Each variant lives its whole life in a real API server, under both helms."""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import lifecycle
import pytest
from lifecycle import CHART, Life, differing, is_record, kept

from generator import helm
from generator.cluster import Cluster, running_cluster
from generator.helm import HelmError, Release

pytestmark = pytest.mark.cluster

HELMS = ("helm4", "helm3")
VARIANTS = (
    "kube-flannel",
    "calico",
    "calico-typha",
    "calico-vxlan",
    "calico-bpf",
    "calico-etcd",
    "calico-policy-only",
    "canal",
    "canal-etcd",
)
CASES = [
    pytest.param((name, variant), id=f"{variant} with {name}", marks=pytest.mark.xdist_group(name))
    for name in HELMS
    for variant in VARIANTS
]

# What the server may warn of, in any variant; nothing today.
WARNINGS: frozenset[str] = frozenset()

_DEPRECATED = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: old}
spec:
  selector: {matchLabels: {app: old}}
  template:
    metadata: {labels: {app: old}}
    spec:
      nodeSelector: {beta.kubernetes.io/os: linux}
      containers: [{name: old, image: old, %s}]
"""


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One API server for all cases of a worker."""
    with running_cluster() as running:
        yield running


@pytest.fixture(scope="session")
def lives(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Life]:
    """Each case is lived through once, in whatever order the tests come; they look at what was seen."""
    moved = tmp_path_factory.mktemp("values") / "moved.yaml"
    moved.write_text("podCIDR: 172.20.0.0/16\n", encoding="utf-8")

    @functools.cache
    def live(name: str, variant: str) -> Life:
        values = [CHART / "ci" / f"{variant}-values.yaml"]
        return lifecycle.live(helm.located(name), cluster, values, moved)

    return live


@pytest.fixture(params=CASES)
def life(request: pytest.FixtureRequest, lives: Callable[[str, str], Life]) -> Life:
    """What was seen in the life of one variant under one helm."""
    name, variant = request.param
    return lives(name, variant)


def test_an_install_makes_what_is_rendered_and_no_more(life: Life) -> None:
    made = life.installed.keys() - life.before.keys()
    assert {one for one in made if not is_record(one)} == life.first.keys()
    assert [one.name for one in made if is_record(one)] == ["sh.helm.release.v1.cni.v1"]


def test_the_same_values_change_nothing(life: Life) -> None:
    assert differing(life.installed, life.upgraded) == set()


def test_another_pod_cidr_changes_the_objects_that_hold_it_only(life: Life) -> None:
    assert differing(life.upgraded, life.moved) == differing(life.first, life.second) != set()


def test_a_rollback_brings_the_first_render_back(life: Life) -> None:
    assert life.manifest == life.first
    assert differing(life.moved, life.rolled_back) == differing(life.first, life.second)


def test_an_uninstall_leaves_the_kept_crds_only(life: Life) -> None:
    crds = {one for one in life.first if one.kind == "CustomResourceDefinition"}
    assert life.uninstalled.keys() - life.before.keys() == kept(life.first) == crds
    assert differing(life.before, life.uninstalled) == crds


def test_a_reinstall_takes_the_kept_crds_over(life: Life) -> None:
    assert life.reinstalled.keys() == life.installed.keys()


def test_the_server_warns_of_what_is_listed_only(life: Life) -> None:
    assert life.said == WARNINGS


def _deprecated_chart(folder: Path, container: str) -> Release:
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: old\nversion: 0.1.0\n", encoding="utf-8")
    (folder / "templates" / "old.yaml").write_text(_DEPRECATED % container, encoding="utf-8")
    return Release(chart=folder, name="old")


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in HELMS])
def test_a_warning_of_the_server_is_seen(name: str, cluster: Cluster, tmp_path: Path) -> None:
    release = _deprecated_chart(tmp_path, "ports: []")
    output = helm.install(helm.located(name), release, cluster.kubeconfig)
    helm.uninstall(helm.located(name), release, cluster.kubeconfig)
    warning = 'nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \\"kubernetes.io/os\\" instead'
    assert lifecycle.lines_said(output) == {f'"Warning: spec.template.spec.{warning}"'}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in HELMS])
def test_a_refusal_of_the_server_is_an_error(name: str, cluster: Cluster, tmp_path: Path) -> None:
    release = _deprecated_chart(tmp_path, "imagePullPolicy: Sometimes")
    with pytest.raises(HelmError, match=r'Unsupported value: \\*"Sometimes\\*"'):
        helm.install(helm.located(name), release, cluster.kubeconfig)
    helm.uninstall(helm.located(name), release, cluster.kubeconfig)
