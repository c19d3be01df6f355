"""calicoctl and Calico's API server in a real API server: registered, bound, changed and gone again."""

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Identity
from generator.tools import helm
from generator.tools.helm import HelmError, Install
from tests import installs
from tests.clearing import finish_namespaces
from tests.installs import install, upgrade
from tests.paths import CHART
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

API_SERVICE = "/apis/apiregistration.k8s.io/v1/apiservices/v3.projectcalico.org"
PODS = "/api/v1/namespaces/kube-system/pods"
SERVERS = "calico-apiserver"
SERVER = f"system:serviceaccount:{SERVERS}:calico-apiserver"
CALICOCTL = "system:serviceaccount:kube-system:calicoctl"
CRDS, RBAC = "crd.projectcalico.org", "rbac.authorization.k8s.io"

# Who does what to which resource of which group, and whether the server lets them.
ALLOWED = (
    (SERVER, "update", "globalnetworkpolicies", CRDS, True),
    (SERVER, "list", "ippools", CRDS, True),
    (SERVER, "create", "subjectaccessreviews", "authorization.k8s.io", True),
    (SERVER, "watch", "clusterrolebindings", RBAC, True),
    (SERVER, "list", "validatingwebhookconfigurations", "admissionregistration.k8s.io", True),
    (SERVER, "delete", "pods", "", False),
    (SERVER, "list", "secrets", "", False),
    (CALICOCTL, "delete", "ippools", CRDS, True),
    (CALICOCTL, "list", "nodes", "", True),
    (CALICOCTL, "list", "secrets", "", False),
    (CALICOCTL, "create", "pods", "", False),
)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server for all tests, of which each leaves nothing but CRDs and the namespaces that it made."""
    with shared_cluster() as running:
        yield running


def with_both(folder: Path, cluster: Cluster, chart: Path = CHART, **calicoctl: Tree) -> Install:
    """The chart with both, the API server with the certificate and key of the server that is running."""
    certificate = cluster.server.authority.read_text(encoding="utf-8")
    key = cluster.server.authority.with_suffix(".key").read_text(encoding="utf-8")
    calico: Tree = {
        "calicoctl": {"enabled": True, **calicoctl},
        "apiServer": {
            "enabled": True,
            "replicas": 2,
            "podDisruptionBudget": {"maxUnavailable": 1},
            "tls": {"caBundle": certificate, "cert": certificate, "key": key},
        },
    }
    path = folder / "values.yaml"
    path.write_text(json.dumps({"plugin": "calico", "calico": calico}), encoding="utf-8")
    return Install(chart=chart, values=(path,))


def get(cluster: Cluster, path: str) -> kubeapi.Json:
    """What the server has at a path."""
    return kubeapi.request(cluster.server, Call(path=path))


def may(cluster: Cluster, account: str, verb: str, resource: str, group: str) -> bool:
    """Whether an account may do something, as the server's own RBAC says."""
    attributes = {"verb": verb, "resource": resource, "group": group}
    body = {"spec": {"user": account, "groups": ["system:serviceaccounts"], "resourceAttributes": attributes}}
    path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
    allowed: bool = kubeapi.request(cluster.server, Call(path=path, method="POST", body=body))["status"]["allowed"]
    return allowed


def pod_names(cluster: Cluster) -> list[str]:
    """The Pods in the plugin's namespace."""
    return [
        one["metadata"]["name"] for one in get(cluster, PODS)["items"] if "deletionTimestamp" not in one["metadata"]
    ]


def uninstalled(release: Install, cluster: Cluster) -> set[Identity]:
    """What is there once the release is gone, the CRDs apart."""
    installs.uninstall(helm.located("helm4"), release, cluster.kubeconfig)
    finish_namespaces(cluster)
    return {one for one in kubeapi.settle(cluster.server) if one.kind != "CustomResourceDefinition"}


def test_both_are_installed_changed_and_uninstalled(cluster: Cluster, tmp_path: Path) -> None:
    program, release = helm.located("helm4"), with_both(tmp_path, cluster)
    before = kubeapi.settle(cluster.server)
    install(program, release, cluster.kubeconfig)
    found, secret = (
        get(cluster, API_SERVICE),
        get(cluster, f"/api/v1/namespaces/{SERVERS}/secrets/calico-apiserver-certs"),
    )
    made = {one.kind for one in kubeapi.settle(cluster.server).keys() - before.keys() if one.namespace == SERVERS}
    pem = base64.b64encode(cluster.server.authority.read_bytes()).decode()
    assert (found["spec"]["caBundle"], secret["data"]["apiserver.crt"]) == (pem, pem)
    assert found["spec"]["service"] == {"namespace": SERVERS, "name": "calico-api", "port": 443}
    assert (found["spec"]["group"], found["spec"]["version"]) == ("projectcalico.org", "v3")
    assert {"Deployment", "Service", "NetworkPolicy", "PodDisruptionBudget", "ServiceAccount", "Secret"} <= made
    assert [one for one in ALLOWED if may(cluster, *one[:4]) != one[4]] == []

    assert pod_names(cluster) == ["calicoctl"]
    upgrade(program, with_both(tmp_path, cluster, tolerations=[{"operator": "Exists"}]), cluster.kubeconfig)
    [name] = pod_names(cluster)
    assert re.fullmatch("calicoctl-[0-9a-f]{8}", name)
    assert uninstalled(release, cluster) == {one for one in before if one.kind != "CustomResourceDefinition"}


def test_another_image_changes_the_pod_itself(cluster: Cluster, tmp_path: Path) -> None:
    program, release = helm.located("helm4"), with_both(tmp_path, cluster)
    install(program, release, cluster.kubeconfig)
    kubeapi.settle(cluster.server)
    [pod] = get(cluster, PODS)["items"]
    mirrored = tmp_path / "mirror.yaml"
    mirrored.write_text("imageMirror: {mode: flat, registry: reg.example.com}", encoding="utf-8")
    upgrade(program, Install(chart=CHART, values=(*release.values, mirrored)), cluster.kubeconfig)
    [changed] = get(cluster, PODS)["items"]
    assert changed["metadata"]["uid"] == pod["metadata"]["uid"]
    assert changed["spec"]["containers"][0]["image"].startswith("reg.example.com/ctl:")
    uninstalled(release, cluster)


# A text of the add-on's templates, what it is broken to, and what the server says of that.
BROKEN = {
    "an API of another name": (
        ("name: v3.projectcalico.org", "name: v3.example.com"),
        "v3.example.com",
    ),
    "a selector that the pods do not have": (
        (
            '  selector:\n    matchLabels:\n      apiserver: "true"',
            '  selector:\n    matchLabels:\n      apiserver: "false"',
        ),
        "`selector` does not match template `labels`",
    ),
}


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN)
def test_the_server_refuses(change: tuple[str, str], said: str, cluster: Cluster, tmp_path: Path) -> None:
    text, broken = change
    chart = tmp_path / "cni"
    shutil.copytree(CHART, chart)
    template = chart / "charts" / "cni-library" / "files" / "apiserver.tpl"
    whole = template.read_text(encoding="utf-8")
    assert whole.count(text) == 1
    template.write_text(whole.replace(text, broken), encoding="utf-8")
    release = with_both(tmp_path, cluster, chart)
    with pytest.raises(HelmError, match=re.escape(said)):
        install(helm.located("helm4"), release, cluster.kubeconfig)
    uninstalled(release, cluster)
