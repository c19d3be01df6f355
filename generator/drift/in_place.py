"""Finds the changes of an object that the API server refuses, and that no upgrade makes in place therefore."""

from collections.abc import Iterator, Mapping

from generator.base.trees import Steps, Tree
from generator.drift.differences import Difference
from generator.releases.release import Document

_SELECTOR: Steps = ("spec", "selector")
_ROLE: tuple[Steps, ...] = (("roleRef",),)


def _of_spec(*fields: str) -> tuple[Steps, ...]:
    return tuple(("spec", field) for field in fields)


# The fields of each kind that cannot be changed, after the validation of updates in Kubernetes' own API packages.
FIXED: Mapping[str, tuple[Steps, ...]] = {
    "DaemonSet": (_SELECTOR,),
    "Deployment": (_SELECTOR,),
    "ReplicaSet": (_SELECTOR,),
    "StatefulSet": _of_spec("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"),
    "Job": _of_spec("selector", "template", "completionMode", "podFailurePolicy", "successPolicy", "managedBy"),
    "Pod": (("spec",),),
    "RoleBinding": _ROLE,
    "ClusterRoleBinding": _ROLE,
    "Service": _of_spec("clusterIP", "clusterIPs", "loadBalancerClass"),
    "Secret": (("type",),),
    "PersistentVolume": _of_spec("claimRef", "csi", "hostPath", "local", "nfs", "volumeMode"),
    "PersistentVolumeClaim": (("spec",),),
    "StorageClass": (("parameters",), ("provisioner",), ("reclaimPolicy",), ("volumeBindingMode",)),
    "PriorityClass": (("value",), ("preemptionPolicy",)),
    "RuntimeClass": (("handler",),),
    "IngressClass": _of_spec("controller"),
    "CSIDriver": _of_spec("attachRequired", "volumeLifecycleModes"),
    "EndpointSlice": (("addressType",),),
}
# The last steps of places below those that can be changed nevertheless.
_FREE: Mapping[str, frozenset[str]] = {
    "Pod": frozenset({"image", "activeDeadlineSeconds"}),
    "PersistentVolumeClaim": frozenset({"resources", "volumeAttributesClassName"}),
}
# What is immutable if an object says so, and the field that says it, which cannot be taken back.
_HELD = frozenset({"data", "binaryData", "stringData", "immutable"})


def _inside(tree: Tree, path: Steps) -> Iterator[Tree]:
    """Yield what stands at a path in a tree; nothing if the tree ends before."""
    for step in path:
        if not isinstance(tree, dict) or step not in tree:
            return
        tree = tree[step]
    yield tree


def _meets(found: Difference, field: Steps) -> bool:
    """Report whether a difference is at a field, below it, or of a whole mapping that has the field."""
    depth = len(found.steps)
    if found.steps[: len(field)] == field:
        return True
    held = (*found.before, *found.after) if field[:depth] == found.steps else ()
    return any(True for tree in held for _ in _inside(tree, field[depth:]))


def is_fixed(before: Document, found: Difference) -> bool:
    """Report whether the API server refuses a difference of an existing object."""
    kind = str(before.get("kind"))
    if before.get("immutable") is True and kind in {"ConfigMap", "Secret"} and found.steps[0] in _HELD:
        return True
    free = _FREE.get(kind, frozenset())
    return found.steps[-1] not in free and any(_meets(found, field) for field in FIXED.get(kind, ()))
