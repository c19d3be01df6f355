"""helm 4 and helm 3 install what was published, from a web server and from a registry, into a real API server."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.process import scratch
from generator.checks.renderings import HELMS
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.publish.oci import push
from generator.publish.repository import Repository, publish
from generator.releases.lines import read_lines
from generator.tools.helm import Install
from tests.clearing import finish_namespaces
from tests.clients import said
from tests.file_server import serving_files
from tests.helms import RENDERERS
from tests.lifecycle import objects_of
from tests.packages import packaged
from tests.paths import CHART
from tests.registry import running
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

NEWEST = read_lines()[0].version
VALUES = ("--values", str(CHART / "ci" / "kube-flannel-values.yaml"))


class Published(Struct, frozen=True, kw_only=True):
    """A cluster, and what a helm says before the version to get the newest line from each place."""

    cluster: Cluster
    places: dict[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    folder = tmp_path_factory.mktemp("repo")
    publish(Repository(folder=folder), [packaged(NEWEST)])
    with ExitStack() as stack:
        registry = stack.enter_context(running(stack.enter_context(scratch("cni-registry-"))))
        push(registry, packaged(NEWEST))
        url = stack.enter_context(serving_files(folder))
        places = {"web": ("cni", "--repo", url), "oci": (f"{registry.url}/cni", "--plain-http")}
        yield Published(cluster=stack.enter_context(shared_cluster()), places=places)


@pytest.mark.parametrize("place", ["web", "oci"])
@pytest.mark.parametrize("name", HELMS)
def test_what_is_published_is_installed(name: str, place: str, published: Published, tmp_path: Path) -> None:
    cluster = ("--kubeconfig", str(published.cluster.kubeconfig))
    before = kubeapi.settle(published.cluster.server)
    said(name, tmp_path, "install", "cni", *published.places[place], "--version", NEWEST, *VALUES, *cluster)
    there = kubeapi.settle(published.cluster.server).keys() - before.keys()
    ours = RENDERERS.template(name, Install(chart=CHART, values=(Path(VALUES[1]),)))
    assert {one for one in there if one.kind != "Secret"} == objects_of(ours).keys()
    said(name, tmp_path, "uninstall", "cni", *cluster)
    finish_namespaces(published.cluster)
