"""Applies objects to an API server as `kubectl apply` does, on the client's side or on the server's."""

import json
from collections.abc import Iterable, Mapping

from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Json
from generator.releases.release import Document, identity
from tests.clearing import paths

# How kubectl applies, and under which name it owns the fields then.
CLIENT, SERVER = "client-side", "server-side"
MANAGERS: Mapping[str, str] = {CLIENT: "kubectl-client-side-apply", SERVER: "kubectl"}
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def _call(document: Document, path: str, how: str) -> Call:
    """Return the request of kubectl for an object that does not exist."""
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
    """Make the objects that do not exist, one after the other."""
    known = paths(cluster)
    there = {(one.kind, one.name) for one in kubeapi.objects(cluster.server)}
    for document in documents:
        if tuple(identity(document).split("/", 1)) not in there:
            kubeapi.request(cluster.server, _call(document, known.of(document), how))
    kubeapi.rest(cluster.server)


def stored(cluster: Cluster, documents: Iterable[Document]) -> list[Json]:
    """Return the objects as the server holds them."""
    known = paths(cluster)
    wanted = [f"{known.of(one)}/{one['metadata']['name']}" for one in documents if isinstance(one["metadata"], dict)]
    return [kubeapi.request(cluster.server, Call(path=path)) for path in wanted]
