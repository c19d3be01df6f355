"""Calico's resources as the Job applies them, with the real calicoctl: into an API server with RBAC, and into etcd."""

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Json, Server
from generator.releases.lines import read_lines
from generator.rows.resources import CRD_GROUP, KINDS
from generator.settings.setting import at_least
from generator.tools import helm
from generator.tools.helm import GO, Install
from generator.tools.tool_table import TOOLS
from tests.builds import current
from tests.calicoctl import Step, calicoctl, job_steps, kubernetes, run, running_etcd
from tests.paths import CHART
from tests.rendering import SCENARIOS, Values, by_identity, overlay, scenario
from tests.resources import good_rows, resource
from tests.servers import shared_cluster

pytestmark = pytest.mark.cluster

NAMESPACE = "kube-system"
ACCOUNT = f"/api/v1/namespaces/{NAMESPACE}/serviceaccounts/calico-resources/token"
ROLE = "/apis/rbac.authorization.k8s.io/v1/clusterroles/calico-resources"
CRDS = f"/apis/{CRD_GROUP}/v1"
REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
REFLECTORS = ("node-a", "node-b.example.com")
PLURALS = {kind.name: kind.plural for kind in KINDS}
Right = tuple[str, str]
# Rights that calicoctl from v3.30.0 on needs, as policies are in tiers then; the one of the tools does not use them.
LATER = {("get", "tiers")}
# What is asked for only where another value stands already: how that comes to stand there.
CHANGING: dict[Right, tuple[str, ...]] = {("update", "ipamconfigs"): ("ipam", "configure", "--strictaffinity=false")}


class Applying(Struct, frozen=True, kw_only=True):
    """A cluster with the chart's release, what its Job does, and as whom."""

    cluster: Cluster
    steps: list[Step]
    environment: dict[str, str]

    @property
    def server(self) -> Server:
        """The API server."""
        return self.cluster.server


def post(server: Server, path: str, body: Json) -> Json:
    """What the server answers to a new object."""
    return kubeapi.request(server, Call(path=path, method="POST", body=body))


def crd_objects(server: Server) -> dict[str, str]:
    """The contents of every object of Calico's CRDs and of the nodes."""
    paths = [f"{CRDS}/{plural}" for plural in PLURALS.values()]
    found: dict[str, str] = {}
    for path in (*paths, "/api/v1/nodes"):
        for one in kubeapi.request(server, Call(path=path))["items"]:
            found[f"{path}/{one['metadata'].get('namespace', '')}/{one['metadata']['name']}"] = str(one)
    return found


def empty(server: Server) -> None:
    """Take away all that was applied."""
    for one in KINDS:
        for namespace in ("default", "a", "b") if one.namespaced else ("",):
            within = f"{CRDS}/namespaces/{namespace}" if namespace else CRDS
            kubeapi.request(server, Call(path=f"{within}/{one.plural}", method="DELETE"))


@pytest.fixture(scope="module")
def applying(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Applying]:
    """The scenario of resources, installed by helm, with the nodes that it names."""
    folder = tmp_path_factory.mktemp("job")
    steps = job_steps(by_identity(scenario("resources")), folder)
    with shared_cluster() as cluster:
        release = Install(chart=CHART, values=(SCENARIOS["resources"],))
        helm.install(helm.located("helm4"), release, cluster.kubeconfig)
        for kind, names in (("Node", REFLECTORS), ("Namespace", ("a", "b"))):
            for name in names:
                body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}}
                post(cluster.server, f"/api/v1/{kind.lower()}s", body)
        kubeapi.rest(cluster.server)
        asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
        token = post(cluster.server, ACCOUNT, asked)["status"]["token"]
        yield Applying(
            cluster=cluster, steps=steps, environment={**GO, **kubernetes(folder, cluster.kubeconfig, token)}
        )


def test_the_job_applies_all_of_it_as_its_own_account_and_again_without_a_change(applying: Applying) -> None:
    first = run(applying.steps, applying.environment)
    assert [(one.step, one.status) for one in first] == [(step.name, 0) for step in applying.steps], first
    made = crd_objects(applying.server)
    again = run(applying.steps, applying.environment)
    assert {one.status for one in again} == {0}, again
    assert crd_objects(applying.server) == made
    names = {name.removeprefix(f"{CRDS}/") for name in made}
    assert {"ippools//rack-1", "bgppeers//cni-route-reflectors", "networkpolicies/default/default.db"} <= names
    node = kubeapi.request(applying.server, Call(path=f"/api/v1/nodes/{REFLECTORS[0]}"))
    assert node["metadata"]["annotations"]["projectcalico.org/RouteReflectorClusterID"] == "244.0.0.1"
    mesh = kubeapi.request(applying.server, Call(path=f"{CRDS}/bgpconfigurations/default"))["spec"]
    assert mesh["nodeToNodeMeshEnabled"] is False


def rights(rules: list[Json]) -> list[Right]:
    """What rules allow, as verbs and resources."""
    return [(verb, name) for rule in rules for name in rule["resources"] for verb in rule["verbs"]]


def without(rules: list[Json], right: Right) -> list[Json]:
    """The rules but for one right."""
    verb, resource_name = right
    kept: list[Json] = []
    for rule in rules:
        for name in rule["resources"]:
            verbs = [one for one in rule["verbs"] if (one, name) != (verb, resource_name)]
            if verbs:
                kept.append({**rule, "resources": [name], "verbs": verbs})
    return kept


def is_allowed(server: Server, right: Right) -> bool:
    """Whether the account of the Job has a right, of the whole cluster or of the node that reflects routes."""
    verb, (name, _, sub) = right[0], right[1].partition("/")
    group = "" if name == "nodes" else CRD_GROUP
    asked = {"verb": verb, "group": group, "resource": name, "subresource": sub, "name": REFLECTORS[0]}
    spec = {"user": f"system:serviceaccount:{NAMESPACE}:calico-resources", "resourceAttributes": asked}
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "spec": spec}
    return bool(post(server, REVIEWS, body)["status"]["allowed"])


def give(server: Server, role: Json, rules: list[Json], right: Right, *, allowed: bool) -> None:
    """Replace the rules of the role, and wait until the server goes by them."""
    now = kubeapi.request(server, Call(path=ROLE))["metadata"]["resourceVersion"]
    body = {**role, "metadata": {**role["metadata"], "resourceVersion": now}, "rules": rules}
    kubeapi.request(server, Call(path=ROLE, method="PUT", body=body))
    end = time.monotonic() + 10
    while is_allowed(server, right) != allowed:
        assert time.monotonic() < end, right
        time.sleep(0.02)


def test_the_job_fails_without_any_one_of_its_rights(applying: Applying) -> None:
    role = kubeapi.request(applying.server, Call(path=ROLE))
    tried = [right for right in rights(role["rules"]) if right not in LATER]
    needless: list[Right] = []
    for right in tried:
        give(applying.server, role, role["rules"], right, allowed=True)
        # What only a new object asks for is asked for where there is none; the rest where all are there.
        if right[0] == "create":
            empty(applying.server)
        else:
            run(applying.steps, applying.environment)
        if right in CHANGING:
            calicoctl(applying.environment, *CHANGING[right])
        give(applying.server, role, without(role["rules"], right), right, allowed=False)
        last = run(applying.steps, applying.environment)[-1]
        # That it fails is not enough: the server has to name this right.
        if not last.status or 'cannot {} resource "{}"'.format(*right) not in last.said:
            needless.append(right)
        give(applying.server, role, role["rules"], right, allowed=True)
    assert needless == []
    assert len(tried) > 20
    assert {one.status for one in run(applying.steps, applying.environment)} == {0}


def samples() -> tuple[list[Tree], list[Tree]]:
    """The good resources that the calicoctl of the tools knows, and those of later releases."""
    rows, old = good_rows(read_lines()[0].version), {"calico": f"v{TOOLS['calico'].version}"}
    split = [(row, at_least({"calico": str(row.get("since", "v3.0.0"))}, old)) for row in rows]
    return [resource(row, "") for row, is_old in split if is_old], [
        resource(row, "") for row, is_old in split if not is_old
    ]


def with_resources(given: list[Tree], variant: str = "calico") -> dict[str, Tree]:
    """The values of a variant with resources, and without pools of its own."""
    return overlay(scenario(variant), {"calico": {"createPools": False, "resources": given}})


def test_every_kind_is_taken_by_the_chart_by_calicoctl_and_by_the_crds(applying: Applying, tmp_path: Path) -> None:
    known, later = samples()
    assert by_identity(with_resources([*known, *later]))
    empty(applying.server)
    documents = by_identity(with_resources(known))
    steps = job_steps(documents, tmp_path)
    role = kubeapi.request(applying.server, Call(path=ROLE))
    rules: Any = next(
        one["rules"] for name, one in documents.items() if name.startswith("ClusterRole/calico-resources")
    )
    give(applying.server, role, rules, ("create", "hostendpoints"), allowed=True)
    first = run(steps, applying.environment)
    assert {one.status for one in first} == {0}, first
    made = crd_objects(applying.server)
    again = run(steps, applying.environment)
    assert {one.status for one in again} == {0}, again
    assert crd_objects(applying.server) == made
    give(applying.server, role, role["rules"], ("create", "hostendpoints"), allowed=False)
    for one in later:
        assert isinstance(one, dict)
        metadata: Any = one["metadata"]
        within = f"{CRDS}/namespaces/{metadata['namespace']}" if "namespace" in metadata else CRDS
        body = {**one, "apiVersion": f"{CRD_GROUP}/v1"}
        post(applying.server, f"{within}/{PLURALS[str(one['kind'])]}", body)
    kinds = {str(one["kind"]) for one in (*known, *later) if isinstance(one, dict)}
    assert kinds == {kind.name for kind in current().catalogue.resources}


def free_ports() -> tuple[int, int]:
    """Two ports that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as two:
        return one.getsockname()[1], two.getsockname()[1]


IN_ETCD: dict[str, Callable[[], Values]] = {
    "every kind that calicoctl knows": lambda: with_resources(samples()[0], "calico-etcd"),
    "canal's": lambda: scenario("resources-canal-etcd"),
}


@pytest.mark.parametrize("values", IN_ETCD.values(), ids=IN_ETCD)
def test_etcd_holds_the_same_after_a_second_time(values: Callable[[], Values], tmp_path: Path) -> None:
    steps = job_steps(by_identity(values()), tmp_path)
    with running_etcd(tmp_path, free_ports()) as etcd:
        environment = {**GO, "DATASTORE_TYPE": "etcdv3", "ETCD_ENDPOINTS": etcd.url, "HOME": str(tmp_path)}
        for name in REFLECTORS:
            node = f"apiVersion: projectcalico.org/v3\nkind: Node\nmetadata: {{name: {name}}}\n"
            (tmp_path / "node.yaml").write_text(node, encoding="utf-8")
            assert calicoctl(environment, "create", f"--filename={tmp_path / 'node.yaml'}").returncode == 0
        first = run(steps, environment)
        assert [(one.step, one.status) for one in first] == [(step.name, 0) for step in steps], first
        made = etcd.contents()
        again = run(steps, environment)
        assert {one.status for one in again} == {0}, again
        assert etcd.contents() == made
    assert len(made) > len(REFLECTORS)
