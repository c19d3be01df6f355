"""Compares the specs of workloads: what restarts pods, what they may do on a node, what cannot be changed."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from generator.base.trees import Steps, Tree, leaves, show_path, show_place, sublist, submap, submaps
from generator.drift import rules
from generator.drift.change import Change, Held, Rule, Side
from generator.drift.differences import Difference, differing, in_variants
from generator.drift.in_place import is_fixed
from generator.learn.merge import list_identities
from generator.releases.release import Document

POD = ("spec", "template", "spec")
_CONTAINERS = ("initContainers", "containers")
_VOLUMES = (*POD, "volumes")
_ON_NODE = frozenset({"privileged", "hostNetwork", "hostPID", "hostIPC"})
# What a profile of AppArmor or seccomp, or a mount of /proc, says if it confines nothing.
_FREE = frozenset({"Unconfined", "unconfined", "Unmasked"})
# What every node has.
_EVERYWHERE = ("/", "/dev", "/proc", "/sys")
_SECURITY, _APPARMOR = "securityContext", "container.apparmor.security.beta.kubernetes.io/"


def is_workload(document: Document) -> bool:
    """Report whether an object makes pods from a template."""
    return bool(submap(document, *POD))


def containers_of(document: Document) -> Iterator[tuple[Steps, dict[str, Tree]]]:
    """Yield the containers of a workload or of a Pod with their places in it."""
    spec = ("spec",) if document["kind"] == "Pod" else POD
    for key in _CONTAINERS:
        items = sublist(document, *spec, key)
        for name, item in zip(list_identities(key, items), items, strict=True):
            if isinstance(item, dict):
                yield (*spec, key, name), item


def _is_security(steps: Steps) -> bool:
    """Report whether a place is a security field of a pod or a container, or an annotation that is one."""
    return _SECURITY in steps or steps[-1].startswith(_APPARMOR)


def _privileges(held: Held, at: Steps) -> Iterator[str]:
    """Yield what a part of a pod may do on its node, by its fields and by capabilities."""
    for steps, value in (leaf for tree in held for leaf in leaves(tree, at)):
        if steps[-1] in _ON_NODE and value is True:
            yield steps[-1]
        elif _is_security(steps) and str(value) in _FREE:
            yield show_path(steps[-2:])
        elif ("capabilities", "add") in pairwise(steps):
            yield str(value)


def _gained(found: Difference) -> list[str]:
    """Return what pods may do now and might not do before."""
    former = {*_privileges(found.before, found.steps)}
    return sorted({*_privileges(found.after, found.steps)} - former)


def _mounted(before: Document, after: Document, found: Difference) -> list[str]:
    """Return the paths of the node that a difference of volumes newly mounts without a type."""
    if found.steps[: len(_VOLUMES)] != _VOLUMES:
        return []
    names, former = found.steps[len(_VOLUMES) :][:1], [submap(one, "hostPath") for one in submaps(before, *_VOLUMES)]
    paths = [submap(one, "hostPath") for one in submaps(after, *_VOLUMES) if not names or one.get("name") in names]
    known = {*_EVERYWHERE, *(str(one.get("path")) for one in former)}
    return sorted({str(one["path"]) for one in paths if "path" in one and not one.get("type")} - known)


def _pod_rule(found: Difference) -> Rule:
    steps = found.steps
    if _gained(found):
        return rules.POD_PRIVILEGE
    if _is_security(steps):
        return rules.POD_SECURITY
    if len(steps) == len(POD) + 2 and steps[-2] in _CONTAINERS and (not found.before or not found.after):
        return rules.CONTAINER_REMOVED if found.before else rules.CONTAINER_ADDED
    return rules.POD_FIELD if steps[:2] == POD[:2] else rules.WORKLOAD_FIELD


def _rule(document: Document, found: Difference, *, mounts: bool) -> Rule:
    if found.steps[1:2] == ("selector",):
        return rules.SELECTOR_CHANGED
    if document["kind"] == "Job":
        return rules.JOB_CHANGED if is_fixed(document, found) else rules.WORKLOAD_FIELD
    return rules.HOST_PATH if mounts else _pod_rule(found)


def is_image(steps: Steps, spec: Steps = POD) -> bool:
    """Report whether a place is the image of a container, which another class compares."""
    return steps[-1:] == ("image",) and len(steps) == len(spec) + 3 and steps[len(spec)] in _CONTAINERS


def _compared(project: str, before: Mapping[str, Document], after: Mapping[str, Document]) -> Iterator[Change]:
    for name, document in after.items():
        if name in before and (is_workload(document) or is_workload(before[name])):
            for found in differing(before[name].get("spec"), document.get("spec"), ("spec",)):
                if document["kind"] == "Job" or not is_image(found.steps):
                    mounted = _mounted(before[name], document, found)
                    yield Change(
                        rule=_rule(document, found, mounts=bool(mounted)),
                        where=show_place((project, name, *found.steps)),
                        before=found.before,
                        after=found.after,
                        note=", ".join(mounted or _gained(found)),
                    )


def compare_pods(before: Side, after: Side) -> Iterator[Change]:
    """Yield the changes of the specs of workloads in all variants, without images. The image of a Job cannot be
    changed.
    """
    yield from in_variants(before, after, _compared)
