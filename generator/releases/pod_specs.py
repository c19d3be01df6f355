"""Turns objects into the pods that they make, for what looks inside."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.base.trees import Tree
from generator.releases.release import Document, identity

Map = dict[str, Tree]

_WORKLOADS, _POD = frozenset({"DaemonSet", "Deployment", "Job"}), "Pod"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pod:
    """The pod template of an object, or a Pod: whose it is, its namespace, its labels and its spec."""

    owner: str
    namespace: str
    labels: Map
    spec: Map


def submap(tree: Tree, *path: str) -> Map:
    """The mapping below the path; empty when there is none."""
    for step in path:
        tree = tree.get(step) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def submaps(tree: Tree, *path: str) -> list[Map]:
    """The mappings in the list below the path; none when there is no list."""
    *parents, last = path
    found = submap(tree, *parents).get(last)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def namespace_of(document: Document) -> str:
    """The namespace of an object; empty for one of the whole cluster."""
    return str(submap(document, "metadata").get("namespace", ""))


def pods(documents: Sequence[Document]) -> Iterator[Pod]:
    """The pods of the workloads among the objects, and those that are objects themselves."""
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
    """The containers of a pod, those that run first before the others."""
    return [*submaps(pod.spec, "initContainers"), *submaps(pod.spec, "containers")]
