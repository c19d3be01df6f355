"""Finds the objects that belong to a workload, and manifests that have the workload without one of them."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from generator.base.errors import Problem
from generator.base.trees import submap, submaps
from generator.releases.pod_specs import Pod, containers, namespace_of, pods
from generator.releases.release import Document, Release, identity

_BINDINGS = frozenset({"ClusterRoleBinding", "RoleBinding"})
_SELECTING = frozenset({"PodDisruptionBudget", "Service", "NetworkPolicy"})


class Gap(Struct, frozen=True, kw_only=True):
    """An object that belongs to a workload in some manifests, and that another manifest with the workload lacks."""

    stem: str
    name: str
    workload: str
    others: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.stem}: has no {self.name}, which {self.workload} has in {', '.join(self.others)}"


def _bindings(documents: Sequence[Document], pod: Pod) -> list[Document]:
    """Return the bindings of a pod's ServiceAccount."""
    account = (pod.spec.get("serviceAccountName"), pod.namespace)
    return [
        document
        for document in documents
        if document["kind"] in _BINDINGS
        and any(
            (subject.get("name"), subject.get("namespace", namespace_of(document))) == account
            for subject in submaps(document, "subjects")
            if subject.get("kind") == "ServiceAccount"
        )
    ]


def _selects(document: Document, pod: Pod) -> bool:
    """Report whether an object selects the pod by its labels."""
    spec = submap(document, "spec")
    selector = submap(spec, "selector", "matchLabels") or submap(spec, "podSelector", "matchLabels")
    plain = selector or submap(spec, "selector")
    return bool(plain) and namespace_of(document) == pod.namespace and plain.items() <= pod.labels.items()


def _configuration(pod: Pod) -> Iterator[str]:
    """Yield the ConfigMaps that a pod must have."""
    for container in containers(pod):
        named = [submap(variable, "valueFrom", "configMapKeyRef") for variable in submaps(container, "env")]
        named += [submap(source, "configMapRef") for source in submaps(container, "envFrom")]
        yield from (f"ConfigMap/{one['name']}" for one in named if "name" in one and one.get("optional") is not True)


def _companions(documents: Sequence[Document], pod: Pod) -> set[str]:
    """Return the objects that belong to a pod: its account, what binds and selects it, its roles, and what it reads."""
    bindings = _bindings(documents, pod)
    roles = [submap(binding, "roleRef") for binding in bindings]
    names = {f"ServiceAccount/{pod.spec.get('serviceAccountName')}", *map(identity, bindings), *_configuration(pod)}
    names |= {f"{role.get('kind')}/{role.get('name')}" for role in roles}
    names |= {identity(one) for one in documents if one["kind"] in _SELECTING and _selects(one, pod)}
    return names & {identity(document) for document in documents}


def _by_workload(release: Release, stems: Sequence[str]) -> Mapping[str, dict[str, Pod]]:
    """Return the pods of each workload by manifest."""
    found: dict[str, dict[str, Pod]] = {}
    for stem in stems:
        for pod in pods(release.documents[stem]):
            found.setdefault(pod.owner, {})[stem] = pod
    return found


def gaps(release: Release, stems: Sequence[str]) -> Iterator[Gap]:
    """Yield objects that a workload has in some manifests only; a ConfigMap counts only if the workload reads it
    there.
    """
    there = {stem: {identity(document) for document in release.documents[stem]} for stem in stems}
    for workload, made in _by_workload(release, stems).items():
        belongs = {stem: _companions(release.documents[stem], pod) for stem, pod in made.items()}
        for name in sorted({name for found in belongs.values() for name in found}):
            for stem, pod in made.items():
                is_read = not name.startswith("ConfigMap/") or name in _configuration(pod)
                if name not in there[stem] and is_read:
                    others = tuple(other for other, found in belongs.items() if name in found)
                    yield Gap(stem=stem, name=name, workload=workload, others=others)


def unbound(release: Release, stems: Sequence[str]) -> Iterator[Problem]:
    """Yield workloads without permissions in a manifest, although others bind the account that they run under."""
    for workload, made in _by_workload(release, stems).items():
        bound = [stem for stem, pod in made.items() if _bindings(release.documents[stem], pod)]
        for stem in (stem for stem in made if bound and stem not in bound):
            account = made[stem].spec.get("serviceAccountName")
            yield Problem(
                where=f"{release.name} > {stem} > {workload}",
                expected=f"a binding of its ServiceAccount {account}, as in {', '.join(bound)}",
                found="none",
                remedy="see whether upstream published the whole file",
            )
