"""What `kubectl apply` made is taken over by a release in a real API server, by the commands of docs/adopting.md.

No pod restarts where the template of its workload stays as it was, since the controllers compare nothing else.
"""

from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import pytest
from msgspec import Struct

from generator.base.trees import Tree, canonical
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Identity
from generator.pipeline import take_in
from generator.releases.release import Document
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from tests.applied import CLIENT, SERVER, apply, stored
from tests.clearing import remove
from tests.installs import ADOPTING, install, upgrade
from tests.later import Later
from tests.paths import CHART, ROOT
from tests.rendering import overlay
from tests.servers import shared_cluster
from tests.upstream import LINE

pytestmark = pytest.mark.cluster

# The variant of each plugin that is taken over.
RELEASED = "flannel, of its release"
PLUGINS = {"flannel": "kube-flannel", RELEASED: "kube-flannel-release", "calico": "calico", "canal": "canal"}
HELMS = {"helm3": "helm 3", "helm4": "helm 4"}
RELEASES = Later(lambda: {stem: release for release in take_in(LINE) for stem in release.documents})
OWNER = "meta.helm.sh/release-name"
RECORDS = "/api/v1/namespaces/default/secrets?labelSelector=owner%3Dhelm"
GUIDE = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")


class Case(Struct, frozen=True, kw_only=True):
    """One adoption: a plugin, how its manifest was applied, and the helm that takes it over."""

    plugin: str
    how: str
    helm: str

    @property
    def command(self) -> str:
        """The command of the guide."""
        return f"helm install cni ./charts/cni -f values.yaml {' '.join(ADOPTING[self.helm])}"

    @property
    def row(self) -> str:
        """The row of the guide's table, which the test of the case proves."""
        return f"| {self.plugin} | {self.how} | {HELMS[self.helm]} | `{self.command}` | deployed | 0 |"


CASES = [Case(plugin=plugin, how=how, helm=name) for plugin, how, name in product(PLUGINS, (CLIENT, SERVER), HELMS)]


# Those whose CRDs were applied, too, each way by another helm; the others find them there.
WITH_CRDS = (Case(plugin="calico", how=CLIENT, helm="helm3"), Case(plugin="calico", how=SERVER, helm="helm4"))


class Site(Struct, frozen=True, kw_only=True):
    """A server, what it holds by itself, and a folder for values."""

    cluster: Cluster
    before: Mapping[Identity, str]
    folder: Path

    def release(self, plugin: str, *more: str) -> Install:
        """The release of a plugin, with the values that render upstream's manifest, and with further ones."""
        path = self.folder / "more.yaml"
        path.write_text("\n".join(["rolloutOnConfigChange: false", *more]), encoding="utf-8")
        return Install(chart=CHART, values=(CHART / "ci" / f"{PLUGINS[plugin]}-values.yaml", path))

    def status(self) -> str:
        """The status that helm noted of the release in its last record."""
        records = kubeapi.request(self.cluster.server, Call(path=RECORDS))["items"]
        last = max((one["metadata"]["labels"] for one in records), key=lambda noted: int(noted["version"]))
        return str(last["status"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with shared_cluster() as cluster:
        yield Site(cluster=cluster, before=kubeapi.settle(cluster.server), folder=tmp_path_factory.mktemp("values"))


def manifest(plugin: str) -> list[Document]:
    """The objects of upstream's manifest."""
    stem = PLUGINS[plugin]
    release = RELEASES[stem]
    return [*(release.crds if stem in release.crd_variants else ()), *release.documents[stem]]


def applied(site: Site, plugin: str, how: str, *, keeping: str = "") -> list[Document]:
    """The objects of a plugin as kubectl made them, alone on the server but for what is kept."""
    remove(site.cluster, site.before, keeping=keeping)
    documents = manifest(plugin)
    apply(site.cluster, documents, how)
    return documents


def templates(site: Site, documents: list[Document]) -> dict[str, tuple[str, str]]:
    """Of each workload its uid, and the template that its pods are made from."""
    workloads = [one for one in documents if one["kind"] in {"DaemonSet", "Deployment"}]
    return {
        one["metadata"]["name"]: (one["metadata"]["uid"], canonical(one["spec"]["template"]))
        for one in stored(site.cluster, workloads)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.plugin}, {case.how}, {case.helm}")
def test_a_release_takes_over_what_was_applied(case: Case, site: Site) -> None:
    documents = applied(site, case.plugin, case.how, keeping="" if case in WITH_CRDS else "CustomResourceDefinition")
    program, kubeconfig = helm.located(case.helm), site.cluster.kubeconfig
    before = templates(site, documents)
    helm.install(program, site.release(case.plugin), kubeconfig, *ADOPTING[case.helm])
    assert site.status() == "deployed"
    assert before
    assert templates(site, documents) == before
    assert {one["metadata"]["annotations"][OWNER] for one in stored(site.cluster, documents)} == {"cni"}
    upgrade(program, site.release(case.plugin, "podCIDR: 172.20.0.0/16"), kubeconfig)
    assert "172.20.0.0/16" in str(stored(site.cluster, documents))


def test_the_guide_has_the_table() -> None:
    rows = [line for line in GUIDE.splitlines() if line.startswith(tuple(f"| {plugin} |" for plugin in PLUGINS))]
    assert rows == [case.row for case in CASES]


@pytest.mark.parametrize("name", HELMS)
def test_without_an_option_nothing_is_taken_over(name: str, site: Site) -> None:
    applied(site, "flannel", CLIENT)
    with pytest.raises(HelmError, match="cannot be imported into the current release"):
        install(helm.located(name), site.release("flannel"), site.cluster.kubeconfig)


# Ways out of the failed release that helm 4 leaves where it applies on the server.
UPGRADE = "helm upgrade cni ./charts/cni -f values.yaml --take-ownership --server-side=false"
FORGET = "kubectl delete secret sh.helm.release.v1.cni.v1"


@pytest.mark.parametrize("how", [CLIENT, SERVER])
@pytest.mark.parametrize("way", [UPGRADE, FORGET], ids=["upgrade", "forget"])
def test_a_half_done_adoption_has_a_way_out(way: str, how: str, site: Site) -> None:
    documents = applied(site, "flannel", how)
    program, release, kubeconfig = helm.located("helm4"), site.release("flannel"), site.cluster.kubeconfig
    before = templates(site, documents)
    with pytest.raises(HelmError, match=r"conflicts? with"):
        install(program, release, kubeconfig, "--take-ownership")
    assert site.status() == "failed"
    assert way in GUIDE
    if way == UPGRADE:
        upgrade(program, release, kubeconfig, *ADOPTING["helm4"])
    else:
        record = "/api/v1/namespaces/default/secrets/sh.helm.release.v1.cni.v1"
        kubeapi.request(site.cluster.server, Call(path=record, method="DELETE"))
        install(program, release, kubeconfig, *ADOPTING["helm4"])
    assert (site.status(), templates(site, documents)) == ("deployed", before)
    upgrade(program, release, kubeconfig)


def test_forced_conflicts_come_again_with_the_next_upgrade(site: Site) -> None:
    applied(site, "flannel", CLIENT)
    program, kubeconfig = helm.located("helm4"), site.cluster.kubeconfig
    install(program, site.release("flannel"), kubeconfig, "--take-ownership", "--force-conflicts")
    other = site.release("flannel", "podCIDR: 172.20.0.0/16")
    with pytest.raises(HelmError, match=r"conflict with .kubectl-client-side-apply. using v1: \.data\.net-conf\.json"):
        upgrade(program, other, kubeconfig)
    upgrade(program, other, kubeconfig, "--server-side=false")


def owned(documents: list[Document], release: str, namespace: str) -> list[Document]:
    """The objects as another release has them."""
    marks: dict[str, Tree] = {
        "labels": {"app.kubernetes.io/managed-by": "Helm"},
        "annotations": {OWNER: release, "meta.helm.sh/release-namespace": namespace},
    }
    return [overlay(one, {"metadata": marks}) for one in documents]


@pytest.mark.parametrize("name", HELMS)
def test_the_objects_of_another_release_change_hands(name: str, site: Site) -> None:
    remove(site.cluster, site.before)
    theirs = owned(manifest("flannel"), "flannel", "kube-flannel")
    apply(site.cluster, theirs, SERVER)
    before = templates(site, theirs)
    program, release, kubeconfig = helm.located(name), site.release("flannel"), site.cluster.kubeconfig
    with pytest.raises(HelmError, match='must equal "cni": current value is "flannel"'):
        install(program, release, kubeconfig)
    install(program, release, kubeconfig, *ADOPTING[name])
    assert templates(site, theirs) == before
    assert {one["metadata"]["annotations"][OWNER] for one in stored(site.cluster, theirs)} == {"cni"}


# The selector of the DaemonSet in flannel's own chart, of a release `flannel`.
FLANNELS: dict[str, Tree] = {
    "app": "flannel",
    "tier": "node",
    "app.kubernetes.io/name": "flannel",
    "app.kubernetes.io/instance": "flannel",
}
DAEMONSET = "/apis/apps/v1/namespaces/kube-flannel/daemonsets/kube-flannel-ds"


@pytest.mark.parametrize("first", [False, True], ids=["as it is", "its DaemonSet deleted first"])
@pytest.mark.parametrize("name", HELMS)
def test_flannels_own_chart_changes_hands(name: str, first: bool, site: Site) -> None:
    remove(site.cluster, site.before)
    selecting: Tree = {"selector": {"matchLabels": FLANNELS}, "template": {"metadata": {"labels": FLANNELS}}}
    theirs = [
        overlay(one, {"spec": selecting}) if one["kind"] == "DaemonSet" else one
        for one in owned(manifest("flannel"), "flannel", "kube-flannel")
    ]
    apply(site.cluster, theirs, SERVER)
    if first:
        assert "kubectl -n kube-flannel delete daemonset kube-flannel-ds --cascade=orphan" in GUIDE
        kubeapi.request(site.cluster.server, Call(path=f"{DAEMONSET}?propagationPolicy=Orphan", method="DELETE"))
        # The garbage collector, which is not there, lets go of it once its pods have no owner.
        free: dict[str, object] = {"metadata": {"finalizers": None}}
        kubeapi.request(
            site.cluster.server,
            Call(path=DAEMONSET, method="PATCH", body=free, content="application/merge-patch+json"),
        )
    install(helm.located(name), site.release("flannel"), site.cluster.kubeconfig, *ADOPTING[name])
    held = kubeapi.request(site.cluster.server, Call(path=DAEMONSET))
    # Their pods run. The selector must fit them, or there would be two on each node; helm takes no label away.
    assert held["spec"]["selector"]["matchLabels"].items() <= FLANNELS.items()
    assert (held["spec"]["selector"]["matchLabels"] == FLANNELS) != first
    assert site.status() == "deployed"


@pytest.mark.parametrize("name", HELMS)
def test_a_selector_with_another_value_is_not_taken_over(name: str, site: Site) -> None:
    remove(site.cluster, site.before)
    labels: Tree = {"app": "other"}
    selecting: Tree = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}}}
    theirs = [overlay(one, {"spec": selecting}) if one["kind"] == "DaemonSet" else one for one in manifest("flannel")]
    apply(site.cluster, theirs, SERVER)
    with pytest.raises(HelmError, match="field is immutable"):
        install(helm.located(name), site.release("flannel"), site.cluster.kubeconfig, *ADOPTING[name])


MANIFESTS = {"flannel": "documentation", RELEASED: "release"}
OTHERS = {"flannel": RELEASED, RELEASED: "flannel"}


def refused(there: str) -> str:
    """What refuses the manifest that has not the selector which is there."""
    selector = (
        "the selector of the DaemonSet kube-flannel-ds in the namespace kube-flannel is that of the other manifest"
    )
    wrong, right = MANIFESTS[OTHERS[there]], MANIFESTS[there]
    return (
        f"flannel.manifest: {wrong}, but {selector}, and Kubernetes does not change it; set flannel.manifest: {right}"
    )


@pytest.mark.parametrize("name", HELMS)
@pytest.mark.parametrize("plugin", MANIFESTS)
def test_the_other_manifest_is_refused_before_anything_changes(plugin: str, name: str, site: Site) -> None:
    applied(site, plugin, CLIENT)
    program, kubeconfig, other = helm.located(name), site.cluster.kubeconfig, OTHERS[plugin]
    before = kubeapi.settle(site.cluster.server)
    with pytest.raises(HelmError, match=refused(plugin)):
        install(program, site.release(other), kubeconfig, *ADOPTING[name])
    assert kubeapi.settle(site.cluster.server) == before
    helm.install(program, site.release(plugin), kubeconfig, *ADOPTING[name])
    held = kubeapi.settle(site.cluster.server)
    with pytest.raises(HelmError, match=refused(plugin)):
        upgrade(program, site.release(other), kubeconfig)
    assert kubeapi.settle(site.cluster.server) == held
    upgrade(program, site.release(plugin, "podCIDR: 172.20.0.0/16"), kubeconfig)
    assert site.status() == "deployed"


@pytest.mark.parametrize("name", HELMS)
def test_rke2s_canal_is_not_doubled_and_leaves_crds_that_are_taken_over(name: str, site: Site) -> None:
    remove(site.cluster, site.before)
    names = {"DaemonSet": "rke2-canal", "ConfigMap": "rke2-canal-config"}
    renamed = [
        overlay(one, {"metadata": {"name": names[str(one["kind"])]}}) if one["kind"] in names else one
        for one in manifest("canal")
    ]
    apply(site.cluster, owned(renamed, "rke2-canal", "kube-system"), SERVER)
    program, release, kubeconfig = helm.located(name), site.release("canal"), site.cluster.kubeconfig
    with pytest.raises(HelmError, match='must equal "cni": current value is "rke2-canal"'):
        install(program, release, kubeconfig)
    remove(site.cluster, site.before, keeping="CustomResourceDefinition")
    with pytest.raises(HelmError, match=r'CustomResourceDefinition.*must equal "cni": current value is "rke2-canal"'):
        install(program, release, kubeconfig)
    install(program, release, kubeconfig, *ADOPTING[name])
    assert site.status() == "deployed"
