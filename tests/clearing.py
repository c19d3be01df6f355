"""Removes what was made in an API server, and does the work of controllers that do not run there."""

import time
from collections.abc import Iterable, Mapping

from msgspec import Struct

from generator.base.trees import Tree
from generator.cluster import kubeapi
from generator.cluster.apiserver import Cluster
from generator.cluster.kubeapi import Call, Identity

CRD = "CustomResourceDefinition"

# The garbage collector, which is not there, would let go of a Job only once its pods have no owner.
_AT_ONCE = "propagationPolicy=Background"


class Paths(Struct, frozen=True, kw_only=True):
    """Where objects of each kind stand: the name of their list, and whether it is below a namespace."""

    plurals: Mapping[tuple[str, str], tuple[str, bool]]

    def of(self, document: Mapping[str, Tree]) -> str:
        """Return the path of the list that an object is in."""
        api, metadata = str(document["apiVersion"]), document["metadata"]
        assert isinstance(metadata, dict)
        plural, is_namespaced = self.plurals[api, str(document["kind"])]
        folder = f"/apis/{api}" if "/" in api else f"/api/{api}"
        below = f"/namespaces/{metadata.get('namespace', 'default')}" if is_namespaced else ""
        return f"{folder}{below}/{plural}"


def paths(cluster: Cluster) -> Paths:
    """Return where the objects of the server stand now."""
    plurals: dict[tuple[str, str], tuple[str, bool]] = {}
    for root in ("/api", "/apis"):
        for group in kubeapi.request(cluster.server, Call(path=root, accept=kubeapi.DISCOVERY))["items"]:
            for version in group["versions"]:
                api = "/".join(filter(None, (group["metadata"].get("name", ""), version["version"])))
                for one in version.get("resources", ()):
                    plurals[api, one["responseKind"]["kind"]] = (one["resource"], one["scope"] == "Namespaced")
    return Paths(plurals=plurals)


def finish_namespaces(cluster: Cluster) -> None:
    """Do the work of the controller of namespaces, which does not run: finalize those that are being deleted."""
    for namespace in kubeapi.request(cluster.server, Call(path="/api/v1/namespaces"))["items"]:
        if "deletionTimestamp" in namespace["metadata"]:
            path = f"/api/v1/namespaces/{namespace['metadata']['name']}/finalize"
            kubeapi.request(cluster.server, Call(method="PUT", path=path, body={**namespace, "spec": {}}))


def _delete(cluster: Cluster, doomed: Iterable[Identity]) -> None:
    """Delete objects, of CRDs all or none, and wait until the server has let go of them, which it does a moment later.

    CRDs are the last and go together: for each that is deleted alone the server looks for objects of it once more,
    which costs four times as much.
    """
    known, left = paths(cluster), set(doomed)
    apis = {(api.rpartition("/")[0], kind): api for api, kind in known.plurals}
    for one in (one for one in left if one.kind != CRD):
        metadata: dict[str, Tree] = {"namespace": one.namespace}
        path = known.of({"apiVersion": apis[one.group, one.kind], "kind": one.kind, "metadata": metadata})
        kubeapi.request(cluster.server, Call(path=f"{path}/{one.name}?{_AT_ONCE}", method="DELETE"))
    if any(one.kind == CRD for one in left):
        kubeapi.request(cluster.server, Call(path=kubeapi.CRDS, method="DELETE"))
    finish_namespaces(cluster)
    end = time.monotonic() + 30
    while left := left & kubeapi.objects(cluster.server).keys():
        assert time.monotonic() < end, f"the server does not let go of what was deleted: {sorted(left)}"
        time.sleep(0.1)


def remove(cluster: Cluster, before: Mapping[Identity, str], *, keeping: str = "") -> None:
    """Remove what did not exist before, including CRDs unless objects of that kind are to stay."""
    now = kubeapi.objects(cluster.server)
    _delete(cluster, {one for one in now.keys() - before.keys() if one.kind != keeping})
