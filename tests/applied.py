"""Objects as `kubectl apply` makes them in an API server, on the client's side or on the server's, and their end."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Identity, Json
from generator.releases.release import Document, identity
from tests.lifecycle import await_gone, finish_namespaces

# How kubectl applies, and under which name it owns the fields then.
CLIENT, SERVER = "client-side", "server-side"
MANAGERS: Mapping[str, str] = {CLIENT: "kubectl-client-side-apply", SERVER: "kubectl"}
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where objects of each kind stand: the name of their list, and whether it is below a namespace."""

    plurals: Mapping[tuple[str, str], tuple[str, bool]]

    def of(self, document: Mapping[str, Tree]) -> str:
        """The path of the list that an object is in."""
        api, metadata = str(document["apiVersion"]), document["metadata"]
        assert isinstance(metadata, dict)
        plural, is_namespaced = self.plurals[api, str(document["kind"])]
        folder = f"/apis/{api}" if "/" in api else f"/api/{api}"
        below = f"/namespaces/{metadata.get('namespace', 'default')}" if is_namespaced else ""
        return f"{folder}{below}/{plural}"


def paths(cluster: Cluster) -> Paths:
    """Where the objects of the server stand now."""
    plurals: dict[tuple[str, str], tuple[str, bool]] = {}
    for root in ("/api", "/apis"):
        for group in kubeapi.request(cluster.server, Call(path=root, accept=kubeapi.DISCOVERY))["items"]:
            for version in group["versions"]:
                api = "/".join(filter(None, (group["metadata"].get("name", ""), version["version"])))
                for one in version.get("resources", ()):
                    plurals[api, one["responseKind"]["kind"]] = (one["resource"], one["scope"] == "Namespaced")
    return Paths(plurals=plurals)


def _call(document: Document, path: str, how: str) -> Call:
    """What kubectl asks of the server for an object that is not there."""
    named = f"fieldManager={MANAGERS[how]}"
    metadata = document["metadata"]
    assert isinstance(metadata, dict)
    if how == SERVER:
        where = f"{path}/{metadata['name']}?{named}&force=false"
        return Call(path=where, method="PATCH", body=document, content="application/apply-patch+yaml")
    annotations = metadata.get("annotations")
    kept = {**(annotations if isinstance(annotations, dict) else {}), _LAST_APPLIED: json.dumps(document)}
    body = {**document, "metadata": {**metadata, "annotations": kept}}
    return Call(path=f"{path}?{named}", method="POST", body=body)


def apply(cluster: Cluster, documents: Iterable[Document], how: str) -> None:
    """Make the objects that are not there, each after the other."""
    known = paths(cluster)
    there = {(one.kind, one.name) for one in kubeapi.objects(cluster.server)}
    for document in documents:
        if tuple(identity(document).split("/", 1)) not in there:
            kubeapi.request(cluster.server, _call(document, known.of(document), how))
    kubeapi.settle(cluster.server)


def stored(cluster: Cluster, documents: Iterable[Document]) -> list[Json]:
    """What the server holds of objects."""
    known = paths(cluster)
    wanted = [f"{known.of(one)}/{one['metadata']['name']}" for one in documents if isinstance(one["metadata"], dict)]
    return [kubeapi.request(cluster.server, Call(path=path)) for path in wanted]


def remove(cluster: Cluster, before: Mapping[Identity, str], *, keeping: str = "") -> None:
    """Take away what was not there before; the CRDs too, unless objects of that kind are to stay."""
    known = paths(cluster)
    apis = {kind: api for api, kind in known.plurals}

    def left() -> set[Identity]:
        return {one for one in kubeapi.objects(cluster.server).keys() - before.keys() if one.kind != keeping}

    for one in left():
        metadata: dict[str, Tree] = {"namespace": one.namespace}
        path = known.of({"apiVersion": apis[one.kind], "kind": one.kind, "metadata": metadata})
        kubeapi.request(cluster.server, Call(path=f"{path}/{one.name}", method="DELETE"))
    finish_namespaces(cluster)
    await_gone(left)
