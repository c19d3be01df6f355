"""In a real API server: an upgrade that changes the plugin is refused, and upgrade steps do what they say."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.files import write_tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from tests import installs
from tests.builds import built
from tests.clearing import finish_namespaces
from tests.installs import install, upgrade
from tests.paths import CHART
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

# What kubectl deletes, as it deletes.
_PODS = "/api/v1/namespaces/kube-system/pods?labelSelector=app.kubernetes.io%2Fcomponent%3Dcalicoctl"
_JOBS = "/apis/batch/v1/namespaces/kube-system/jobs?labelSelector=k8s-app%3Dcanal&propagationPolicy=Background"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One server for all of them."""
    with shared_cluster() as running:
        yield running


def chart_of(version: str, folder: Path) -> Path:
    """The chart of a line, for any Kubernetes."""
    files = dict(built(version).chart.files)
    lines = files["Chart.yaml"].splitlines(keepends=True)
    files["Chart.yaml"] = "".join(line for line in lines if not line.startswith("kubeVersion:"))
    write_tree(folder / version, files)
    return folder / version


def values(folder: Path, text: str) -> tuple[Path, ...]:
    """A file of values."""
    path = folder / f"{len([*folder.glob('*.yaml')])}.yaml"
    path.write_text(text, encoding="utf-8")
    return (path,)


def uninstalled(release: Install, cluster: Cluster) -> None:
    """The release is gone, and its namespaces with it."""
    installs.uninstall(helm.located("helm4"), release, cluster.kubeconfig)
    finish_namespaces(cluster)


def test_an_upgrade_from_flannel_to_calico_changes_nothing(cluster: Cluster, tmp_path: Path) -> None:
    flannel = Install(chart=CHART, values=values(tmp_path, "plugin: flannel\n"))
    install(helm.located("helm4"), flannel, cluster.kubeconfig)
    before = kubeapi.settle(cluster.server)
    for name, plugin in (("helm4", "calico"), ("helm3", "canal")):
        other = Install(chart=CHART, values=values(tmp_path, f"plugin: {plugin}\n"))
        with pytest.raises(HelmError, match=f"so this upgrade to {plugin} comes from another plugin"):
            upgrade(helm.located(name), other, cluster.kubeconfig)
    assert kubeapi.objects(cluster.server) == before
    uninstalled(flannel, cluster)


# The line before, the values, what the API server says, and the list of what the step deletes.
STEPS: dict[str, tuple[str, str, str, str]] = {
    "canal-job": (
        "0.0.1",
        "{plugin: canal, canal: {fixEtcd: false}, calico: {datastore: etcd, etcd: {endpoints: [http://10.96.232.136:6666]}}}\n",
        "field is immutable",
        _JOBS,
    ),
    "calicoctl-pod": (
        "0.0.2",
        "{plugin: calico, calico: {calicoctl: {enabled: true}, crds: {install: false}}}\n",
        "pod updates may not change fields",
        _PODS,
    ),
}


@pytest.mark.parametrize("name", STEPS)
def test_the_upgrade_is_refused_until_the_step_is_done(name: str, cluster: Cluster, tmp_path: Path) -> None:
    version, text, refusal, deleted = STEPS[name]
    program, given = helm.located("helm4"), values(tmp_path, text)
    old, new = Install(chart=chart_of(version, tmp_path), values=given), Install(chart=CHART, values=given)
    install(program, old, cluster.kubeconfig)
    with pytest.raises(HelmError, match=refusal):
        upgrade(program, new, cluster.kubeconfig)
    kubeapi.request(cluster.server, Call(method="DELETE", path=deleted))
    upgrade(program, new, cluster.kubeconfig)
    uninstalled(new, cluster)
