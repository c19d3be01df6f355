"""The API server of the tests tells the truth, and neither a process nor a file of it stays behind."""

import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from generator.base.errors import ProblemsError
from generator.base.process import Output
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster, running_cluster
from generator.cluster.kubeapi import Call
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from tests import installs, lifecycle
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

HELMS = ("helm4", "helm3")

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


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One API server for the tests that do not end it."""
    with shared_cluster() as running:
        yield running


def _deprecated_chart(folder: Path, container: str) -> Install:
    (folder / "templates").mkdir()
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: old\nversion: 0.1.0\n", encoding="utf-8")
    (folder / "templates" / "old.yaml").write_text(_DEPRECATED % container, encoding="utf-8")
    return Install(chart=folder, name="old")


@pytest.mark.parametrize("name", HELMS)
def test_a_warning_of_the_server_is_seen(name: str, cluster: Cluster, tmp_path: Path) -> None:
    release = _deprecated_chart(tmp_path, "ports: []")
    output = helm.install(helm.located(name), release, cluster.kubeconfig)
    installs.uninstall(helm.located(name), release, cluster.kubeconfig)
    warning = 'nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use \\"kubernetes.io/os\\" instead'
    assert lifecycle.lines_said(output.stderr) == {f'"Warning: spec.template.spec.{warning}"'}


@pytest.mark.parametrize("name", HELMS)
def test_a_refusal_of_the_server_is_an_error(name: str, cluster: Cluster, tmp_path: Path) -> None:
    release = _deprecated_chart(tmp_path, "imagePullPolicy: Sometimes")
    with pytest.raises(HelmError, match=r'Unsupported value: \\*"Sometimes\\*"'):
        helm.install(helm.located(name), release, cluster.kubeconfig)
    installs.uninstall(helm.located(name), release, cluster.kubeconfig)


def _said(act: Callable[[], Output]) -> frozenset[str]:
    """What helm says, also when it refuses."""
    try:
        return lifecycle.lines_said(act().stderr)
    except HelmError as error:
        return lifecycle.lines_said(error.text)


@pytest.mark.parametrize("name", HELMS)
def test_helm_says_the_same_of_an_unknown_field_without_asking_for_openapi(
    name: str, cluster: Cluster, tmp_path: Path
) -> None:
    program, release = helm.located(name), _deprecated_chart(tmp_path, "imagePullPolice: Always")
    asked = _said(lambda: helm.install(program, release, cluster.kubeconfig))
    installs.uninstall(program, release, cluster.kubeconfig)
    assert "imagePullPolice" in str(asked)
    assert _said(lambda: installs.install(program, release, cluster.kubeconfig)) == asked
    installs.uninstall(program, release, cluster.kubeconfig)


def test_a_refused_request_names_the_path_and_the_answer(cluster: Cluster) -> None:
    url = f"{cluster.server.url}/api/v1/namespaces/nowhere"
    with pytest.raises(ProblemsError, match=f"GET {url}: expected success, found status 404: .*namespaces"):
        kubeapi.request(cluster.server, Call(path="/api/v1/namespaces/nowhere"))


def test_the_server_of_another_token_is_not_ready(cluster: Cluster) -> None:
    assert kubeapi.is_ready(cluster.server)
    assert not kubeapi.is_ready(replace(cluster.server, token="wrong"))


def test_an_exception_in_the_block_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(RuntimeError), running_cluster() as running:
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
    assert not kubeapi.is_ready(running.server)


def test_a_server_that_does_not_start_shows_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "etcd"
    broken.write_text('#!/bin/sh\necho "etcd Version: 3.7.3"\nexit 7\n', encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("CNI_ETCD", str(broken))
    message = "etcd: expected to be ready within 60 s, found exit status 7; its log ends:\netcd Version: 3.7.3"
    with pytest.raises(ProblemsError, match=re.escape(message)), running_cluster():
        pass
