"""Finds the pods that objects make, for modules that look inside."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from generator.base.trees import Map, submap, submaps
from generator.releases.release import Document, identity

_WORKLOADS, _POD = frozenset({"DaemonSet", "Deployment", "Job"}), "Pod"


class Pod(Struct, frozen=True, kw_only=True):
    """The pod template of an object, or a Pod: its owner, its namespace, its labels and its spec."""

    owner: str
    namespace: str
    labels: Map
    spec: Map


def namespace_of(document: Document) -> str:
    """Return the namespace of an object; empty for one of the whole cluster."""
    return str(submap(document, "metadata").get("namespace", ""))


def pods(documents: Sequence[Document]) -> Iterator[Pod]:
    """Yield the pods of the workloads among the objects, and Pods among them."""
    for document in documents:
        if document["kind"] in _WORKLOADS or document["kind"] == _POD:
            template = document if document["kind"] == _POD else submap(document, "spec", "template")
            yield Pod(
                owner=identity(document),
                namespace=namespace_of(document),
                labels=submap(template, "metadata", "labels"),
                spec=submap(template, "spec"),
            )


def containers(pod: Pod) -> list[Map]:
    """Return the containers of a pod, init containers first."""
    return [*submaps(pod.spec, "initContainers"), *submaps(pod.spec, "containers")]
